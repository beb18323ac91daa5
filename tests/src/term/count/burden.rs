//! What recording cost people, by kind of record.

use std::collections::{BTreeMap, BTreeSet};

use domain::{day::Day, ids::StaffId};

use crate::term::{
    district::School,
    plan::{Act, Deed, Shift},
};

/// What records of a kind cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Records.
    pub records: u32,
    /// Of those with a count.
    pub counted: u32,
    /// Taps.
    pub taps: u32,
    /// Milliseconds.
    pub ms: u64,
}

/// By kind, of one school's days. A round is of the school where it begins.
pub(super) fn all(school: &School, days: &[Day], deeds: &[Deed]) -> BTreeMap<&'static str, Cost> {
    let mut costs: BTreeMap<&'static str, Cost> = BTreeMap::new();
    let mut there: BTreeSet<(Shift, StaffId)> = BTreeSet::new();
    let mut under_way: BTreeMap<StaffId, bool> = BTreeMap::new();
    let (first, last) = (days[0], days[days.len() - 1]);
    let within = |deed: &&Deed| (first..=last).contains(&Day::of(deed.at));
    for deed in deeds.iter().filter(within) {
        let at_a_gate = deed.shift.is_some_and(|shift| school.gates.iter().any(|gate| gate.post == shift.post));
        let is_mine = |point| school.point(point).is_some();
        let (kind, mine, also) = match &deed.act {
            Act::Come { people, .. } => {
                there.extend(deed.shift.iter().flat_map(|shift| people.iter().map(|who| (*shift, *who))));
                ("duty_on", at_a_gate, None)
            }
            Act::Leave { .. } => ("duty_off", at_a_gate, None),
            Act::Call { present, .. } => {
                let called = deed.shift.iter().flat_map(|shift| present.iter().map(|who| (*shift, *who)));
                // Whoever was not there yet has come with it, in a record of its own.
                let came = called.map(|it| there.insert(it)).fold(false, |any, new| any | new);
                ("roll_call", at_a_gate, came.then_some("duty_on"))
            }
            Act::Log(_) => ("log", at_a_gate, None),
            Act::HandOver(_) => ("hand_over", at_a_gate, None),
            Act::Close(_) => ("close", at_a_gate, None),
            Act::Visit { point, .. } | Act::CouldNot { point, .. } => ("check_in", is_mine(*point), None),
            Act::Mistaken { point } => ("check_in", is_mine(*point), Some("correction")),
            Act::Start(round) => {
                let mine = round.begins_at(school);
                under_way.insert(deed.who, mine);
                ("patrol_run", mine, None)
            }
            Act::Finish { .. } => ("patrol_run", under_way.get(&deed.who) == Some(&true), None),
            // Taken back without a form.
            Act::Void => ("", under_way.get(&deed.who) == Some(&true), Some("patrol_run")),
            Act::Sheet(_) => ("escort_sheet", deed.phone == school.phone, None),
            Act::SheetMistaken(_) => ("escort_sheet", deed.phone == school.phone, Some("correction")),
            Act::Sign(_) => ("day_review", deed.phone == school.phone, None),
        };
        if !mine {
            continue;
        }
        if !kind.is_empty() {
            let cost = costs.entry(kind).or_default();
            cost.records += 1;
            if let Some((taps, ms)) = deed.cost {
                cost.counted += 1;
                cost.taps += u32::from(taps);
                cost.ms += u64::from(ms);
            }
        }
        if let Some(also) = also {
            costs.entry(also).or_default().records += 1;
        }
    }
    costs
}
