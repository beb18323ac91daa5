//! How each point stands on a day: visits made against visits wanted by its rule as it stood then.

use domain::{day::Day, ids::SchoolId, point_edition::PointHistory, point_no};

use crate::{patrol::Patrol, views::board::PointRow};

/// A row for each point that was wanted or visited, with what the search looks into; those that are under way first.
pub(crate) fn rows(patrol: &Patrol, day: Day) -> Vec<(SchoolId, PointRow)> {
    let mut rows: Vec<_> = patrol.points.iter().filter_map(|history| row(patrol, history, day)).collect();
    // Points somebody has begun with stand before those nobody has visited: there the day is under way.
    rows.sort_by_key(|(_, row)| {
        (row.done >= row.need, row.done == 0, std::cmp::Reverse(row.last_ms), row.typed_no.clone())
    });
    rows
}

fn row(patrol: &Patrol, history: &PointHistory, day: Day) -> Option<(SchoolId, PointRow)> {
    let point = &history.point;
    let names = patrol.names.get(&point.school_id)?;
    let wanted = patrol.wanted_on(history, day);
    let last = patrol.visits_on(point.id, day).iter().rev().find(|visit| visit.counts());
    if wanted.shown == 0 && last.is_none() {
        return None;
    }
    let row = PointRow {
        id: point.id,
        typed_no: point_no::with_check(&point.point_no),
        name: point.name.clone(),
        school: names.school.clone(),
        done: wanted.done,
        need: wanted.shown,
        last_ms: last.map(|visit| visit.at),
        last_level: last.map(|visit| visit.row.proof.level),
        last_record_id: last.map(|visit| visit.record_id),
    };
    Some((point.school_id, row))
}
