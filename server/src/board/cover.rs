//! Where boarders are by themselves on that day 24 小时值守: by the rosters that phones were told, and by who came.

use std::collections::HashSet;

use domain::{
    cover::Gap,
    day::Day,
    ids::{SchoolId, WindowId},
    occurrence::Occurrence,
};

use crate::{
    shift::{Ledger, SchoolNames},
    views::board::UnwatchedRow,
};

/// Rosters are told so far ahead at least; of later days nothing follows from an empty place.
const TOLD_DAYS: i32 = 13;

/// The gaps of all schools, the earliest first.
pub(super) fn rows(ledger: &Ledger, named: &HashSet<(WindowId, Day)>, day: Day) -> Vec<UnwatchedRow> {
    if day > Day::of(ledger.now).plus(TOLD_DAYS) {
        return Vec::new();
    }
    let near = |at: &Occurrence<'_>| day.plus(-1) <= at.day && at.day <= day;
    let is_named = |at: &Occurrence<'_>| !near(at) || named.contains(&(at.window.id, at.day));
    let of_school = |(id, names): (&SchoolId, &SchoolNames)| {
        let gaps = ledger.unwatched(*id, day, is_named).into_iter();
        let row = |gap: Gap| UnwatchedRow {
            school_id: *id,
            school: names.school.clone(),
            code: names.code.clone(),
            town: names.town.clone(),
            from_ms: gap.from,
            to_ms: gap.to,
            window: gap.unmanned.is_some(),
        };
        gaps.map(row).collect::<Vec<_>>()
    };
    let mut rows: Vec<UnwatchedRow> = ledger.names.iter().flat_map(of_school).collect();
    rows.sort_by(|a, b| (a.from_ms, &a.code).cmp(&(b.from_ms, &b.code)));
    rows
}
