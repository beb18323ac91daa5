//! Stories of single shifts, and what holds for every one that can be made up.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    duty_window::{self, DutyWindow},
    time::ClockQuality,
};

fn at(clock: &str) -> UtcMs {
    UtcMs::parse(&format!("2026-11-23T{clock}")).expect("reads")
}

fn window(kind: WindowKind, start_min: u16, end_min: u16) -> DutyWindow {
    DutyWindow { weekdays: 0b111_1111, ..duty_window::tests::window(kind, start_min, end_min) }
}

fn tap(who: u128, kind: StaffKind, coming: bool, moment: UtcMs) -> Tap {
    Tap {
        record_id: RecordId(Uuid::from_u128(who * 1_000_000 + u128::from(moment.0.unsigned_abs() % 1_000_000))),
        staff_id: Some(StaffId(Uuid::from_u128(who))),
        kind: Some(kind),
        coming,
        window: None,
        time: TimeInterval { lo: moment, best: moment, hi: moment, quality: ClockQuality::A },
        early: None,
        doubtful: false,
        called: false,
    }
}

const NEED: [Requirement; 2] =
    [Requirement { kind: StaffKind::Guard, count: 1 }, Requirement { kind: StaffKind::Teacher, count: 1 }];

/// The morning window, 7:20 to 8:20, seen at `now`.
fn see(now: UtcMs, heard: Option<UtcMs>, taps: Vec<Tap>, change: impl FnOnce(&mut Facts<'_>)) -> Shift {
    let morning = window(WindowKind::In, 440, 500);
    let day = crate::day::Day::of(at("00:00"));
    let held = Occurrence { window: &morning, day, start: day.at(440), end: day.at(500) };
    let all = [held];
    let stays: Vec<Stay> = stays(taps, |_| held.end.plus(CLOSES_ITSELF_MS));
    let stays: Vec<Stay> = stays.into_iter().filter(|stay| stay.belongs(&held, &all, now)).collect();
    let mut facts = Facts {
        held: &held,
        need: &NEED,
        stays: &stays,
        closed: None,
        heard,
        recording: Recording::ALWAYS,
        no_school: false,
        decided: None,
        now,
    };
    change(&mut facts);
    judge(&facts)
}

fn state(now: &str, heard: Option<&str>, taps: Vec<Tap>) -> ShiftState {
    let now = UtcMs::parse(now).unwrap_or_else(|| at(now));
    see(now, heard.map(at), taps, |_| {}).state
}

#[test]
fn silence_is_not_absence() {
    use ShiftState::{Missed, MissedPending, Planned};
    assert_eq!(state("07:40", Some("07:39"), vec![]), Planned, "they may still come");
    assert_eq!(state("09:00", Some("08:49"), vec![]), Planned, "nobody was heard half an hour after the end");
    assert_eq!(state("09:00", Some("08:50"), vec![]), MissedPending);
    assert_eq!(state("2026-11-24T08:49", None, vec![]), Planned);
    assert_eq!(state("2026-11-24T08:50", None, vec![]), Missed, "a day has passed");
    assert_eq!(state("2026-11-24T08:50", Some("08:50"), vec![]), Missed);
}

#[test]
fn what_comes_late_repairs_what_was_said_before() {
    let came = vec![tap(1, StaffKind::Guard, true, at("07:05"))];
    assert_eq!(state("2026-11-26T12:00", Some("08:50"), vec![]), ShiftState::Missed);
    assert_eq!(state("2026-11-26T12:00", Some("08:50"), came.clone()), ShiftState::AutoClosed);
    let mut doubtful = came;
    doubtful[0].doubtful = true;
    let shift = see(at("09:00"), Some(at("08:50")), doubtful, |_| {});
    assert_eq!((shift.state, shift.unproven), (ShiftState::MissedPending, true), "the office looks at it");
}

#[test]
fn the_office_may_cancel_and_excuse_and_the_lead_closes() {
    let came = || vec![tap(1, StaffKind::Guard, true, at("07:05"))];
    let later = UtcMs::parse("2026-11-24T12:00").expect("reads");
    let decided = |decision| see(later, None, vec![], |facts| facts.decided = Some(decision)).state;
    assert_eq!(decided(ShiftDecision::Cancel), ShiftState::Cancelled);
    assert_eq!(decided(ShiftDecision::Excuse), ShiftState::MissedExcused);
    assert_eq!(see(later, None, vec![], |facts| facts.no_school = true).state, ShiftState::Cancelled);
    assert_eq!(see(at("08:30"), None, came(), |_| {}).state, ShiftState::OnDuty);
    assert_eq!(see(at("08:30"), None, came(), |facts| facts.closed = Some(at("08:25"))).state, ShiftState::Closed);
    assert_eq!(see(at("09:21"), None, came(), |_| {}).state, ShiftState::AutoClosed);
    let afterwards = see(later, None, came(), |facts| facts.decided = Some(ShiftDecision::Close));
    assert_eq!(afterwards.state, ShiftState::Closed, "the head closes what closed by itself");
    assert_ne!(decided(ShiftDecision::Close), ShiftState::Closed, "where nobody came there is nothing to close");
    let excused = see(later, None, came(), |facts| facts.decided = Some(ShiftDecision::Excuse));
    assert_eq!(excused.state, ShiftState::AutoClosed, "they had come after all");
}

#[test]
fn lateness_and_gaps_are_judged_with_doubt_in_favor_of_the_worker() {
    let wide = |mut tap: Tap, minutes: i64| {
        tap.time.lo = tap.time.best.plus(-minutes * MINUTE_MS);
        tap.time.hi = tap.time.best.plus(minutes * MINUTE_MS);
        tap
    };
    let guard = tap(1, StaffKind::Guard, true, at("07:05"));
    assert!(see(at("07:30"), None, vec![guard.clone()], |_| {}).late);
    assert!(!see(at("07:30"), None, vec![wide(guard.clone(), 10)], |_| {}).late, "it may have been 6:55");
    let called = Tap { called: true, ..guard.clone() };
    assert!(!see(at("07:30"), None, vec![called], |_| {}).late, "there when called; since when nobody said");

    let teacher = tap(2, StaffKind::Teacher, true, at("07:00"));
    let left = tap(1, StaffKind::Guard, false, at("07:50"));
    let shift = see(at("09:00"), None, vec![guard.clone(), teacher.clone(), left.clone()], |_| {});
    let expected = Gap { kind: StaffKind::Guard, from: at("07:50"), to: at("08:20"), reason: None };
    assert_eq!((shift.gaps, shift.missing.len()), (vec![expected], 0));
    let back = tap(3, StaffKind::Guard, true, at("08:00"));
    let shift = see(at("09:00"), None, vec![guard.clone(), left.clone(), back], |_| {});
    assert_eq!(shift.gaps, [Gap { to: at("08:00"), ..expected }]);
    let unsure = see(at("09:00"), None, vec![guard, wide(left, 40)], |_| {});
    assert_eq!(unsure.gaps, [], "he may have stayed to the end");
    let after = tap(2, StaffKind::Teacher, false, at("08:25"));
    assert_eq!(see(at("09:00"), None, vec![teacher, after], |_| {}).gaps, [], "after the end everybody may go");
}

#[test]
fn a_stay_belongs_to_the_window_it_was_meant_for_and_to_those_it_covers() {
    let (out, back) = (window(WindowKind::NoonOut, 680, 730), window(WindowKind::NoonIn, 820, 870));
    let day = crate::day::Day::of(at("00:00"));
    let all =
        [&out, &back].map(|it| Occurrence { window: it, day, start: day.at(it.start_min), end: day.at(it.end_min) });
    let stay = |on: &str, off: Option<&str>, window| {
        let mut taps = vec![Tap { window, ..tap(1, StaffKind::Guard, true, at(on)) }];
        taps.extend(off.map(|off| tap(1, StaffKind::Guard, false, at(off))));
        let made = stays(taps, |_| day.at(730 + 60));
        all.map(|it| made[0].belongs(&it, &all, at("23:59")))
    };
    assert_eq!(stay("11:10", Some("12:50"), None), [true, false], "gone before the afternoon began");
    assert_eq!(stay("11:10", Some("14:30"), None), [true, true], "stayed through noon");
    assert_eq!(stay("12:45", None, None), [false, true], "nobody comes for what is over");
    assert_eq!(stay("12:45", None, Some(WindowKind::NoonIn)), [false, true], "the phone knew what it was for");
    assert_eq!(stay("09:00", Some("09:30"), None), [false, false]);
}

#[test]
fn a_stay_nobody_ended_is_of_no_window_that_has_not_begun() {
    let noon = window(WindowKind::NoonOut, 680, 730);
    let day = crate::day::Day::of(at("00:00"));
    let held = Occurrence { window: &noon, day, start: day.at(680), end: day.at(730) };
    let made = stays(vec![tap(1, StaffKind::Guard, true, at("02:18"))], |_| at("14:18"));
    let seen = |now| made[0].belongs(&held, &[held], at(now));
    assert!(!seen("06:00"), "he came in the night and forgot to leave; nobody stands at noon yet");
    assert!(!seen("11:20"), "it begins");
    assert!(seen("11:21"), "nobody said that he went");
    let early = stays(vec![tap(1, StaffKind::Guard, true, at("10:30"))], |_| at("13:10"));
    assert!(early[0].belongs(&held, &[held], at("10:31")), "who came for it is there within its hour");
}

#[test]
fn where_one_window_begins_as_another_ends_each_team_holds_its_own() {
    let (morning, by_day, out) =
        (window(WindowKind::In, 410, 480), window(WindowKind::Night, 480, 1040), window(WindowKind::Out, 1040, 1100));
    let day = crate::day::Day::of(at("00:00"));
    let all = [&morning, &by_day, &out].map(|it| Occurrence {
        window: it,
        day,
        start: day.at(it.start_min),
        end: day.at(it.end_min),
    });
    let stay = |on: &str, off: Option<&str>| {
        let mut taps = vec![tap(1, StaffKind::Guard, true, at(on))];
        taps.extend(off.map(|off| tap(1, StaffKind::Guard, false, at(off))));
        let made = stays(taps, |on| on.time.best.plus(150 * MINUTE_MS));
        all.map(|it| made[0].belongs(&it, &all, at("23:59")))
    };
    assert_eq!(stay("06:25", Some("08:15")), [true, false, false], "the team of the morning goes when it may");
    assert_eq!(stay("07:35", Some("17:30")), [false, true, false]);
    assert_eq!(stay("16:55", Some("18:30")), [false, false, true], "who comes for the gate relieves nobody before");
    assert_eq!(stay("06:25", Some("17:25")), [true, true, false], "one who stayed for both");
    assert_eq!(stay("06:25", None), [true, true, false], "nobody said that he went at eight");
}

#[test]
fn who_forgot_to_leave_a_night_comes_anew_for_the_day_after_it() {
    let (night, by_day) = (at("06:50").plus(CLOSES_ITSELF_MS), at("17:20").plus(CLOSES_ITSELF_MS));
    let lapses = |tap: &Tap| if tap.time.best < at("07:00") { night } else { by_day };
    let on = |clock: &str| Tap { window: Some(WindowKind::Night), ..tap(1, StaffKind::Guard, true, at(clock)) };
    let made = stays(vec![on("00:30"), on("07:20")], lapses);
    assert_eq!(made.iter().map(Stay::until).collect::<Vec<_>>(), [night, by_day]);
    let made = stays(vec![on("07:20"), on("07:31")], lapses);
    assert_eq!(made.len(), 1, "tapped twice for one");
}

#[test]
fn a_forgotten_coming_does_not_last_until_a_leaving_of_another_day() {
    let lapses = at("09:20");
    let stay = |off: &str| {
        let off = UtcMs::parse(off).unwrap_or_else(|| at(off));
        let taps = vec![tap(1, StaffKind::Guard, true, at("07:05")), tap(1, StaffKind::Guard, false, off)];
        let made = stays(taps, |_| lapses);
        assert_eq!(made.len(), 1);
        made[0].until()
    };
    assert_eq!(stay("08:31"), at("08:31"));
    assert_eq!(stay("12:40"), at("12:40"), "held up at the gate");
    assert_eq!(stay("2026-11-25T17:20"), lapses, "the coming of that day was never tapped");
}

prop_compose! {
    fn any_tap()(who in 1u128..5, guard: bool, coming: bool, minute in 380i64..620, wide in 0i64..30) -> Tap {
        let moment = at("00:00").plus(minute * MINUTE_MS);
        let kind = if guard { StaffKind::Guard } else { StaffKind::Teacher };
        let mut tap = tap(who, kind, coming, moment);
        tap.time.lo = moment.plus(-wide * MINUTE_MS);
        tap.time.hi = moment.plus(wide * MINUTE_MS);
        tap
    }
}

proptest! {
    /// The order in which records reach the server changes nothing.
    #[test]
    fn order_of_arrival_is_nothing(taps in prop::collection::vec(any_tap(), 0..8), minutes in 300i64..4000, turn in 0usize..8) {
        let now = at("00:00").plus(minutes * MINUTE_MS);
        let mut turned = taps.clone();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        prop_assert_eq!(see(now, None, taps, |_| {}), see(now, None, turned, |_| {}));
    }

    /// Nobody is called absent without evidence before a day has passed, and nobody at all for whom a record speaks.
    #[test]
    fn missed_needs_evidence_or_a_day(
        taps in prop::collection::vec(any_tap(), 0..8),
        minutes in 300i64..4000,
        heard in prop::option::of(300i64..4000),
    ) {
        let minute = |it: i64| at("00:00").plus(it * MINUTE_MS);
        let shift = see(minute(minutes), heard.map(minute), taps, |_| {});
        let evidence = heard.is_some_and(|heard| heard >= 530) && minutes >= 530;
        match shift.state {
            ShiftState::MissedPending => prop_assert!(evidence && minutes < 530 + 1440),
            ShiftState::Missed => prop_assert!(minutes >= 530 + 1440),
            ShiftState::MissedExcused
            | ShiftState::NotRecordedYet
            | ShiftState::Cancelled
            | ShiftState::Closed => prop_assert!(false),
            ShiftState::Planned | ShiftState::OnDuty | ShiftState::AutoClosed => {}
        }
    }

    /// Of a school that had no phone yet when a window began nothing is said but what was entered afterwards.
    #[test]
    fn before_the_first_phone_nobody_is_missed(
        taps in prop::collection::vec(any_tap(), 0..8),
        minutes in 300i64..4000,
        since in 441i64..4000,
    ) {
        let minute = |it: i64| at("00:00").plus(it * MINUTE_MS);
        let recording = Recording(Some(minute(since)));
        let shift = see(minute(minutes), Some(minute(minutes)), taps, |facts| facts.recording = recording);
        prop_assert!(!matches!(shift.state, ShiftState::Missed | ShiftState::MissedPending));
        if shift.state == ShiftState::NotRecordedYet {
            prop_assert!(minutes >= 530 && !shift.state.is_due());
        }
    }

    /// One more who came never makes a shift missed, and no gap reaches beyond the window.
    #[test]
    fn one_more_coming_only_helps(
        taps in prop::collection::vec(any_tap(), 0..8),
        minute in 421i64..500,
        minutes in 530i64..4000,
    ) {
        let now = at("00:00").plus(minutes * MINUTE_MS);
        let mut more = taps;
        more.push(tap(9, StaffKind::Guard, true, at("00:00").plus(minute * MINUTE_MS)));
        let shift = see(now, Some(now), more, |_| {});
        prop_assert!(shift.state.was_held());
        for gap in shift.gaps {
            prop_assert!(at("07:20") <= gap.from && gap.from < gap.to && gap.to <= at("08:20"));
        }
    }
}
