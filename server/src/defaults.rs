//! What schools begin with, from the data files in the program: duty windows by kind of school, and a district calendar
//! that says of itself that it is an example.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use domain::{
    calendar::{DayKind, SchoolCalendar, Span, Term},
    day::Day,
    duty_window::{DutyWindow, WindowKind, WindowTerms},
    ids::{UnitId, WindowId},
    school::School,
};
use serde::Deserialize;

use crate::{Error, error::Result, sql::word};

/// Minutes to be there before a window, and to stay after it, unless a school says otherwise (domain study §3.2).
const MARGIN_MIN: u16 = 20;
/// September begins a school year.
const FIRST_MONTH: u32 = 9;

#[derive(Debug, Deserialize)]
struct WindowLine {
    kind: WindowKind,
    start: String,
    end: String,
    days: Vec<u8>,
    #[serde(default)]
    exam_only: bool,
    /// Where there are boarders.
    boarding_days: Option<Vec<u8>>,
}

#[derive(Debug, Deserialize)]
struct WindowsOfKind {
    windows: Vec<WindowLine>,
}

/// The windows of every kind of school.
#[derive(Debug)]
pub(crate) struct WindowDefaults(BTreeMap<String, WindowsOfKind>);

impl WindowDefaults {
    /// Reads the data file that is built into the program.
    pub(crate) fn read() -> Result<Self> {
        let read = toml::from_str(include_str!("../data/windows.toml"));
        read.map(Self).map_err(|e| Error::broken(format!("data/windows.toml: {e}")))
    }

    /// The windows a school begins with; `name` makes an id of the kind and how many of that kind came before.
    pub(crate) fn of(&self, school: &School, name: impl Fn(WindowKind, usize) -> WindowId) -> Result<Vec<DutyWindow>> {
        let kind = word(&school.kind);
        let day = self.0.get(&kind).ok_or_else(|| Error::broken(format!("no windows for {kind}")))?;
        let boarding = self.0.get(&format!("{kind}_boarding")).filter(|_| school.boarders > 0);
        let lines = day.windows.iter().chain(boarding.iter().flat_map(|it| &it.windows));
        let mut given: BTreeMap<WindowKind, usize> = BTreeMap::new();
        let window = |line: &WindowLine| {
            let before = given.entry(line.kind).or_default();
            let id = name(line.kind, *before);
            *before += 1;
            let exam = WindowTerms { exam_only: Some(true), ..WindowTerms::default() };
            Ok(DutyWindow {
                id,
                school_id: school.id,
                kind: line.kind,
                start_min: minute(&line.start)?,
                end_min: minute(&line.end)?,
                weekdays: line
                    .boarding_days
                    .as_ref()
                    .filter(|_| boarding.is_some())
                    .unwrap_or(&line.days)
                    .iter()
                    .filter(|day| (1..=7).contains(*day))
                    .fold(0, |bits, day| bits | 1 << (day - 1)),
                arrive_before_min: MARGIN_MIN,
                leave_after_min: MARGIN_MIN,
                terms: line.exam_only.then_some(exam),
            })
        };
        lines.map(window).collect()
    }
}

fn minute(clock: &str) -> Result<u16> {
    let read = clock.split_once(':').and_then(|(h, m)| Some(h.parse::<u16>().ok()? * 60 + m.parse::<u16>().ok()?));
    read.ok_or_else(|| Error::broken(format!("{clock:?} is no time of day")))
}

#[derive(Debug, Deserialize)]
struct CalendarFile {
    year: Vec<Year>,
    every: Every,
}

#[derive(Debug, Deserialize)]
struct Year {
    first: i32,
    terms: Vec<Term>,
    spans: Vec<SpanLine>,
}

#[derive(Debug, Deserialize)]
struct SpanLine {
    reason: String,
    first: Day,
    last: Day,
    kind: DayKind,
    /// Monday = 1.
    follows: Option<u8>,
}

#[derive(Debug, Deserialize)]
struct Every {
    terms: Vec<EveryTerm>,
    spans: Vec<EverySpan>,
}

#[derive(Debug, Deserialize)]
struct EveryTerm {
    name: String,
    first: String,
    last: String,
}

#[derive(Debug, Deserialize)]
struct EverySpan {
    reason: String,
    first: String,
    last: String,
}

/// The school year a day belongs to, by the year of its September.
pub(crate) fn school_year(day: Day) -> i32 {
    let date = day.date();
    if date.month() >= FIRST_MONTH { date.year() } else { date.year() - 1 }
}

/// First and last day of a school year.
pub(crate) fn days_of_year(year: i32) -> (Day, Day) {
    let first = |year| Day::from(NaiveDate::from_ymd_opt(year, FIRST_MONTH, 1).unwrap_or_default());
    (first(year), first(year + 1).plus(-1))
}

/// The example calendar of a bureau for the school year of `today` and the next.
pub(crate) fn district_calendar(unit_id: UnitId, today: Day) -> Result<SchoolCalendar> {
    let file: CalendarFile = toml::from_str(include_str!("../data/calendar.toml"))
        .map_err(|e| Error::broken(format!("data/calendar.toml: {e}")))?;
    let mut calendar = SchoolCalendar { unit_id, terms: vec![], spans: vec![], district: true };
    for year in school_year(today)..=school_year(today) + 1 {
        match file.year.iter().find(|it| it.first == year) {
            Some(known) => {
                calendar.terms.extend(known.terms.iter().cloned());
                calendar.spans.extend(known.spans.iter().map(span));
            }
            None => usual(&file.every, year, &mut calendar)?,
        }
    }
    Ok(calendar)
}

fn span(line: &SpanLine) -> Span {
    Span {
        first: line.first,
        last: line.last,
        kind: line.kind,
        reason: line.reason.clone(),
        follows: line.follows.map(|day| day.saturating_sub(1)),
        until_min: None,
    }
}

/// The frame of a year nobody has written down yet.
fn usual(every: &Every, year: i32, calendar: &mut SchoolCalendar) -> Result<()> {
    for term in &every.terms {
        calendar.terms.push(Term {
            name: format!("{year}—{}学年{}", year + 1, term.name),
            first: day_in(year, &term.first)?,
            last: day_in(year, &term.last)?,
        });
    }
    for it in &every.spans {
        calendar.spans.push(Span {
            first: day_in(year, &it.first)?,
            last: day_in(year, &it.last)?,
            kind: DayKind::NoClass,
            reason: it.reason.clone(),
            follows: None,
            until_min: None,
        });
    }
    Ok(())
}

/// `10-01` in the school year that begins in `year`.
fn day_in(year: i32, text: &str) -> Result<Day> {
    let broken = || Error::broken(format!("{text:?} is no day of a year"));
    let month: u32 = text.split('-').next().and_then(|month| month.parse().ok()).ok_or_else(broken)?;
    let year = if month >= FIRST_MONTH { year } else { year + 1 };
    Day::parse(&format!("{year}-{text}")).ok_or_else(broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        calendar::Calendars,
        cover,
        ids::SchoolId,
        position::Place,
        school::{LocalityKind, SchoolKind},
    };
    use uuid::Uuid;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("reads")
    }

    fn school(kind: SchoolKind, boarders: u32) -> School {
        School {
            id: SchoolId(Uuid::from_u128(1)),
            code: "2135810001".into(),
            name: "第一小学（测试）".into(),
            kind,
            locality: LocalityKind::Town,
            division_code: "350181100".into(),
            place: Place { lat_e7: 0, lon_e7: 0 },
            pupils: 900,
            boarders,
        }
    }

    #[test]
    fn whoever_boards_is_never_alone_by_default() {
        use SchoolKind::{Junior, Primary, Senior, Special, Vocational};
        let defaults = WindowDefaults::read().expect("reads");
        for kind in [Primary, Junior, Senior, Vocational, Special] {
            let id = |kind: WindowKind, n: usize| WindowId(Uuid::from_u128((kind as u128) << 32 | n as u128));
            let windows = defaults.of(&school(kind, 300), id).expect("reads");
            assert!(windows.iter().all(|window| window.check().is_ok()));
            let (monday, none) = (day("2026-11-23"), Calendars::default());
            assert_eq!(cover::gaps(&windows, &none, monday, monday.plus(6)), [], "{kind:?}");
        }
    }

    #[test]
    fn the_example_has_two_terms_a_year_and_every_day_of_it_is_right() {
        for today in ["2026-11-28", "2031-03-01"] {
            let calendar = district_calendar(UnitId(Uuid::nil()), day(today)).expect("reads");
            calendar.check().expect("it may be kept");
            assert_eq!(calendar.terms.len(), 4);
            let (first, last) = days_of_year(school_year(day(today)));
            assert!(first <= day(today) && day(today) <= last);
            let all = [calendar];
            let calendars = Calendars::of(SchoolId(Uuid::nil()), &all);
            let classes = first.to(last).filter(|day| calendars.day(*day).kind == DayKind::Class);
            assert!((260..310).contains(&classes.count()), "terms with their weekends");
        }
    }

    #[test]
    fn the_national_week_of_2026_is_made_up() {
        let calendar = district_calendar(UnitId(Uuid::nil()), day("2026-09-01")).expect("reads");
        let all = [calendar];
        let calendars = Calendars::of(SchoolId(Uuid::nil()), &all);
        assert_eq!(calendars.day(day("2026-10-01")).kind, DayKind::NoClass);
        let saturday = calendars.day(day("2026-10-10"));
        assert_eq!((saturday.kind, saturday.weekday), (DayKind::Class, 2));
    }
}
