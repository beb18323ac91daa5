//! A term 学期 of a synthetic district, carried out by the real client and the real server, and counted twice: by the
//! server's reports and by a pencil ([`count`]). Clocks are set wrong, fixes are mocked or in another coordinate system,
//! and phones come back after days; neither count may differ by one.

pub mod cheat;
mod count;
mod desk;
mod district;
mod plan;
mod play;
pub mod red;

use std::collections::BTreeMap;

use domain::day::Day;
use serde_json::Value;

pub use self::{
    count::{PointCount, ShiftCount},
    desk::Desk,
    district::School,
    plan::{Act, Deed, Fix, Shift},
    play::Stage,
};
use crate::sim::Chance;
pub use crate::sim::{Broken, Template};

/// How long and how wide.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The seed.
    pub seed: u64,
    /// Schools, from the first of the district.
    pub schools: usize,
    /// Days, from 1 September 2026.
    pub days: i32,
}

/// What was compared.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Things people did.
    pub deeds: usize,
    /// Windows at gates.
    pub shifts: usize,
    /// Of them: held, with somebody late, with a gap.
    pub held: usize,
    /// Shifts at which somebody was late.
    pub late: usize,
    /// Shifts with a gap.
    pub gaps: usize,
    /// Shifts from before the school's first phone.
    pub unrecorded: usize,
    /// Days of points.
    pub point_days: usize,
    /// Phone-days with a wall clock that was set wrong.
    pub wrong_clocks: u32,
    /// How long the report of the whole city over the term took.
    pub report_ms: u128,
    /// What differs, in words.
    pub differences: Vec<String>,
}

/// The last school's phone comes after so many days.
const JOINS_AFTER: i32 = 2;

/// Lets a term happen and compares both counts.
///
/// # Errors
/// [`Broken`] when the term itself fails; differences of the counts are in the answer.
pub async fn run(term: Term, template: &Template) -> Result<Compared, Broken> {
    // The last school gets its phone some days after the others.
    let mut stage = Stage::set(term.seed, term.schools - 1, template).await?;
    let mut chance = Chance::of(term.seed ^ 0x7e43);
    let first = Day::of(stage.now()).plus(1);
    let days: Vec<Day> = first.to(first.plus(term.days - 1)).collect();
    for day in &days {
        let deeds = stage.schools.iter().flat_map(|school| plan::day(school, *day, &mut chance)).collect();
        stage.play(*day, deeds).await?;
        if *day == first.plus(JOINS_AFTER) {
            stage.join(day.plus(1)).await?;
        }
    }
    stage.settle().await?;
    let desk = Desk::sign_in(stage.site.node()?, "city01").await?;
    let mut compared = Compared { deeds: stage.done.len(), wrong_clocks: stage.wrong_clocks, ..Compared::default() };
    let span = format!("first={}&last={}", days[0], days[days.len() - 1]);
    let asked = std::time::Instant::now();
    let report = desk.get(stage.site.node()?, &format!("/api/reports/duty?{span}")).await?;
    compared.report_ms = asked.elapsed().as_millis();
    for school in &stage.schools {
        let deeds: Vec<Deed> = stage.done.iter().filter(|deed| deed.school == school.index).cloned().collect();
        let path = format!("school={}&{span}", school.code);
        let counted = count::shifts(school, &days, &deeds);
        let said = desk.get(stage.site.node()?, &format!("/api/shifts?{path}")).await?;
        shifts(&mut compared, &counted, &said);
        sums(&mut compared, school, &counted, &report);
        let said = desk.get(stage.site.node()?, &format!("/api/patrol?{path}")).await?;
        points(&mut compared, &count::points(school, &days, &deeds), &said);
    }
    stage.site.node()?.verify().await?;
    Ok(compared)
}

/// Compares the shifts of a school.
fn shifts(compared: &mut Compared, counted: &BTreeMap<Shift, ShiftCount>, said: &Value) {
    // A window that the calendar takes away is said to be cancelled; the pencil does not write it down at all.
    let rows = said["shifts"].as_array().cloned().unwrap_or_default();
    let rows = rows.into_iter().filter(|row| row["state"] != "cancelled");
    let key = |row: &Value| format!("{} {} {}", text(row, "day"), text(row, "post_id"), text(row, "window_id"));
    let mut said: BTreeMap<String, ShiftCount> = rows.map(|row| (key(&row), read_shift(&row))).collect();
    for (shift, mine) in counted {
        let name = format!("{} {} {}", shift.day, shift.post, shift.window);
        compared.shifts += 1;
        compared.held += usize::from(mine.held);
        compared.late += usize::from(mine.late > 0);
        compared.gaps += usize::from(mine.gap);
        compared.unrecorded += usize::from(mine.unrecorded);
        match said.remove(&name) {
            Some(theirs) if theirs == *mine => {}
            theirs => compared.differences.push(format!("shift {name}: counted {mine:?}, said {theirs:?}")),
        }
    }
    compared.differences.extend(said.into_keys().map(|name| format!("shift {name} is said and was not planned")));
}

/// Compares a school's line in the report of the city.
fn sums(compared: &mut Compared, school: &School, counted: &BTreeMap<Shift, ShiftCount>, report: &Value) {
    let of = |is: &dyn Fn(&ShiftCount) -> bool| counted.values().filter(|it| is(it)).count();
    let mine = [
        ("held", of(&|it| it.held)),
        ("late", of(&|it| it.late > 0)),
        ("gaps", of(&|it| it.gap)),
        ("unrecorded", of(&|it| it.unrecorded)),
        ("person_times", counted.values().map(|it| it.people as usize).sum()),
    ];
    let rows = report["schools"].as_array().into_iter().flatten();
    let id = school.id.to_string();
    let line = rows.into_iter().find(|row| row["school_id"] == id.as_str()).map_or(&Value::Null, |row| &row["shifts"]);
    for (figure, mine) in mine {
        let theirs = line[figure].as_u64().and_then(|it| usize::try_from(it).ok());
        if theirs != Some(mine) {
            let code = &school.code;
            compared.differences.push(format!("report, {code}, {figure}: counted {mine}, said {theirs:?}"));
        }
    }
}

fn read_shift(row: &Value) -> ShiftCount {
    let people = row["people"].as_array().cloned().unwrap_or_default();
    let late = people.iter().filter(|it| it["late"] == true).count();
    ShiftCount {
        held: matches!(row["state"].as_str(), Some("on_duty" | "closed" | "auto_closed")),
        unrecorded: row["state"] == "not_recorded_yet",
        people: u32::try_from(row["came"].as_u64().unwrap_or(u64::MAX)).unwrap_or(u32::MAX),
        late: u32::try_from(late).unwrap_or(u32::MAX),
        gap: row["gaps"].as_array().is_some_and(|it| !it.is_empty()),
    }
}

/// Compares the points of a school.
fn points(compared: &mut Compared, counted: &BTreeMap<(domain::ids::PointId, Day), PointCount>, said: &Value) {
    let mut theirs: BTreeMap<String, PointCount> = BTreeMap::new();
    for point in said["points"].as_array().cloned().unwrap_or_default() {
        for row in point["days"].as_array().cloned().unwrap_or_default() {
            let figure = |name: &str| u32::try_from(row[name].as_u64().unwrap_or(0)).unwrap_or(u32::MAX);
            let name = format!("{} {}", text(&point, "id"), text(&row, "day"));
            theirs.insert(name, PointCount { wanted: figure("due"), done: figure("done") });
        }
    }
    for ((point, day), mine) in counted {
        compared.point_days += 1;
        let name = format!("{point} {day}");
        let said = theirs.remove(&name);
        if said != Some(*mine) {
            compared.differences.push(format!("point {name}: counted {mine:?}, said {said:?}"));
        }
    }
}

fn text(row: &Value, name: &str) -> String {
    row[name].as_str().unwrap_or_default().to_owned()
}
