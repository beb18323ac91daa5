//! A run along must-patrol points: started, walked, finished with a reason for each point that was not reached.

use domain::{
    check_in::VisitResult,
    duty_note::Headcount,
    patrol_point::{Band, Frequency, Per, PointKind},
    patrol_route::{MissReason, PatrolKind, PatrolMethod, RunStep},
};
use field::{
    check_in::{self, CouldNot, Visit},
    patrol_run, points,
    views::{Due, MissedPoint, RunPlan},
};
use protocol::{Body, Entity, Kind};

use crate::{
    cast::{GUARD, POINT, Phone, TEACHER},
    given::{LINE, STORE, WALL, bodies, code, give, phone, point, sign_in, time},
};

fn plan(route_id: Option<domain::ids::RouteId>) -> RunPlan {
    RunPlan {
        route_id,
        kind: PatrolKind::Grid,
        method: PatrolMethod::Foot,
        point_ids: vec![],
        party: Headcount { militia: 2, ..Headcount::default() },
        note: String::new(),
        effort: None,
    }
}

fn last_visit(phone: &Phone) -> domain::check_in::CheckIn {
    match bodies(phone, Kind::CheckIn).pop() {
        Some((_, Body::CheckIn(visit))) => visit,
        other => panic!("a visit: {other:?}"),
    }
}

#[test]
fn visits_belong_to_the_run_and_what_is_missed_has_a_reason() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    assert_eq!(code(patrol_run::finish(&phone.home, guard, &[], ("", None))), "no-patrol");
    let started = patrol_run::start(&phone.home, guard, &plan(Some(LINE))).expect("started");
    assert_eq!(code(patrol_run::start(&phone.home, guard, &plan(Some(LINE)))), "patrol-running");
    check_in::record(&phone.home, guard, Visit::of(POINT, VisitResult::Normal)).expect("saved");
    let detail = last_visit(&phone).detail.expect("a detail");
    assert_eq!((detail.run_id, detail.party_size), (Some(started.run_id), Some(2)));
    assert_eq!(detail.method, Some(PatrolMethod::Foot));

    let run = patrol_run::page(&phone.home, None).expect("told").run.expect("under way");
    assert_eq!((run.name.as_str(), run.visited, run.left), ("围墙线", 1, 1));
    let phone = phone.reopened();
    let left = patrol_run::finish(&phone.home, guard, &[], ("", None)).expect_err("one is left").problem();
    assert_eq!(left.to_string(), "miss-reasons-needed left=1");
    let locked = MissedPoint { point_id: WALL, reason: MissReason::Locked };
    let finished = patrol_run::finish(&phone.home, guard, &[locked], ("", None)).expect("finished");
    assert_eq!(finished.run_id, started.run_id);
    let page = patrol_run::page(&phone.home, None).expect("told");
    assert!(page.run.is_none());
    assert_eq!(page.routes[0].runs_today, 1);
    let Some((_, Body::PatrolRun(end))) = bodies(&phone, Kind::PatrolRun).pop() else { panic!("a run") };
    assert_eq!((end.step, end.planned, end.missed.len()), (RunStep::Finish, vec![POINT, WALL], 1));

    check_in::record(&phone.home, guard, Visit::of(WALL, VisitResult::Normal)).expect("saved");
    assert_eq!(last_visit(&phone).detail, None, "after the run nothing belongs to it");
}

#[test]
fn could_not_is_one_tap_and_needs_no_second_reason() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    patrol_run::start(&phone.home, guard, &plan(Some(LINE))).expect("started");
    let said = |point_id| CouldNot { point_id, miss: MissReason::RoadClosed, note: String::new(), effort: None };
    check_in::could_not(&phone.home, guard, said(WALL)).expect("said");
    let visit = last_visit(&phone);
    assert_eq!(visit.result, VisitResult::Unreachable);
    assert_eq!(visit.detail.and_then(|it| it.miss), Some(MissReason::RoadClosed));
    check_in::record(&phone.home, guard, Visit::of(POINT, VisitResult::Normal)).expect("saved");
    let due = |id| points::points(&phone.home, None, None).expect("listed").into_iter().find(|it| it.id == id);
    assert_eq!(due(WALL).expect("known").due, Due::Now, "a point that was not reached is still due");
    patrol_run::finish(&phone.home, guard, &[], ("", None)).expect("finished");
    let Some((_, Body::PatrolRun(end))) = bodies(&phone, Kind::PatrolRun).pop() else { panic!("a run") };
    assert_eq!(
        end.missed.iter().map(|it| (it.point_id, it.reason)).collect::<Vec<_>>(),
        [(WALL, MissReason::RoadClosed)]
    );
}

#[test]
fn a_run_is_ones_own_and_one_started_by_mistake_is_taken_back() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    patrol_run::start(&phone.home, guard, &plan(None)).expect("started");
    let teacher = sign_in(&phone, TEACHER);
    assert!(patrol_run::page(&phone.home, None).expect("told").run.is_none(), "the colleague has none");
    check_in::record(&phone.home, teacher, Visit::of(POINT, VisitResult::Normal)).expect("saved");
    assert_eq!(last_visit(&phone).detail, None);
    patrol_run::void(&phone.home, guard, "点错了").expect("taken back");
    patrol_run::start(&phone.home, guard, &plan(Some(LINE))).expect("started anew");
    phone.set_time("2026-11-24T07:30:00");
    patrol_run::start(&phone.home, guard, &plan(Some(LINE))).expect("what nobody finished is over after a day");
}

#[test]
fn a_round_goes_on_whatever_the_wall_clock_is_set_to() {
    const HOUR_MS: i64 = 3_600_000;
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let start = || patrol_run::start(&phone.home, guard, &plan(Some(LINE)));
    let visit = |point| check_in::record(&phone.home, guard, Visit::of(point, VisitResult::Normal)).expect("saved");
    let running = || patrol_run::page(&phone.home, None).expect("told").run;
    let passes = |hours: i64| phone.clocks.advance(u64::try_from(hours * HOUR_MS).expect("forward"));
    let set = |hours: i64| {
        let now = phone.clocks.read();
        phone.clocks.set(field::Reading { wall: now.wall.plus(hours * HOUR_MS), ..now });
    };
    let run = start().expect("started");
    passes(1);
    set(-72);
    visit(POINT);
    let seen = running().expect("the same round");
    assert_eq!((seen.run_id, seen.visited), (run.run_id, 1));
    assert_eq!(phone.clocks.read().wall.since(seen.started_ms), HOUR_MS, "an hour ago, by the clock as it is now");
    set(144);
    visit(WALL);
    assert_eq!(running().map(|it| (it.run_id, it.visited)), Some((run.run_id, 2)));
    assert_eq!(code(start()), "patrol-running");
    patrol_run::finish(&phone.home, guard, &[], ("", None)).expect("both were reached");
    set(-96);
    assert!(running().is_none(), "a clock begins nothing anew");

    // Left open, and the clock set back each evening: a day has passed all the same.
    start().expect("started");
    passes(20);
    set(-20);
    assert!(running().is_some());
    passes(5);
    assert!(running().is_none());

    // After the battery was empty the wall clock is all there is.
    let run = start().expect("started");
    phone.restart();
    passes(2);
    assert_eq!(running().map(|it| it.run_id), Some(run.run_id));
    visit(POINT);
    set(-48);
    assert_eq!(running().map(|it| (it.run_id, it.visited)), Some((run.run_id, 1)), "not before it began");
    passes(48 + 24);
    assert!(running().is_none());
}

#[test]
fn rounds_inside_are_counted_and_by_video_no_presence_is_asked() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let inside = RunPlan { kind: PatrolKind::Inside, ..plan(None) };
    patrol_run::start(&phone.home, guard, &inside).expect("started");
    let run = patrol_run::page(&phone.home, None).expect("told").run.expect("under way");
    assert_eq!(run.points.iter().map(|it| it.point.id).collect::<Vec<_>>(), [STORE], "the points inside");
    check_in::record(&phone.home, guard, Visit::of(STORE, VisitResult::Normal)).expect("saved");
    patrol_run::finish(&phone.home, guard, &[], ("", None)).expect("finished");
    let rounds = patrol_run::page(&phone.home, None).expect("told").inside;
    assert_eq!((rounds.done, rounds.need), (1, 5));

    let video = RunPlan { kind: PatrolKind::Video, method: PatrolMethod::Video, ..plan(Some(LINE)) };
    patrol_run::start(&phone.home, guard, &video).expect("started");
    let visit = Visit { tag_text: Some("HX1.X".into()), ..Visit::of(POINT, VisitResult::Normal) };
    check_in::record(&phone.home, guard, visit).expect("saved");
    let kept = last_visit(&phone);
    assert_eq!(
        (kept.tag, kept.position, kept.detail.and_then(|it| it.method)),
        (None, None, Some(PatrolMethod::Video))
    );
}

#[test]
fn a_point_is_due_by_its_own_rule() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let bands = vec![Band { start_min: 420, end_min: 480 }, Band { start_min: 1_200, end_min: 1_260 }];
    let frequency = Some(Frequency { per: Per::Day, visits: 0, bands });
    let night = domain::patrol_point::PatrolPoint { frequency, ..point(WALL, "0043", PointKind::Perimeter) };
    // Twice, so that it is newer than what was given first.
    let things = vec![Entity::Point(night); 9];
    give(&phone, &things);
    let wall = |phone: &Phone| {
        let all = points::points(&phone.home, None, Some("0043")).expect("listed");
        let it = all.into_iter().next().expect("known");
        (it.due, it.due_ms, it.done_today, it.need_today, it.overdue)
    };
    assert_eq!(wall(&phone), (Due::Now, Some(time("2026-11-23T08:00")), 0, 2, false));
    check_in::record(&phone.home, guard, Visit::of(WALL, VisitResult::Normal)).expect("saved");
    assert_eq!(wall(&phone), (Due::Later, None, 1, 2, false));
    phone.set_time("2026-11-23T20:30:00");
    assert_eq!(wall(&phone), (Due::Now, Some(time("2026-11-23T21:00")), 1, 2, false));
    phone.set_time("2026-11-23T21:30:00");
    assert_eq!(wall(&phone), (Due::Done, None, 1, 2, true), "the evening was not visited");
}

#[test]
fn a_point_made_this_morning_is_asked_for_nothing_that_had_begun() {
    let phone = phone();
    let made = Some(time("2026-11-23T07:10"));
    let new = domain::patrol_point::PatrolPoint { made, ..point(WALL, "0043", PointKind::Perimeter) };
    give(&phone, &vec![Entity::Point(new); 9]);
    let wall = || {
        let all = points::points(&phone.home, None, Some("0043")).expect("listed");
        let it = all.into_iter().next().expect("known");
        (it.due, it.need_today)
    };
    phone.set_time("2026-11-23T07:20:00");
    assert_eq!(wall(), (Due::Done, 0), "by the day, from tomorrow on");
    phone.set_time("2026-11-24T00:10:00");
    assert_eq!(wall(), (Due::Now, 1));
}

#[test]
fn of_a_point_made_this_morning_the_evening_is_wanted() {
    let phone = phone();
    let bands = vec![Band { start_min: 420, end_min: 480 }, Band { start_min: 1_200, end_min: 1_260 }];
    let new = domain::patrol_point::PatrolPoint {
        made: Some(time("2026-11-23T07:10")),
        asked_since: None,
        frequency: Some(Frequency { per: Per::Day, visits: 0, bands }),
        ..point(WALL, "0043", PointKind::Perimeter)
    };
    give(&phone, &vec![Entity::Point(new); 9]);
    phone.set_time("2026-11-23T07:20:00");
    let all = points::points(&phone.home, None, Some("0043")).expect("listed");
    assert_eq!((all[0].due, all[0].need_today, all[0].overdue), (Due::Later, 1, false));
}
