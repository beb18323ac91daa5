//! Walks of escort teams by day: heads out, handed over, brought back, and left over.

use std::collections::BTreeMap;

use domain::day::Day;

use super::Tally;
use crate::term::{
    district::School,
    plan::{Act, Deed, Walk},
};

/// A day of a school.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayOfWalks {
    /// Its sheets, in the order of time.
    pub sheets: Vec<Walk>,
    /// Signed: how many sheets came after.
    pub signed: Option<u32>,
}

impl DayOfWalks {
    /// Its columns in the report.
    pub fn tally(&self) -> Tally {
        let sum = |of: &dyn Fn(&Walk) -> i64| self.sheets.iter().map(of).sum::<i64>();
        let walked = !self.sheets.is_empty();
        let handed = |it: &Walk| it.handed.iter().map(|stop| i64::from(stop.count)).sum::<i64>();
        let left = |it: &Walk| i64::from(it.out) - handed(it) - i64::from(it.returned);
        [
            ("days", i64::from(walked)),
            ("reviewed", i64::from(walked && self.signed == Some(0))),
            ("sheets", sum(&|_| 1)),
            ("out", sum(&|it| it.out.into())),
            ("handed", sum(&handed)),
            ("returned", sum(&|it| it.returned.into())),
            ("remaining", sum(&|it| left(it).max(0))),
        ]
        .into_iter()
        .collect()
    }
}

/// Days with walks or a signature. What was saved by mistake is none.
pub(super) fn all(school: &School, deeds: &[Deed]) -> BTreeMap<Day, DayOfWalks> {
    let mut days: BTreeMap<Day, DayOfWalks> = BTreeMap::new();
    for deed in deeds.iter().filter(|it| it.phone == school.phone) {
        match &deed.act {
            Act::Sheet(walk) => {
                let day = days.entry(Day::of(deed.at)).or_default();
                day.sheets.push(walk.clone());
                day.signed = day.signed.map(|later| later + 1);
            }
            Act::Sign(_) => days.entry(Day::of(deed.at)).or_default().signed = Some(0),
            _ => {}
        }
    }
    days
}
