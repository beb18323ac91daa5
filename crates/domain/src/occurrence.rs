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
/// Minutes of a day.
const DAY_MIN: u16 = 1_440;
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
/// examinations only on such days. Where boarders go home, they come back on the evening before classes and leave before a
/// day without, also around holidays ([`Coming`]). Windows are of one school.
#[must_use]
pub fn on<'w>(windows: &'w [DutyWindow], calendars: &Calendars<'_>, day: Day) -> Vec<Occurrence<'w>> {
    let school_day = calendars.day(day);
    let coming = Coming::on(windows, calendars, day);
    let mut held: Vec<Occurrence<'w>> = windows
        .iter()
        .filter(|window| coming.decides(window, &school_day, day).unwrap_or_else(|| is_held(window, &school_day, day)))
        .map(|window| Occurrence { window, day, start: day.at(window.start_min), end: day.at(window.end_min) })
        .collect();
    // What was set for examinations takes the place of the ordinary windows of its kind.
    let for_exams: Vec<_> = held.iter().filter(|it| is_for_exams(it.window)).map(|it| it.window.kind).collect();
    held.retain(|it| is_for_exams(it.window) || !for_exams.contains(&it.window.kind));
    if let Some(until) = school_day.until_min {
        shorten(&mut held, day.at(until));
    }
    held.sort_by_key(|it| (it.start, it.end, it.window.id));
    held
}

/// Boarders who go home: a school has them if it has windows for their coming back 返校.
struct Coming {
    /// Weekdays of those windows; none: nobody goes home.
    weekdays: u8,
    lessons_today: bool,
    lessons_tomorrow: bool,
}

impl Coming {
    fn on(windows: &[DutyWindow], calendars: &Calendars<'_>, day: Day) -> Self {
        let back = windows.iter().filter(|it| it.kind == WindowKind::WeekendIn);
        let weekdays = back.fold(0, |bits, it| bits | it.weekdays);
        let lessons = |day: Day| {
            let mut school_day = calendars.day(day);
            // A storm stops the lessons and nobody's journey: pupils are there, or on their way without knowing.
            if school_day.kind == DayKind::WeatherStop {
                school_day.kind = DayKind::Class;
            }
            let taught = |it: &&DutyWindow| !matches!(it.kind, WindowKind::Night | WindowKind::WeekendIn);
            weekdays != 0 && windows.iter().filter(taught).any(|it| is_held(it, &school_day, day))
        };
        Self { weekdays, lessons_today: lessons(day), lessons_tomorrow: lessons(day.plus(1)) }
    }

    /// Whether a window is held because of who comes and goes; `None`: the timetable decides.
    fn decides(&self, window: &DutyWindow, school_day: &SchoolDay, day: Day) -> Option<bool> {
        let night = window.kind == WindowKind::Night;
        let back = window.kind == WindowKind::WeekendIn || night && window.weekdays & self.weekdays != 0;
        let storm = school_day.kind == DayKind::WeatherStop;
        match self.lessons_today {
            _ if self.weekdays == 0 || !is_valid(window, day) || is_for_exams(window) => None,
            false if back => Some(self.lessons_tomorrow && (night || !storm)),
            true if window.kind == WindowKind::WeekendIn => Some(false),
            true if night && window.end_min > DAY_MIN && !self.lessons_tomorrow => Some(false),
            _ => None,
        }
    }
}

fn is_valid(window: &DutyWindow, day: Day) -> bool {
    let terms = window.terms.as_ref();
    terms.is_none_or(|it| it.from.is_none_or(|from| from <= day) && it.to.is_none_or(|to| day <= to))
}

fn is_for_exams(window: &DutyWindow) -> bool {
    window.terms.as_ref().is_some_and(|it| it.exam_only == Some(true))
}

fn is_held(window: &DutyWindow, school_day: &SchoolDay, day: Day) -> bool {
    let exam_only = is_for_exams(window);
    let kind_holds = match school_day.kind {
        DayKind::Class | DayKind::Half => !exam_only,
        DayKind::Exam => true,
        DayKind::WeatherStop => !exam_only && window.kind == WindowKind::Night,
        DayKind::NoClass => false,
    };
    is_valid(window, day) && kind_holds && (exam_only || window.weekdays & (1 << school_day.weekday) != 0)
}

/// On a half day everybody goes home at `until`: what begins later is not held, except that the dismissal of the
/// afternoon, boarders' on a Friday too, is moved there, unless the one at noon covers it; nights stay, and so does a coming back.
fn shorten(held: &mut Vec<Occurrence<'_>>, until: UtcMs) {
    let last = |it: &&Occurrence<'_>| matches!(it.window.kind, WindowKind::Out | WindowKind::WeekendOut);
    let dismissal = |it: &Occurrence<'_>| it.window.kind == WindowKind::NoonOut || last(&it);
    let covered = held.iter().any(|it| dismissal(it) && it.start <= until && until <= it.end);
    let moved = held.iter().filter(last).filter(|it| it.start > until).min_by_key(|it| it.start);
    let moved = moved.filter(|_| !covered).map(|it| Occurrence {
        start: until,
        end: until.plus(it.end.since(it.start)),
        ..*it
    });
    held.retain(|it| it.start < until || matches!(it.window.kind, WindowKind::Night | WindowKind::WeekendIn));
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
    /// [`Occurrence::belonging`]. Nobody comes at 12:54 for what ended at 12:10 when 13:40 is ahead; nor at 16:55 for the day
    /// duty that ends at 17:20 when the gate's begins then.
    #[must_use]
    pub fn coming(windows: &'w [DutyWindow], calendars: &Calendars<'_>, at: UtcMs) -> Option<Self> {
        Self::around(windows, calendars, at)
            .into_iter()
            .filter(|it| it.distance_ms(at) <= GRACE_MS)
            .min_by_key(|it| (it.end < at, it.approach_ms(at), it.start))
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

    /// How far from its hour of coming somebody comes at `at`: before it from the moment that is due, while it runs from its
    /// beginning, afterwards from its end.
    #[must_use]
    pub fn approach_ms(&self, at: UtcMs) -> i64 {
        if at < self.start {
            at.since(self.due()).abs()
        } else if at <= self.end {
            at.since(self.start)
        } else {
            at.since(self.end)
        }
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
            DutyWindow { terms: Some(exam.clone()), ..window(WindowKind::Evening, 800, 830) },
            DutyWindow { terms: Some(exam), ..window(WindowKind::Out, 1000, 1040) },
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
        assert_eq!(held(DayKind::Exam, None), [(In, 440), (NoonOut, 680), (Evening, 800), (Out, 1000), (Night, 1320)]);
        assert_eq!(held(DayKind::NoClass, None), []);
        assert_eq!(held(DayKind::WeatherStop, None), [(Night, 1320)], "boarders are still there");
        assert_eq!(held(DayKind::Half, Some(700)), [(In, 440), (NoonOut, 680), (Night, 1320)], "noon covers it");
        assert_eq!(held(DayKind::Half, Some(630)), [(In, 440), (Out, 630), (Night, 1320)], "dismissal is moved");
    }

    #[test]
    fn a_half_day_moves_the_boarders_friday_dismissal_too() {
        let day = Day::parse("2026-12-31").expect("reads");
        let (kind, until_min) = (DayKind::Half, Some(690));
        let span = Span { first: day, last: day, kind, reason: String::new(), follows: Some(4), until_min };
        let all = [SchoolCalendar { unit_id: SCHOOL.into(), terms: vec![], spans: vec![span], district: false }];
        let windows = [DutyWindow { weekdays: 0b1_0000, ..window(WindowKind::WeekendOut, 930, 1080) }];
        let held = on(&windows, &Calendars::of(SCHOOL, &all), day);
        assert_eq!(held.iter().map(|it| it.start.minute_of_day()).collect::<Vec<_>>(), [690]);
    }

    #[test]
    fn boarders_come_back_on_the_evening_before_classes_and_leave_before_a_day_without() {
        use WindowKind::{In, Night, WeekendIn};
        let windows = [
            DutyWindow { weekdays: 0b100_0000, ..window(WeekendIn, 930, 1140) },
            DutyWindow { weekdays: 0b100_0000, ..window(Night, 1140, 1880) },
            window(In, 410, 480),
            DutyWindow { weekdays: 0b0_1111, ..window(Night, 1320, 1850) },
        ];
        let day = |text: &str| Day::parse(text).expect("reads");
        let span = |first: &str, last: &str, kind, follows| {
            let (first, last) = (day(first), day(last));
            Span { first, last, kind, reason: String::new(), follows, until_min: None }
        };
        // A holiday from Thursday to Monday, and a Sunday on which Wednesday's lessons are made up.
        let spans = vec![
            span("2026-12-03", "2026-12-07", DayKind::NoClass, None),
            span("2026-12-13", "2026-12-13", DayKind::Class, Some(2)),
            span("2026-12-21", "2026-12-21", DayKind::WeatherStop, None),
        ];
        let all = [SchoolCalendar { unit_id: SCHOOL.into(), terms: vec![], spans, district: false }];
        let calendars = Calendars::of(SCHOOL, &all);
        let held = |text: &str| -> Vec<(WindowKind, u16)> {
            on(&windows, &calendars, day(text)).iter().map(|it| (it.window.kind, it.window.start_min)).collect()
        };
        let (back, lessons) = ([(WeekendIn, 930), (Night, 1140)], [(In, 410), (Night, 1320)]);
        assert_eq!(held("2026-11-29"), back, "an ordinary Sunday");
        assert_eq!(held("2026-12-01"), lessons);
        assert_eq!(held("2026-12-02"), [(In, 410)], "everybody goes home before the holiday");
        assert_eq!(held("2026-12-06"), [], "a Sunday within it");
        assert_eq!(held("2026-12-07"), back, "its last evening");
        assert_eq!(held("2026-12-08"), lessons);
        assert_eq!(held("2026-12-12"), back, "before the Sunday with lessons");
        assert_eq!(held("2026-12-13"), lessons, "they are there already");
        assert_eq!(held("2026-12-20"), back, "nobody knows of the storm yet");
        assert_eq!(held("2026-12-21"), [(Night, 1320)]);
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
    fn who_comes_while_one_window_runs_and_the_next_is_ahead_comes_for_the_nearer_beginning() {
        let night = |start, end| window(WindowKind::Night, start, end);
        let windows = [window(WindowKind::In, 410, 480), night(480, 1040), window(WindowKind::Out, 1040, 1100)];
        let coming = |at: &str| {
            let it = Occurrence::coming(&windows, &Calendars::default(), time(&format!("2026-11-23T{at}")));
            it.map(|it| (it.window.kind, it.start.minute_of_day()))
        };
        assert_eq!(coming("06:28"), Some((WindowKind::In, 410)));
        assert_eq!(coming("07:05"), Some((WindowKind::In, 410)), "a quarter of an hour late");
        assert_eq!(coming("07:38"), Some((WindowKind::Night, 480)), "the day duty, in time");
        assert_eq!(coming("11:00"), Some((WindowKind::Night, 480)));
        assert_eq!(coming("16:55"), Some((WindowKind::Out, 1040)), "nobody comes for the last minutes of a day duty");
    }

    #[test]
    fn the_minute_that_is_due_is_still_in_time() {
        let windows = [window(WindowKind::In, 440, 500)];
        let it = Occurrence::belonging(&windows, &Calendars::default(), time("2026-11-23T07:20")).expect("it is held");
        assert!(it.in_time(time("2026-11-23T07:00:59")));
        assert!(!it.in_time(time("2026-11-23T07:01:00")));
    }
}
