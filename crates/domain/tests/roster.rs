//! Rosters: what a pattern becomes in a week with a make-up day, an exception and a leave, and what is wrong with it.

use domain::{
    calendar::{Calendars, DayKind, SchoolCalendar, Span},
    cover,
    day::Day,
    duty_post::{DutyPost, Requirement},
    duty_window::{DutyWindow, WindowKind},
    ids::{PostId, SchoolId, StaffId, UnitId, WindowId},
    position::Place,
    roster::{ConflictKind, Exception, Leave, Plan, PostDuties, Turn, conflicts, resolve, turns, unwatched},
    staff::StaffKind,
};
use uuid::Uuid;

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));

fn day(text: &str) -> Day {
    Day::parse(text).expect("reads")
}

fn window(kind: WindowKind, start_min: u16, end_min: u16, weekdays: u8) -> DutyWindow {
    DutyWindow {
        id: WindowId(Uuid::from_u128(u128::from(start_min) << 8 | u128::from(weekdays))),
        school_id: SCHOOL,
        kind,
        start_min,
        end_min,
        weekdays,
        arrive_before_min: 20,
        leave_after_min: 20,
        terms: None,
    }
}

fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

/// People from 10 are guards, from 20 teachers, from 30 officers.
fn kind_of(id: StaffId) -> Option<StaffKind> {
    match id.0.as_u128() / 10 {
        1 => Some(StaffKind::Guard),
        2 => Some(StaffKind::Teacher),
        3 => Some(StaffKind::Officer),
        _ => None,
    }
}

fn turn(weekday: u8, window: &DutyWindow, people: &[u128]) -> Turn {
    Turn { weekday, window_id: window.id, staff: people.iter().map(|n| staff(*n)).collect(), open: vec![] }
}

fn post(n: u128) -> DutyPost {
    DutyPost {
        id: PostId(Uuid::from_u128(n)),
        school_id: SCHOOL,
        name: "东门护学岗".into(),
        gate: "东门".into(),
        place: Place { lat_e7: 0, lon_e7: 0 },
        radius_m: 100,
        requirement: vec![
            Requirement { kind: StaffKind::Officer, count: 1 },
            Requirement { kind: StaffKind::Teacher, count: 2 },
        ],
        paused: None,
    }
}

#[test]
fn a_made_up_saturday_is_guarded_by_those_of_the_day_it_follows() {
    let windows = [window(WindowKind::In, 440, 500, 0b1_1111)];
    let saturday = day("2026-10-10");
    let span = Span {
        first: saturday,
        last: saturday,
        kind: DayKind::Class,
        reason: "国庆调休".into(),
        follows: Some(2),
        until_min: None,
    };
    let all = [SchoolCalendar { unit_id: UnitId(Uuid::nil()), terms: vec![], spans: vec![span], district: true }];
    let calendars = Calendars::of(SCHOOL, &all);
    let plan =
        Plan { pattern: (0..5).map(|n| turn(n, &windows[0], &[20 + u128::from(n)])).collect(), exceptions: vec![] };
    let monday = saturday.monday();
    let duties = resolve(&[plan], &[], (&windows, &calendars), monday.to(monday.plus(6)));
    let who: Vec<(u8, StaffId)> = duties.iter().map(|it| (it.held.day.weekday(), it.staff[0])).collect();
    assert_eq!(who, [(0, staff(20)), (1, staff(21)), (2, staff(22)), (3, staff(23)), (4, staff(24)), (5, staff(22))]);
}

#[test]
fn an_exception_takes_the_patterns_place_and_a_leave_leaves_a_gap() {
    let windows = [window(WindowKind::In, 440, 500, 0b1_1111)];
    let monday = day("2026-11-23");
    let teacher = [Requirement { kind: StaffKind::Teacher, count: 1 }];
    let exception =
        Exception { day: monday.plus(1), window_id: windows[0].id, staff: vec![staff(22)], open: teacher.to_vec() };
    let every_day = |people: &[u128]| (0..5).map(|n| turn(n, &windows[0], people)).collect();
    let school = Plan { pattern: every_day(&[20, 21]), exceptions: vec![exception] };
    let police = Plan { pattern: every_day(&[30]), exceptions: vec![] };
    let leave = Leave { staff_id: staff(21), first: monday.plus(2), last: monday.plus(2) };
    let none = Calendars::default();
    let duties = resolve(&[school, police], &[leave], (&windows, &none), monday.to(monday.plus(2)));
    let told = turns(&duties, kind_of);
    assert_eq!(told[0].staff, [staff(20), staff(21), staff(30)], "the school's people first: the first leads");
    assert!(told[0].open.is_empty());
    assert_eq!((told[1].staff.as_slice(), duties[1].excepted), ([staff(22), staff(30)].as_slice(), true));
    assert_eq!((told[1].open.as_slice(), told[2].open.as_slice()), (teacher.as_slice(), teacher.as_slice()));
    assert_eq!(told[2].staff, [staff(20), staff(30)]);
    assert_eq!(duties[2].away, [staff(21)]);

    let gate = post(1);
    let found = conflicts(&[PostDuties { post: &gate, duties }], kind_of);
    let kinds: Vec<_> = found.iter().map(|it| (it.kind, it.day, it.staff_id)).collect();
    let wednesday = monday.plus(2);
    assert_eq!(
        kinds,
        [(ConflictKind::OnLeave, wednesday, Some(staff(21))), (ConflictKind::NotEnough, wednesday, None)],
        "an open place on Tuesday was planned as such"
    );
    assert_eq!(found[1].missing, teacher);
}

#[test]
fn nobody_stands_at_two_gates_at_once_also_across_midnight() {
    let evening = [window(WindowKind::Evening, 1380, 1500, 0b1_1111)];
    let early = [window(WindowKind::In, 30, 120, 0b1_1111)];
    let monday = day("2026-11-23");
    let none = Calendars::default();
    let plan = |n, window, people: &[u128]| Plan { pattern: vec![turn(n, window, people)], exceptions: vec![] };
    let (east, south) = (post(1), post(2));
    let (at_east, at_south) = (plan(0, &evening[0], &[20, 21, 30]), plan(1, &early[0], &[22, 23, 30]));
    let tuesday = monday.plus(1);
    let posts = [
        PostDuties { post: &east, duties: resolve(&[at_east], &[], (&evening, &none), monday.to(monday)) },
        PostDuties { post: &south, duties: resolve(&[at_south], &[], (&early, &none), tuesday.to(tuesday)) },
    ];
    let found = conflicts(&posts, kind_of);
    let places: Vec<_> = found.iter().map(|it| (it.kind, it.post_id, it.other, it.staff_id)).collect();
    let both = ConflictKind::TwoPlaces;
    let officer = Some(staff(30));
    assert_eq!(places, [(both, east.id, Some(south.id), officer), (both, south.id, Some(east.id), officer)]);
}

#[test]
fn a_boarding_week_without_a_gap_has_none_and_a_missing_night_is_named() {
    let mut windows = vec![
        window(WindowKind::WeekendIn, 930, 1140, 0b100_0000),
        window(WindowKind::Night, 1140, 1850, 0b100_0000),
        window(WindowKind::In, 410, 480, 0b1_1111),
        window(WindowKind::Night, 480, 1320, 0b0_1111),
        window(WindowKind::Night, 1320, 1850, 0b0_1111),
        window(WindowKind::Night, 480, 930, 0b1_0000),
        window(WindowKind::WeekendOut, 930, 1080, 0b1_0000),
    ];
    let monday = day("2026-11-23");
    let none = Calendars::default();
    assert_eq!(cover::gaps(&windows, &none, monday, monday.plus(6)), []);
    windows[4].weekdays = 0b0_1101;
    let gaps = cover::gaps(&windows, &none, monday, monday.plus(6));
    let tuesday = monday.plus(1);
    assert_eq!(gaps, [cover::Gap { from: tuesday.at(1320), to: tuesday.at(1850), unmanned: None }]);
}

/// A boarding school: back on the eve, watched by day and night while there are lessons, home before a day without.
fn boarding() -> Vec<DutyWindow> {
    vec![
        window(WindowKind::WeekendIn, 930, 1140, 0b100_0000),
        window(WindowKind::Night, 1140, 1850, 0b100_0000),
        window(WindowKind::In, 410, 480, 0b1_1111),
        window(WindowKind::Night, 480, 1320, 0b0_1111),
        window(WindowKind::Night, 1320, 1850, 0b0_1111),
        window(WindowKind::Night, 480, 930, 0b1_0000),
        window(WindowKind::WeekendOut, 930, 1080, 0b1_0000),
    ]
}

#[test]
fn a_night_that_nobody_is_named_for_is_a_gap_of_the_cover_with_or_without_an_entry() {
    let windows = boarding();
    let monday = day("2026-11-30");
    // From Thursday there is a holiday to Monday; on Sunday the 13th Wednesday's lessons are made up.
    let span = |first: &str, last: &str, kind, follows| {
        let (first, last) = (day(first), day(last));
        Span { first, last, kind, reason: "原因".into(), follows, until_min: None }
    };
    let spans = vec![
        span("2026-12-03", "2026-12-07", DayKind::NoClass, None),
        span("2026-12-13", "2026-12-13", DayKind::Class, Some(2)),
    ];
    let all = [SchoolCalendar { unit_id: UnitId(SCHOOL.0), terms: vec![], spans, district: false }];
    let calendars = Calendars::of(SCHOOL, &all);
    let east = post(1);
    let weekdays = |it: &DutyWindow| (0..7).filter(|day| it.weekdays & (1 << day) != 0).collect::<Vec<u8>>();
    let full = || -> Vec<Turn> {
        windows.iter().flat_map(|it| weekdays(it).into_iter().map(|day| turn(day, it, &[10]))).collect()
    };
    let gaps = |pattern: Vec<Turn>, leaves: &[Leave], monday: Day| -> Vec<(String, u16, u16, bool)> {
        let days = monday.plus(-1).to(monday.plus(7));
        let plans = [Plan { pattern, exceptions: vec![] }];
        let duties = resolve(&plans, leaves, (&windows, &calendars), days);
        let found = unwatched(&[PostDuties { post: &east, duties }], (&windows, &calendars), (monday, monday.plus(6)));
        let said = found.iter().map(|gap| {
            let from = Day::of(gap.from);
            (from.to_string(), gap.from.minute_of_day(), gap.to.minute_of_day(), gap.unmanned.is_some())
        });
        said.collect()
    };
    let nights = |days: &[(&str, u16, u16)]| -> Vec<(String, u16, u16, bool)> {
        days.iter().map(|(day, from, to)| ((*day).to_owned(), *from, *to, true)).collect()
    };

    assert_eq!(gaps(full(), &[], monday), []);
    let without =
        |window: usize| full().into_iter().filter(|it| it.window_id != windows[window].id).collect::<Vec<_>>();
    let two_nights = nights(&[("2026-11-30", 1320, 410), ("2026-12-01", 1320, 410)]);
    assert_eq!(gaps(without(4), &[], monday), two_nights, "everybody is at home in the night before the holiday");
    let nobody = full().into_iter().map(|it| match it.window_id == windows[4].id {
        true => Turn { staff: vec![], open: vec![Requirement { kind: StaffKind::Guard, count: 1 }], ..it },
        false => it,
    });
    assert_eq!(gaps(nobody.collect(), &[], monday), two_nights, "an entry that names nobody watches over nobody");
    let none = gaps(vec![], &[], monday);
    let said = nights(&[("2026-11-30", 480, 410), ("2026-12-01", 480, 410)]);
    assert_eq!(none, said, "without a roster every watch is open");

    let eves = nights(&[("2026-12-07", 1140, 410), ("2026-12-12", 1140, 410)]);
    let next = monday.plus(7);
    assert_eq!(
        gaps(full(), &[], next),
        eves,
        "they come back on a Monday and a Saturday, and Sunday's people are not named"
    );
    let on_eves =
        full().into_iter().chain([turn(0, &windows[1], &[10]), turn(5, &windows[1], &[10])]).collect::<Vec<_>>();
    assert_eq!(gaps(on_eves.clone(), &[], next), []);
    let leave = Leave { staff_id: staff(10), first: day("2026-12-09"), last: day("2026-12-09") };
    assert_eq!(gaps(on_eves, &[leave], next), nights(&[("2026-12-09", 480, 410)]), "who is on leave is not there");
}
