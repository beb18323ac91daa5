//! The rows behind the report: each shift, each day of a point, each round, each walk, and what recording cost.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    duty_note::Situation,
    escort::RemainingReason,
    ids::{PointId, StaffId},
    patrol_route::MissReason,
    staff::StaffKind,
};
use serde_json::Value;

use super::{Compared, number, read, rows, text};
use crate::term::{
    Stage,
    count::{Book, PointCount, RoundCount, ShiftCount},
    district::School,
    plan::Walk,
};

/// Each shift of a school.
pub(in crate::term) fn shifts(compared: &mut Compared, book: &Book, said: &Value) {
    let key = |row: &Value| format!("{} {} {}", text(row, "day"), text(row, "post_id"), text(row, "window_id"));
    let mut theirs: BTreeMap<String, &Value> = rows(said, "shifts").map(|row| (key(row), row)).collect();
    for (shift, mine) in &book.shifts {
        let name = format!("{} {} {}", shift.day, shift.post, shift.window);
        compared.shifts += 1;
        let row = theirs.remove(&name);
        // The states of the pencil are words of the answer.
        let said = row.map(|row| (text(row, "state"), read_shift(row)));
        let mine = Some((mine.state.to_owned(), ShiftCount { state: "", ..mine.clone() }));
        compared.same(|| format!("shift {name}"), &mine, &said);
    }
    compared.differences.extend(theirs.into_keys().map(|name| format!("shift {name} is said and was not planned")));
}

fn read_shift(row: &Value) -> ShiftCount {
    let who = |it: &Value| read::<StaffId>(&it["staff_id"]);
    let people: BTreeSet<StaffId> = rows(row, "people").filter_map(who).collect();
    let came = people.len();
    let late: BTreeSet<StaffId> = rows(row, "people").filter(|it| it["late"] == true).filter_map(who).collect();
    let kind = |it: &Value| read::<StaffKind>(&it["kind"]);
    ShiftCount {
        kind: read(&row["kind"]).expect("a kind of window"),
        state: "",
        need: number(row, "need"),
        // Somebody whose two comings are two stays is one who came.
        people: people.into_iter().filter(|_| row["came"].as_u64() == Some(came as u64)).collect(),
        late: late.into_iter().filter(|_| row["late"] == true).collect(),
        missing: rows(row, "missing")
            .filter_map(|it| Some((kind(it)?, u8::try_from(it["count"].as_u64()?).ok()?)))
            .collect(),
        gaps: rows(row, "gaps").filter_map(kind).collect(),
        situation: read(&row["situation"]),
        headcount: number(row, "headcount"),
    }
}

/// Each point of a school, day by day.
pub(in crate::term) fn points(compared: &mut Compared, book: &Book, said: &Value) {
    let mut theirs: BTreeMap<String, PointCount> = BTreeMap::new();
    let mut states: BTreeMap<String, String> = BTreeMap::new();
    for point in rows(said, "points") {
        for row in rows(point, "days") {
            let name = format!("{} {}", text(point, "id"), text(row, "day"));
            states.insert(name.clone(), text(row, "state"));
            theirs.insert(name, read_day(row));
        }
    }
    for ((point, day), mine) in &book.points {
        compared.point_days += 1;
        let name = format!("{point} {day}");
        let state = states.remove(&name).unwrap_or_default();
        compared.same(|| format!("point {name}, state"), &mine.state.unwrap_or_default().to_owned(), &state);
        // What was wanted one by one stands in the report alone.
        let mine = PointCount { state: None, demands: (0, 0, 0, 0), ..*mine };
        compared.same(|| format!("point {name}"), &Some(mine), &theirs.remove(&name));
    }
}

fn read_day(row: &Value) -> PointCount {
    let mut day = PointCount { due: number(row, "due"), done: number(row, "done"), ..PointCount::default() };
    for visit in rows(row, "visits") {
        if visit["result"] == "unreachable" {
            day.unreachable += 1;
            continue;
        }
        if visit["method"] == "video" {
            day.by_video += 1;
            continue;
        }
        match visit["level"].as_str() {
            Some("A") => day.levels.0 += 1,
            Some("B") => day.levels.1 += 1,
            _ => day.levels.2 += 1,
        }
        day.weak += u32::from(visit["believed"] == "needs_review");
    }
    day
}

/// Each round that a school sees.
pub(in crate::term) fn rounds(compared: &mut Compared, stage: &Stage, book: &Book, said: &Value) {
    let numbers: BTreeMap<String, usize> = stage.runs.iter().map(|(number, id)| (id.to_string(), *number)).collect();
    let mut theirs: BTreeMap<usize, &Value> = BTreeMap::new();
    for row in rows(said, "runs") {
        match numbers.get(&text(row, "run_id")) {
            Some(number) => drop(theirs.insert(*number, row)),
            None => compared.differences.push(format!("a run that nobody planned: {row}")),
        }
    }
    for mine in &book.rounds {
        compared.rounds += 1;
        let row = theirs.remove(&mine.number);
        let said = row.map(|row| (text(row, "state"), read_round(mine.number, row)));
        let counted = Some((mine.state.to_owned(), RoundCount { state: "", ..mine.clone() }));
        compared.same(|| format!("round {}", mine.number), &counted, &said);
    }
    compared.differences.extend(theirs.into_keys().map(|number| format!("round {number} is said and was not there")));
}

fn read_round(number: usize, row: &Value) -> RoundCount {
    let point = |it: &Value| -> Option<(PointId, bool, bool, Option<MissReason>)> {
        let (id, planned) = (read(&it["id"])?, it["planned"].as_bool()?);
        Some((id, planned, it["outcome"] == "visited", read(&it["reason"])))
    };
    RoundCount {
        number,
        state: "",
        kind: text(row, "kind"),
        method: text(row, "method"),
        party: super::number(row, "party"),
        points: rows(row, "points").filter_map(point).collect(),
    }
}

/// Each day of walks of a school.
pub(in crate::term) fn walks(compared: &mut Compared, school: &School, book: &Book, said: &Value) {
    let mut theirs: BTreeMap<String, &Value> = rows(said, "days").map(|row| (text(row, "day"), row)).collect();
    for (day, mine) in &book.walks {
        compared.walk_days += 1;
        let row = theirs.remove(&day.to_string()).unwrap_or(&Value::Null);
        let what = |part: &str| format!("walks of {} on {day}, {part}", school.code);
        let later = row["later"].as_u64().filter(|_| row["review"].is_object()).and_then(|it| u32::try_from(it).ok());
        compared.same(|| what("signed"), &mine.signed, &later);
        let sheets: Vec<Walk> = rows(row, "sheets").filter_map(|row| read_walk(school, row)).collect();
        compared.same(|| what("sheets"), &mine.sheets, &sheets);
        let tally = mine.tally();
        for name in ["out", "handed", "returned"] {
            compared.same(|| what(name), &Some(tally[name]), &row[name].as_i64());
        }
        let left = tally["out"] - tally["handed"] - tally["returned"];
        compared.same(|| what("remaining"), &Some(left), &row["remaining"].as_i64());
    }
    compared.differences.extend(theirs.into_keys().map(|day| format!("walks on {day} are said and were not made")));
}

/// A sheet names its route; the plan knows it by identity, in the order of the school's list.
fn read_walk(school: &School, row: &Value) -> Option<Walk> {
    let stops: Vec<String> = rows(row, "handed").map(|it| text(it, "stop")).collect();
    let along = school.walks.iter().find(|(_, known)| *known == stops).map(|(route, _)| *route);
    Some(Walk {
        route: along.filter(|_| row["route"].is_string()),
        out: u16::try_from(row["out"].as_u64()?).ok()?,
        handed: read(&row["handed"])?,
        returned: u16::try_from(row["returned"].as_u64()?).ok()?,
        reason: read::<RemainingReason>(&row["remaining_reason"]),
        situation: read::<Situation>(&row["situation"])?,
    })
}

/// What recording cost at a school.
pub(in crate::term) fn burden(compared: &mut Compared, school: &School, book: &Book, said: &Value) {
    let mut theirs: BTreeMap<String, &Value> = rows(said, "rows").map(|row| (text(row, "kind"), row)).collect();
    for (kind, mine) in &book.costs {
        let row = theirs.remove(*kind).unwrap_or(&Value::Null);
        let seconds = u32::try_from(mine.ms / 1_000).unwrap_or(u32::MAX);
        let counted = [mine.records, mine.counted, mine.taps, seconds, 0];
        let said = ["records", "counted", "taps", "seconds", "photos"].map(|name| number(row, name));
        compared.same(|| format!("burden of {}, {kind}", school.code), &counted, &said);
    }
    let unknown: Vec<String> = theirs.into_keys().collect();
    compared.same(|| format!("burden of {}, kinds nobody counts", school.code), &Vec::new(), &unknown);
    let held = book.shifts.values().filter(|it| !it.people.is_empty()).count();
    compared.same(|| format!("burden of {}, shifts", school.code), &Some(held as u64), &said["shifts"].as_u64());
}
