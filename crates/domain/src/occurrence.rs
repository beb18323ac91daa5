//! A duty window on one day: what the calendar makes of the timetable.
//!
//! A tap belongs to the window it falls into, an hour before to an hour after (state machine, domain study §7.1). A
//! window that runs past midnight belongs to the day on which it began.

use crate::{
    calendar::{Calendars, DayKind, SchoolDay},
    day::Day,
    duty_window::{DutyWindow, GRACE_MIN, WindowKind},
    time::UtcMs,
};

const MINUTE_MS: i64 = 60_000;
const GRACE_MS: i64 = GRACE_MIN as i64 * MINUTE_MS;

/// A window on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence<'w> {
    /// Which window.
    pub window: &'w DutyWindow,
    /// The day on which it begins.
    pub day: Day,
    /// Its beginning; on a half day the last dismissal is moved to the end of classes.
    pub start: UtcMs,
    /// Its end.
    pub end: UtcMs,
}

/// The windows that are held on a day, in the order in which they begin.
///
/// Ordinary windows are held on days with classes, examinations or half a day's classes, by the weekday whose timetable
/// holds; night windows of boarders also while the weather stops classes, because the boarders are there; windows for
/// examinations only on such days. Windows are of one school.
#[must_use]
pub fn on<'w>(windows: &'w [DutyWindow], calendars: &Calendars<'_>, day: Day) -> Vec<Occurrence<'w>> {
    let school_day = calendars.day(day);
    let mut held: Vec<Occurrence<'w>> = windows
        .iter()
        .filter(|window| is_held(window, &school_day, day))
        .map(|window| Occurrence { window, day, start: day.at(window.start_min), end: day.at(window.end_min) })
        .collect();
    if let Some(until) = school_day.until_min {
        shorten(&mut held, day.at(until));
    }
    held.sort_by_key(|it| (it.start, it.end, it.window.id));
    held
}

fn is_held(window: &DutyWindow, school_day: &SchoolDay, day: Day) -> bool {
    let terms = window.terms.as_ref();
    let valid = terms.is_none_or(|it| it.from.is_none_or(|from| from <= day) && it.to.is_none_or(|to| day <= to));
    let exam_only = terms.is_some_and(|it| it.exam_only == Some(true));
    let kind_holds = match school_day.kind {
        DayKind::Class | DayKind::Half => !exam_only,
        DayKind::Exam => true,
        DayKind::WeatherStop => !exam_only && window.kind == WindowKind::Night,
        DayKind::NoClass => false,
    };
    valid && kind_holds && (exam_only || window.weekdays & (1 << school_day.weekday) != 0)
}

/// On a half day everybody goes home at `until`: what begins later is not held, except that the dismissal of the
/// afternoon is moved there, unless the one at noon covers it; nights stay.
fn shorten(held: &mut Vec<Occurrence<'_>>, until: UtcMs) {
    let dismissal = |it: &Occurrence<'_>| matches!(it.window.kind, WindowKind::NoonOut | WindowKind::Out);
    let covered = held.iter().any(|it| dismissal(it) && it.start <= until && until <= it.end);
    let moved =
        held.iter().filter(|it| it.window.kind == WindowKind::Out && it.start > until).min_by_key(|it| it.start);
    let moved = moved.filter(|_| !covered).map(|it| Occurrence {
        start: until,
        end: until.plus(it.end.since(it.start)),
        ..*it
    });
    held.retain(|it| it.start < until || it.window.kind == WindowKind::Night);
    held.extend(moved);
}

impl<'w> Occurrence<'w> {
    /// The windows of the day of `at` and of the night before.
    #[must_use]
    pub fn around(windows: &'w [DutyWindow], calendars: &Calendars<'_>, at: UtcMs) -> Vec<Self> {
        let today = Day::of(at);
        let mut held = on(windows, calendars, today.plus(-1));
        held.retain(|it| Day::of(it.end.plus(GRACE_MS)) >= today);
        held.extend(on(windows, calendars, today));
        held
    }

    /// The one that `at` belongs to: an hour before the start to an hour after the end, the nearest if two do.
    #[must_use]
    pub fn belonging(windows: &'w [DutyWindow], calendars: &Calendars<'_>, at: UtcMs) -> Option<Self> {
        Self::around(windows, calendars, at)
            .into_iter()
            .filter(|it| it.distance_ms(at) <= GRACE_MS)
            .min_by_key(|it| (it.distance_ms(at), it.start))
    }

    /// The one that somebody who comes at `at` comes for: of those within the hour, one that is not over; else as
    /// [`Occurrence::belonging`]. Nobody comes at 12:54 for what ended at 12:10 when 13:40 is ahead.
    #[must_use]
    pub fn coming(windows: &'w [DutyWindow], calendars: &Calendars<'_>, at: UtcMs) -> Option<Self> {
        Self::around(windows, calendars, at)
            .into_iter()
            .filter(|it| it.distance_ms(at) <= GRACE_MS)
            .min_by_key(|it| (it.end < at, it.distance_ms(at), it.start))
    }

    /// The one of this kind that a record made at `at` was taken for.
    #[must_use]
    pub fn of_kind(windows: &'w [DutyWindow], calendars: &Calendars<'_>, kind: WindowKind, at: UtcMs) -> Option<Self> {
        let around = Self::around(windows, calendars, at).into_iter();
        around.filter(|it| it.window.kind == kind).min_by_key(|it| it.distance_ms(at))
    }

    /// The next that begins after `at`, within two weeks.
    #[must_use]
    pub fn next(windows: &'w [DutyWindow], calendars: &Calendars<'_>, at: UtcMs) -> Option<Self> {
        let today = Day::of(at);
        today.to(today.plus(14)).find_map(|day| on(windows, calendars, day).into_iter().find(|it| it.start > at))
    }

    /// Milliseconds from `at` to it; 0 inside.
    #[must_use]
    pub fn distance_ms(&self, at: UtcMs) -> i64 {
        self.start.since(at).max(at.since(self.end)).max(0)
    }

    /// The moment by which one should be there.
    #[must_use]
    pub fn due(&self) -> UtcMs {
        self.start.plus(-i64::from(self.window.arrive_before_min) * MINUTE_MS)
    }

    /// The moment until which one should stay.
    #[must_use]
    pub fn stay_until(&self) -> UtcMs {
        self.end.plus(i64::from(self.window.leave_after_min) * MINUTE_MS)
    }

    /// Whether somebody there at `earliest` (the lower end of a corrected time: doubt helps the worker) was in time;
    /// the minute that is due still counts.
    #[must_use]
    pub fn in_time(&self, earliest: UtcMs) -> bool {
        earliest <= self.due().plus(MINUTE_MS - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calendar::{SchoolCalendar, Span},
        duty_window::{WindowTerms, tests::window},
        ids::SchoolId,
    };
    use uuid::Uuid;

    const SCHOOL: SchoolId = SchoolId(Uuid::nil());

    fn timetable() -> Vec<DutyWindow> {
        let exam = WindowTerms { exam_only: Some(true), ..WindowTerms::default() };
        vec![
            window(WindowKind::In, 440, 500),
            window(WindowKind::NoonOut, 680, 730),
            window(WindowKind::Out, 960, 1090),
            window(WindowKind::Night, 1320, 1800),
            DutyWindow { terms: Some(exam), ..window(WindowKind::Evening, 800, 830) },
        ]
    }

    fn time(text: &str) -> UtcMs {
        UtcMs::parse(text).expect("reads")
    }

    fn held(kind: DayKind, until_min: Option<u16>) -> Vec<(WindowKind, u16)> {
        let day = Day::parse("2026-11-23").expect("reads");
        let span = Span { first: day, last: day, kind, reason: String::new(), follows: None, until_min };
        let calendar = SchoolCalendar { unit_id: SCHOOL.into(), terms: vec![], spans: vec![span], district: false };
        let all = [calendar];
        let windows = timetable();
        let on = on(&windows, &Calendars::of(SCHOOL, &all), day);
        on.iter().map(|it| (it.window.kind, it.start.minute_of_day())).collect()
    }

    #[test]
    fn the_kind_of_the_day_decides_which_windows_are_held() {
        use WindowKind::{Evening, In, Night, NoonOut, Out};
        assert_eq!(held(DayKind::Class, None), [(In, 440), (NoonOut, 680), (Out, 960), (Night, 1320)]);
        assert_eq!(held(DayKind::Exam, None), [(In, 440), (NoonOut, 680), (Evening, 800), (Out, 960), (Night, 1320)]);
        assert_eq!(held(DayKind::NoClass, None), []);
        assert_eq!(held(DayKind::WeatherStop, None), [(Night, 1320)], "boarders are still there");
        assert_eq!(held(DayKind::Half, Some(700)), [(In, 440), (NoonOut, 680), (Night, 1320)], "noon covers it");
        assert_eq!(held(DayKind::Half, Some(630)), [(In, 440), (Out, 630), (Night, 1320)], "dismissal is moved");
    }

    #[test]
    fn a_tap_belongs_to_the_window_it_falls_into() {
        let windows = [window(WindowKind::In, 440, 500), window(WindowKind::Night, 1320, 1800)];
        let none = Calendars::default();
        let kind = |at: &str| Occurrence::belonging(&windows, &none, time(at)).map(|it| it.window.kind);
        assert_eq!(kind("2026-11-23T06:19"), None);
        assert_eq!(kind("2026-11-23T06:20"), Some(WindowKind::In));
        assert_eq!(kind("2026-11-23T09:20"), Some(WindowKind::In));
        assert_eq!(kind("2026-11-23T09:21"), None);
        assert_eq!(kind("2026-11-24T05:59"), Some(WindowKind::Night), "it began the evening before");
        assert_eq!(kind("2026-11-22T07:30"), None, "nothing is held on a Sunday");
        let next = Occurrence::next(&windows, &none, time("2026-11-21T12:00")).expect("Monday");
        assert_eq!(next.start, time("2026-11-23T07:20"));
    }

    #[test]
    fn who_comes_between_two_windows_comes_for_the_next() {
        let windows = [window(WindowKind::NoonOut, 680, 730), window(WindowKind::NoonIn, 820, 870)];
        let none = Calendars::default();
        let at = time("2026-11-23T12:54");
        let belonging = Occurrence::belonging(&windows, &none, at).map(|it| it.window.kind);
        let coming = Occurrence::coming(&windows, &none, at).map(|it| it.window.kind);
        assert_eq!((belonging, coming), (Some(WindowKind::NoonOut), Some(WindowKind::NoonIn)));
        let late = Occurrence::coming(&windows, &none, time("2026-11-23T12:30")).map(|it| it.window.kind);
        assert_eq!(late, Some(WindowKind::NoonOut), "nothing else is within the hour");
    }

    #[test]
    fn the_minute_that_is_due_is_still_in_time() {
        let windows = [window(WindowKind::In, 440, 500)];
        let it = Occurrence::belonging(&windows, &Calendars::default(), time("2026-11-23T07:20")).expect("it is held");
        assert!(it.in_time(time("2026-11-23T07:00:59")));
        assert!(!it.in_time(time("2026-11-23T07:01:00")));
    }
}
