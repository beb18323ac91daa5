//! The wall calendar of the term, as it hangs in a gatehouse: days off, days that are made up, and what the office announced
//! before it began. Which windows are held on a day is said here once more, in the plainest way and by no function of the
//! program: that is what the calendar's rules are held against.

use domain::{
    day::Day,
    duty_window::{DutyWindow, WindowKind},
    time::UtcMs,
};
use serde_json::{Value, json};

use super::district::School;

/// Days off of the district's first term: first, last.
const OFF: [(&str, &str); 4] = [
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
    ("2027-01-01", "2027-01-03"),
    ("2027-01-30", "2027-02-21"),
];
/// Days at the weekend with classes, and the weekday whose timetable they have (Monday = 0).
const MADE_UP: [(&str, u8); 2] = [("2026-09-20", 1), ("2026-10-10", 2)];
/// Days on which a storm stops classes everywhere.
pub(super) const STORMS: [&str; 2] = ["2026-09-08", "2026-10-19"];
/// Half days of every school of the term, and the minute at which classes end.
const HALVES: [(&str, u16); 3] = [("2026-09-04", 690), ("2026-09-30", 690), ("2026-12-31", 640)];
/// Examinations of schools that have windows for them.
const EXAMS: [(&str, &str); 3] =
    [("2026-09-10", "2026-09-11"), ("2026-11-14", "2026-11-14"), ("2027-01-20", "2027-01-22")];

/// A window on a day.
#[derive(Clone, Copy, Debug)]
pub struct Held<'w> {
    /// Which.
    pub window: &'w DutyWindow,
    /// Its beginning on that day.
    pub start: UtcMs,
    /// Its end.
    pub end: UtcMs,
}

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Class,
    Half(u16),
    Exam,
    Storm,
    Off,
}

/// Which calendar is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Calendar {
    Wall,
    /// Each day as its weekday, as if nothing were announced.
    Weekdays,
}

/// What the office adds to a school's own calendar.
pub(super) fn announced(has_exam_windows: bool) -> Vec<Value> {
    let half = |(day, until): &(&str, u16)| json!({ "first": day, "last": day, "kind": "half", "reason": "半天", "follows": null, "until_min": until });
    let exam = |(first, last): &(&str, &str)| json!({ "first": first, "last": last, "kind": "exam", "reason": "考试", "follows": null, "until_min": null });
    let exams = EXAMS.iter().filter(|_| has_exam_windows).map(exam);
    HALVES.iter().map(half).chain(exams).collect()
}

impl School {
    /// Windows held on a day, in the order in which they begin.
    #[must_use]
    pub fn held_on(&self, day: Day) -> Vec<Held<'_>> {
        self.laid_out(day, Calendar::Wall)
    }

    /// Windows of the timetable that are not held, by the calendar. One whose place another takes in examinations is held at
    /// other hours.
    #[must_use]
    pub fn dropped_on(&self, day: Day) -> Vec<Held<'_>> {
        let held = self.laid_out(day, Calendar::Wall);
        let mut dropped = self.laid_out(day, Calendar::Weekdays);
        let stands_in = |it: &Held<'_>, other: &Held<'_>| {
            other.window.id == it.window.id || for_exams(other.window) && other.window.kind == it.window.kind
        };
        dropped.retain(|it| !held.iter().any(|other| stands_in(it, other)));
        dropped
    }

    /// Whether rounds by days with classes are walked on a day: not at a weekend, but on a made-up day and in examinations.
    #[must_use]
    pub fn walks_rounds_on(&self, day: Day) -> bool {
        match self.is(day, Calendar::Wall) {
            Is::Class | Is::Half(_) => weekday(day, Calendar::Wall) < 5,
            Is::Exam => true,
            Is::Storm | Is::Off => false,
        }
    }

    fn is(&self, day: Day, calendar: Calendar) -> Is {
        let text = day.to_string();
        let within = |(first, last): &(&str, &str)| *first <= text.as_str() && text.as_str() <= *last;
        if calendar == Calendar::Weekdays {
            Is::Class
        } else if STORMS.contains(&text.as_str()) {
            Is::Storm
        } else if let Some((_, until)) = HALVES.iter().find(|(it, _)| *it == text) {
            Is::Half(*until)
        } else if self.has_exam_windows() && EXAMS.iter().any(within) {
            Is::Exam
        } else if OFF.iter().any(within) {
            Is::Off
        } else {
            Is::Class
        }
    }

    fn has_exam_windows(&self) -> bool {
        self.windows.iter().any(for_exams)
    }

    /// Whether the timetable has a window on a day. A storm stops all but the nights of boarders, who are there.
    fn listed(&self, window: &DutyWindow, day: Day, calendar: Calendar) -> bool {
        let on_weekday = window.weekdays >> weekday(day, calendar) & 1 == 1;
        match self.is(day, calendar) {
            Is::Off => false,
            Is::Exam if for_exams(window) => true,
            Is::Storm => on_weekday && !for_exams(window) && window.kind == WindowKind::Night,
            Is::Class | Is::Half(_) | Is::Exam => on_weekday && !for_exams(window),
        }
    }

    /// Whether anybody is taught on a day. Of a storm nobody knows the evening before.
    fn teaches(&self, day: Day, calendar: Calendar) -> bool {
        let is_lesson = |it: &&DutyWindow| !matches!(it.kind, WindowKind::Night | WindowKind::WeekendIn);
        let lessons = self.windows.iter().filter(is_lesson);
        match self.is(day, calendar) {
            Is::Storm => lessons.filter(|it| !for_exams(it)).any(|it| it.weekdays >> day.weekday() & 1 == 1),
            _ => lessons.into_iter().any(|it| self.listed(it, day, calendar)),
        }
    }

    /// Boarders who go home come back on the evening before classes and stay that night; the night before a day without
    /// classes they are at home.
    fn holds(&self, window: &DutyWindow, day: Day, calendar: Calendar) -> bool {
        let listed = self.listed(window, day, calendar);
        let sundays = |it: &DutyWindow| it.weekdays >> 6 & 1 == 1;
        if for_exams(window) || !self.windows.iter().any(|it| it.kind == WindowKind::WeekendIn) {
            return listed;
        }
        let (today, tomorrow) = (self.teaches(day, calendar), self.teaches(day.plus(1), calendar));
        let storm = self.is(day, calendar) == Is::Storm;
        match window.kind {
            WindowKind::WeekendIn => !today && tomorrow && !storm,
            WindowKind::Night if !today && sundays(window) => tomorrow,
            WindowKind::Night if today && window.end_min > 1440 => tomorrow && listed,
            _ => listed,
        }
    }

    fn laid_out(&self, day: Day, calendar: Calendar) -> Vec<Held<'_>> {
        let place = |window| Held { window, start: day.at(window.start_min), end: day.at(window.end_min) };
        let mut held: Vec<Held<'_>> =
            self.windows.iter().filter(|it| self.holds(it, day, calendar)).map(place).collect();
        let replaced: Vec<WindowKind> =
            held.iter().filter(|it| for_exams(it.window)).map(|it| it.window.kind).collect();
        held.retain(|it| for_exams(it.window) || !replaced.contains(&it.window.kind));
        if let Is::Half(until) = self.is(day, calendar) {
            go_home_at(&mut held, day.at(until));
        }
        held.sort_by_key(|it| (it.start, it.end));
        held
    }
}

/// Half a day: what would begin later falls away but for the boarders' nights, and everybody is seen off at the end of
/// classes, unless a dismissal is under way then.
fn go_home_at(held: &mut Vec<Held<'_>>, until: UtcMs) {
    let last = |it: &Held<'_>| matches!(it.window.kind, WindowKind::Out | WindowKind::WeekendOut);
    let seen_off = |it: &Held<'_>| last(it) || it.window.kind == WindowKind::NoonOut;
    let under_way = held.iter().any(|it| seen_off(it) && it.start <= until && until <= it.end);
    let mut later: Vec<Held<'_>> = held.iter().copied().filter(|it| last(it) && it.start > until).collect();
    later.sort_by_key(|it| it.start);
    held.retain(|it| it.start < until || matches!(it.window.kind, WindowKind::Night | WindowKind::WeekendIn));
    if let (false, Some(first)) = (under_way, later.first()) {
        held.push(Held { start: until, end: until.plus(first.end.since(first.start)), ..*first });
    }
}

fn for_exams(window: &DutyWindow) -> bool {
    window.terms.as_ref().is_some_and(|it| it.exam_only == Some(true))
}

/// Whose timetable a day has.
fn weekday(day: Day, calendar: Calendar) -> u8 {
    let text = day.to_string();
    let made_up = MADE_UP.iter().find(|(it, _)| *it == text && calendar == Calendar::Wall);
    made_up.map_or(day.weekday(), |(_, weekday)| *weekday)
}
