//! Whole years of days: whatever a calendar says, each day is one thing, and windows are held as that day has it.

use domain::{
    calendar::{Calendars, DayKind, SchoolCalendar, Span, Term},
    cover,
    day::Day,
    duty_window::{DutyWindow, WindowKind, WindowTerms},
    ids::{SchoolId, UnitId, WindowId},
    occurrence::{self, Occurrence},
};
use proptest::prelude::*;
use uuid::Uuid;

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));
/// 2026-09-01: the years begin with the school year.
const FIRST: Day = Day(20_697);
const DAYS: i32 = 365;

fn kind() -> impl Strategy<Value = DayKind> {
    prop::sample::select(vec![DayKind::Class, DayKind::NoClass, DayKind::Exam, DayKind::WeatherStop, DayKind::Half])
}

fn span() -> impl Strategy<Value = Span> {
    (0..DAYS, 0..12_i32, kind(), prop::option::of(0_u8..7), 400_u16..1000).prop_map(
        |(at, days, kind, follows, until)| Span {
            first: FIRST.plus(at),
            last: FIRST.plus(at + days),
            kind,
            reason: "原因".into(),
            follows: follows.filter(|_| kind == DayKind::Class),
            until_min: (kind == DayKind::Half).then_some(until),
        },
    )
}

fn terms() -> impl Strategy<Value = Vec<Term>> {
    (0..20_i32, 120..150_i32, 20..40_i32, 100..130_i32).prop_map(|(start, length, pause, second)| {
        let term = |name: &str, first: i32, last: i32| Term {
            name: name.into(),
            first: FIRST.plus(first),
            last: FIRST.plus(last),
        };
        let begin = start + length + pause;
        vec![term("第一学期", start, start + length), term("第二学期", begin, begin + second)]
    })
}

fn calendar(district: bool) -> impl Strategy<Value = SchoolCalendar> {
    (terms(), prop::collection::vec(span(), 0..25)).prop_map(move |(terms, spans)| SchoolCalendar {
        unit_id: if district { UnitId(Uuid::from_u128(9)) } else { SCHOOL.into() },
        terms: if district { terms } else { vec![] },
        spans,
        district,
    })
}

/// Windows of a school from which nobody goes home for the weekend, or everybody every day.
fn window() -> impl Strategy<Value = DutyWindow> {
    use WindowKind::{Evening, In, Night, NoonOut, Out};
    window_of(vec![In, NoonOut, Out, Evening, Night])
}

fn window_of(kinds: Vec<WindowKind>) -> impl Strategy<Value = DutyWindow> {
    let valid = (prop::option::of(0..DAYS), prop::option::of(0..DAYS), any::<bool>());
    (prop::sample::select(kinds), 0_u16..1440, 20_u16..600, 1_u8..128, prop::option::of(valid), any::<u128>()).prop_map(
        |(kind, start_min, length, weekdays, valid, id)| DutyWindow {
            id: WindowId(Uuid::from_u128(id)),
            school_id: SCHOOL,
            kind,
            start_min,
            end_min: start_min + length,
            weekdays,
            arrive_before_min: 20,
            leave_after_min: 20,
            terms: valid.map(|(from, to, exam)| WindowTerms {
                grades: None,
                from: from.map(|it| FIRST.plus(it)),
                to: to.map(|it| FIRST.plus(it)),
                exam_only: Some(exam),
            }),
        },
    )
}

/// What the rules say in prose, said again without the rules' own code: the district's storm, else the school's last
/// word, else the district's, else the terms.
fn expected(own: &SchoolCalendar, district: &SchoolCalendar, day: Day) -> DayKind {
    let says = |calendar: &SchoolCalendar| {
        calendar.spans.iter().filter(|it| it.first <= day && day <= it.last).map(|it| it.kind).next_back()
    };
    match (says(district), says(own)) {
        (Some(DayKind::WeatherStop), _) => DayKind::WeatherStop,
        (_, Some(kind)) | (Some(kind), None) => kind,
        (None, None) if district.terms.iter().any(|it| it.first <= day && day <= it.last) => DayKind::Class,
        (None, None) => DayKind::NoClass,
    }
}

fn valid_on(window: &DutyWindow, day: Day) -> bool {
    let terms = window.terms.clone().unwrap_or_default();
    terms.from.is_none_or(|from| from <= day) && terms.to.is_none_or(|to| day <= to)
}

fn for_exams(window: &DutyWindow) -> bool {
    window.terms.as_ref().is_some_and(|it| it.exam_only == Some(true))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_day_of_a_year_is_one_thing(own in calendar(false), district in calendar(true)) {
        prop_assert!(own.check().is_ok() && district.check().is_ok());
        let all = [own, district];
        let calendars = Calendars::of(SCHOOL, &all);
        for day in FIRST.to(FIRST.plus(DAYS)) {
            let is = calendars.day(day);
            prop_assert_eq!(is.kind, expected(&all[0], &all[1], day), "{}", day);
            prop_assert!(is.weekday < 7);
            prop_assert_eq!(is.until_min.is_some(), is.kind == DayKind::Half);
            prop_assert!(is.kind == DayKind::Class || is.weekday == day.weekday(), "only a day of classes is made up");
        }
    }

    #[test]
    fn windows_are_held_as_the_day_has_it(
        own in calendar(false),
        district in calendar(true),
        windows in prop::collection::vec(window(), 1..8),
    ) {
        let all = [own, district];
        let calendars = Calendars::of(SCHOOL, &all);
        for day in FIRST.to(FIRST.plus(DAYS)) {
            let is = calendars.day(day);
            let held = occurrence::on(&windows, &calendars, day);
            let mut seen: Vec<WindowId> = held.iter().map(|it| it.window.id).collect();
            seen.sort();
            seen.dedup();
            prop_assert_eq!(seen.len(), held.len(), "a window is held once a day at most");
            prop_assert!(held.is_sorted_by_key(|it| it.start));
            for it in &held {
                prop_assert_eq!((it.day, Day::of(it.start)), (day, day), "it belongs to the day on which it begins");
                prop_assert_eq!(it.end.since(it.start), i64::from(it.window.end_min - it.window.start_min) * 60_000);
                prop_assert!(valid_on(it.window, day));
                let timetable = it.window.weekdays & (1 << is.weekday) != 0;
                prop_assert!(for_exams(it.window) || timetable, "the timetable that is followed");
                match is.kind {
                    DayKind::NoClass => prop_assert!(false, "nothing is held without classes"),
                    DayKind::WeatherStop => prop_assert_eq!(it.window.kind, WindowKind::Night),
                    DayKind::Class | DayKind::Half => prop_assert!(!for_exams(it.window)),
                    DayKind::Exam => {}
                }
            }
            let due = windows.iter().filter(|it| {
                !for_exams(it) && it.weekdays & (1 << is.weekday) != 0 && valid_on(it, day)
            });
            prop_assert!(is.kind != DayKind::Class || due.count() == held.len(), "none that is due is left out");
        }
    }

    #[test]
    fn boarders_come_back_before_classes_and_are_at_home_before_a_day_without(
        own in calendar(false),
        district in calendar(true),
        mut windows in prop::collection::vec(
            window_of(vec![WindowKind::In, WindowKind::Out, WindowKind::WeekendOut, WindowKind::Night]),
            1..8,
        ),
        start in 800_u16..1100,
    ) {
        use WindowKind::{Night, WeekendIn};
        let back = windows[0].clone();
        windows.push(DutyWindow {
            id: WindowId(Uuid::nil()), kind: WeekendIn, start_min: start, end_min: start + 200, weekdays: 0b100_0000,
            terms: None, ..back
        });
        let all = [own, district];
        let calendars = Calendars::of(SCHOOL, &all);
        for day in FIRST.to(FIRST.plus(DAYS)) {
            if [day, day.plus(1)].iter().any(|it| calendars.day(*it).kind == DayKind::WeatherStop) {
                continue;
            }
            // A half day leaves out what begins after it, but there are lessons.
            let taught = |day: Day| windows.iter().any(|it| {
                let is = calendars.day(day);
                let timetable = it.weekdays & (1 << is.weekday) != 0;
                !matches!(it.kind, Night | WeekendIn) && valid_on(it, day) && match is.kind {
                    DayKind::Exam => for_exams(it) || timetable,
                    DayKind::Class | DayKind::Half => !for_exams(it) && timetable,
                    DayKind::NoClass | DayKind::WeatherStop => false,
                }
            });
            let held = occurrence::on(&windows, &calendars, day);
            let comes_back = held.iter().any(|it| it.window.kind == WeekendIn);
            let eve = !taught(day) && taught(day.plus(1));
            prop_assert_eq!(comes_back, eve, "{}", day);
            let mut nights = held.iter().filter(|it| it.window.kind == Night && it.end >= day.plus(1).at(1));
            let for_nobody = !taught(day.plus(1)) && nights.any(|it| !for_exams(it.window) && taught(day));
            prop_assert!(!for_nobody, "{}: a night without boarders", day);
        }
    }

    #[test]
    fn a_moment_inside_a_window_finds_one_that_holds_it(
        district in calendar(true),
        windows in prop::collection::vec(window(), 1..6),
        at in 0..DAYS,
        minute in 0_u16..1440,
    ) {
        let all = [district];
        let calendars = Calendars::of(SCHOOL, &all);
        let today = FIRST.plus(at);
        let moment = today.at(minute);
        let running = |day: Day| {
            let held = occurrence::on(&windows, &calendars, day);
            held.iter().any(|it| it.start <= moment && moment <= it.end)
        };
        let found = Occurrence::belonging(&windows, &calendars, moment);
        if running(today) || running(today.plus(-1)) {
            prop_assert_eq!(found.map(|it| it.distance_ms(moment)), Some(0));
        }
    }

    #[test]
    fn gaps_are_what_no_window_covers(
        district in calendar(true),
        windows in prop::collection::vec(window(), 1..8),
        at in 0..300_i32,
    ) {
        let all = [district];
        let calendars = Calendars::of(SCHOOL, &all);
        let gaps = cover::gaps(&windows, &calendars, FIRST.plus(at), FIRST.plus(at + 6));
        prop_assert!(gaps.windows(2).all(|pair| pair[0].to <= pair[1].from), "in order, apart");
        for gap in gaps {
            prop_assert!(gap.from < gap.to);
            let days = Day::of(gap.from).plus(-2).to(Day::of(gap.to));
            for it in days.flat_map(|day| occurrence::on(&windows, &calendars, day)) {
                prop_assert!(it.end <= gap.from || gap.to <= it.start, "{:?} lies in {:?}", it, gap);
            }
        }
    }
}
