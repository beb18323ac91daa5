//! How each point stands: visits made against visits wanted.

use std::collections::{BTreeMap, HashMap};

use domain::{
    ids::{PointId, SchoolId},
    patrol_point::PatrolPoint,
};

use crate::{routes::api::board::PointRow, shift::SchoolNames, tables::check_ins::Visit};

/// A row for each point, with what the search looks into; those that are under way first.
pub(crate) fn rows(
    points: Vec<PatrolPoint>,
    visits: &[Visit],
    names: &BTreeMap<SchoolId, SchoolNames>,
) -> Vec<(SchoolId, PointRow)> {
    let mut made: HashMap<PointId, (u32, &Visit)> = HashMap::new();
    for visit in visits.iter().filter(|visit| visit.counts()) {
        // Visits come in the order of time, so the last one stays.
        let entry = made.entry(visit.row.point_id).or_insert((0, visit));
        *entry = (entry.0 + 1, visit);
    }
    let mut rows: Vec<(SchoolId, PointRow)> = points
        .into_iter()
        .filter_map(|point| {
            let names = names.get(&point.school_id)?;
            let made = made.get(&point.id);
            let row = PointRow {
                id: point.id,
                point_no: point.point_no,
                name: point.name,
                school: names.school.clone(),
                done: made.map_or(0, |(count, _)| *count),
                need: u32::from(point.per_day),
                last_ms: made.map(|(_, visit)| visit.at),
                last_level: made.map(|(_, visit)| visit.row.proof.level),
                last_record_id: made.map(|(_, visit)| visit.record_id),
            };
            Some((point.school_id, row))
        })
        .collect();
    // Points somebody has begun with stand before those nobody has visited: there the day is under way.
    rows.sort_by_key(|(_, row)| {
        (row.done >= row.need, row.done == 0, std::cmp::Reverse(row.last_ms), row.point_no.clone())
    });
    rows
}
