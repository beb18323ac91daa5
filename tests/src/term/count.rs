//! The independent count: what a clerk with the plan in hand and a pencil would write down. It shares no rule with the
//! server: what it says is said again here, as plainly as the order says it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    day::Day,
    ids::{PointId, StaffId},
    staff::StaffKind,
};

use super::{
    district::{Gate, School},
    plan::{Act, Deed, Shift},
};

const MINUTE: i64 = 60_000;
/// The rule of the district: be there twenty minutes before; the minute itself still counts.
const EARLY: i64 = 20 * MINUTE;

/// What became of one window at one gate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShiftCount {
    /// Somebody came.
    pub held: bool,
    /// The school had no phone yet: nothing can be said.
    pub unrecorded: bool,
    /// How many people.
    pub people: u32,
    /// How many of them after the time.
    pub late: u32,
    /// Somebody left before the end, and too few of that kind were left.
    pub gap: bool,
}

/// Visits of one point on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PointCount {
    /// Wanted by the rule.
    pub wanted: u32,
    /// Made, at most as many as were wanted.
    pub done: u32,
}

/// Every window at every gate of these days.
#[must_use]
pub fn shifts(school: &School, days: &[Day], deeds: &[Deed]) -> BTreeMap<Shift, ShiftCount> {
    let mut counts = BTreeMap::new();
    for day in days {
        for window in school.held_on(*day) {
            for gate in &school.gates {
                let shift = Shift { day: *day, post: gate.post, window: window.id };
                let of_it: Vec<&Deed> = deeds.iter().filter(|deed| deed.shift == Some(shift)).collect();
                let (start, end) = (day.at(window.start_min).0, day.at(window.end_min).0);
                let mut it = count(school, gate, (start, end), &of_it);
                it.unrecorded = *day < school.since;
                counts.insert(shift, it);
            }
        }
    }
    counts
}

fn count(school: &School, gate: &Gate, (start, end): (i64, i64), deeds: &[&Deed]) -> ShiftCount {
    let mut there: BTreeSet<StaffId> = BTreeSet::new();
    let mut it = ShiftCount::default();
    for deed in deeds {
        match &deed.act {
            Act::Come { people, .. } => {
                for who in people {
                    if there.insert(*who) {
                        it.people += 1;
                        it.late += u32::from(deed.at.0 >= start - EARLY + MINUTE);
                    }
                }
            }
            Act::Leave { people, .. } => {
                for who in people {
                    there.remove(who);
                    let kind = school.kind_of(*who);
                    let left = there.iter().filter(|it| school.kind_of(**it) == kind).count();
                    it.gap |= deed.at.0 < end && left < gate.needs(kind);
                }
            }
            _ => {}
        }
    }
    it.held = it.people > 0;
    it
}

/// Every point on every of these days.
#[must_use]
pub fn points(school: &School, days: &[Day], deeds: &[Deed]) -> BTreeMap<(PointId, Day), PointCount> {
    let mut counts = BTreeMap::new();
    for point in &school.points {
        for day in days {
            let made = deeds.iter().filter(|deed| {
                matches!(&deed.act, Act::Visit { point: at, .. } if *at == point.id) && Day::of(deed.at) == *day
            });
            let wanted = if *day < school.since { 0 } else { u32::from(point.per_day) };
            let done = u32::try_from(made.count()).unwrap_or(u32::MAX).min(wanted);
            counts.insert((point.id, *day), PointCount { wanted, done });
        }
    }
    counts
}

impl School {
    fn kind_of(&self, who: StaffId) -> StaffKind {
        if self.guards.contains(&who) { StaffKind::Guard } else { StaffKind::Teacher }
    }
}

impl Gate {
    fn needs(&self, kind: StaffKind) -> usize {
        self.need.iter().filter(|(it, _)| *it == kind).map(|(_, count)| usize::from(*count)).sum()
    }
}
