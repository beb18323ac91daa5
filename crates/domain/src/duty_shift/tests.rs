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

fn held_alone<'a, 'w>(held: &'a [Occurrence<'w>]) -> Around<'a, 'w> {
    Around { held, called_off: &[] }
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
    let stays: Vec<Stay> = stays.into_iter().filter(|stay| stay.belongs(&held, held_alone(&all), now)).collect();
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
        all.map(|it| made[0].belongs(&it, held_alone(&all), at("23:59")))
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
    let seen = |now| made[0].belongs(&held, held_alone(&[held]), at(now));
    assert!(!seen("06:00"), "he came in the night and forgot to leave; nobody stands at noon yet");
    assert!(!seen("11:20"), "it begins");
    assert!(seen("11:21"), "nobody said that he went");
    let early = stays(vec![tap(1, StaffKind::Guard, true, at("10:30"))], |_| at("13:10"));
    assert!(early[0].belongs(&held, held_alone(&[held]), at("10:31")), "who came for it is there within its hour");
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
        all.map(|it| made[0].belongs(&it, held_alone(&all), at("23:59")))
    };
    assert_eq!(stay("06:25", Some("08:15")), [true, false, false], "the team of the morning goes when it may");
    assert_eq!(stay("07:35", Some("17:30")), [false, true, false]);
    assert_eq!(stay("16:55", Some("18:30")), [false, false, true], "who comes for the gate relieves nobody before");
    assert_eq!(stay("06:25", Some("17:25")), [true, true, false], "one who stayed for both");
    assert_eq!(stay("06:25", None), [true, true, false], "nobody said that he went at eight");
}

/// Windows of one day: kind, first and last minute, whether it is held.
type Laid = (WindowKind, u16, u16, bool);

/// Asks about those windows; the answer is the one that was meant, by its place.
fn meant(laid: &[Laid], ask: impl Fn(Around<'_, '_>) -> Option<(UtcMs, UtcMs)>) -> Option<usize> {
    let day = crate::day::Day::of(at("00:00"));
    let windows: Vec<DutyWindow> = laid.iter().map(|(kind, from, to, _)| window(*kind, *from, *to)).collect();
    let of = |is_held: bool| -> Vec<Occurrence<'_>> {
        let those = windows.iter().zip(laid).filter(|(_, it)| it.3 == is_held);
        those
            .map(|(it, _)| Occurrence { window: it, day, start: day.at(it.start_min), end: day.at(it.end_min) })
            .collect()
    };
    let (held, called_off) = (of(true), of(false));
    let hours = ask(Around { held: &held, called_off: &called_off })?;
    laid.iter().position(|(_, from, to, _)| hours == (day.at(*from), day.at(*to)))
}

fn hours(it: Option<&Occurrence<'_>>) -> Option<(UtcMs, UtcMs)> {
    it.map(|it| (it.start, it.end))
}

#[test]
fn where_two_nights_touch_and_one_is_called_off_the_other_has_whoever_came() {
    use WindowKind::{Evening, Night, Out};
    let came = |laid: &[Laid], clock: &str, named| meant(laid, |it| hours(it.comes_for(at(clock), named)));
    let lasts = |laid: &[Laid], clock: &str, named| meant(laid, |it| hours(it.taken_for(at(clock), named)));
    // The eve of a return: the evening of the weekday is called off, and the night begins at seven.
    let eve = [(Out, 1040, 1100, false), (Night, 1100, 1280, false), (Night, 1140, 1850, true)];
    for clock in ["18:05", "18:16", "18:50", "21:00"] {
        assert_eq!(came(&eve, clock, Some(Night)), Some(2), "{clock}");
        assert_eq!(lasts(&eve, clock, Some(Night)), Some(2), "{clock}");
    }
    assert_eq!(came(&eve, "18:05", None), Some(2), "by hand, without a word for what");
    // A Sunday with a weekday's lessons: the night of the return is called off, and a second roll is called at 18:34.
    let made_up =
        [(Night, 1100, 1280, true), (Evening, 1280, 1320, true), (Night, 1320, 1850, true), (Night, 1140, 1850, false)];
    assert_eq!(came(&made_up, "18:34", Some(Night)), Some(0));
    assert_eq!(lasts(&made_up, "18:34", Some(Night)), Some(0), "it is the same coming");
    assert_eq!(came(&made_up, "21:30", Some(Night)), Some(2));
}

#[test]
fn who_had_not_heard_came_for_what_was_called_off() {
    use WindowKind::{Night, Out};
    let storm = [(Night, 480, 1040, true), (Out, 1040, 1100, false), (Night, 1100, 1280, true)];
    let came = |clock: &str, named| meant(&storm, |it| hours(it.comes_for(at(clock), named)));
    assert_eq!(came("17:10", Some(Out)), Some(1), "no night duty that came late, or would leave too early");
    assert_eq!(came("16:50", Some(Out)), Some(1));
    assert_eq!(came("17:45", Some(Night)), Some(2));
    assert_eq!(came("17:25", None), Some(2));
    assert_eq!(meant(&[(Out, 1040, 1100, false)], |it| hours(it.comes_for(at("16:50"), None))), Some(0));
}

#[test]
fn a_note_is_about_the_window_that_was_held() {
    use WindowKind::{Night, Out};
    let moment = |clock: &str| UtcMs::parse(clock).unwrap_or_else(|| at(clock));
    let noted = |laid: &[Laid], clock: &str, named| meant(laid, |it| hours(it.noted_for(moment(clock), named)));
    let eve = [(Night, 1100, 1280, false), (Night, 1140, 1850, true), (Out, 1040, 1100, false)];
    assert_eq!(noted(&eve, "18:40", Some(Night)), Some(1));
    assert_eq!(noted(&eve, "2026-11-24T07:10", Some(Night)), Some(1));
    assert_eq!(noted(&eve, "18:10", Some(Out)), Some(2), "they were at the gate, and had not heard");
    assert_eq!(noted(&eve, "18:10", None), Some(1));
    let two = [(Night, 480, 900, true), (Night, 1100, 1850, false)];
    assert_eq!(noted(&two, "2026-11-24T07:10", Some(Night)), Some(1), "the one of the day is another matter");
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

prop_compose! {
    fn any_laid()(kind in 0usize..3, from in 0u16..1380, long in 10u16..700, held: bool) -> Laid {
        ([WindowKind::In, WindowKind::Out, WindowKind::Night][kind], from, from + long, held)
    }
}

proptest! {
    /// What was called off takes nothing from what is held.
    #[test]
    fn a_window_that_was_called_off_takes_from_none_that_is_held(
        mut laid in prop::collection::vec(any_laid(), 1..6),
        minute in 0i64..1440,
        named in prop::option::of(0usize..3),
    ) {
        // The answer is told by its hours.
        laid.sort_by_key(|it| (it.1, it.2));
        laid.dedup_by_key(|it| (it.1, it.2));
        let named = named.map(|it| [WindowKind::In, WindowKind::Out, WindowKind::Night][it]);
        let moment = at("00:00").plus(minute * MINUTE_MS);
        let held: Vec<Laid> = laid.iter().copied().filter(|it| it.3).collect();
        for comes in [true, false] {
            let ask = |it: Around<'_, '_>| {
                hours(if comes { it.comes_for(moment, named) } else { it.taken_for(moment, named) })
            };
            let both = meant(&laid, ask).map(|it| laid[it]);
            let alone = meant(&held, ask).map(|it| held[it]);
            match (both, alone) {
                // The same as if it had never been in the timetable, unless the phone named a kind that is not held then.
                (Some(it), Some(alone)) if it != alone => {
                    prop_assert!(!it.3 && Some(it.0) == named && Some(alone.0) != named);
                }
                (None, Some(_)) => prop_assert!(false),
                (_, None | Some(_)) => {}
            }
        }
    }

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
