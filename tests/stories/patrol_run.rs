//! 巡逻: a run along a route without network; one point is visited, one could not be reached, and the office sees both.

use domain::{
    duty_note::Headcount,
    patrol_point::PointKind,
    patrol_route::{MissReason, PatrolKind, PatrolMethod},
};
use field::{
    check_in::{self, CouldNot, Visit},
    patrol_run,
    views::{MissedPoint, RunPlan},
};
use serde_json::{Value, json};
use tests::{World, phone::position, world::SCHOOL};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_with_a_point_that_could_not_be_reached_is_told_with_its_reasons() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    world.stop_server().await;

    let points = phone.points();
    let guard = phone.guard();
    let plan = RunPlan {
        route_id: None,
        kind: PatrolKind::VillageSchool,
        method: PatrolMethod::Foot,
        point_ids: points.iter().take(3).map(|it| it.id).collect(),
        party: Headcount { village: 2, ..Headcount::default() },
        note: String::new(),
        effort: None,
    };
    let run = patrol_run::start(&phone.home, guard, &plan).expect("started");
    phone.wait_ms(4 * 60_000);
    let visit = Visit {
        position: Some(position(points[0].lat, points[0].lon)),
        ..Visit::of(points[0].id, domain::check_in::VisitResult::Normal)
    };
    check_in::record(&phone.home, guard, visit).expect("saved");
    phone.wait_ms(5 * 60_000);
    let locked = CouldNot { point_id: points[1].id, miss: MissReason::Locked, note: String::new(), effort: None };
    check_in::could_not(&phone.home, guard, locked).expect("saved");
    phone.wait_ms(5 * 60_000);
    let refused = patrol_run::finish(&phone.home, guard, &[], ("", None)).expect_err("one has no reason");
    assert_eq!(refused.problem().to_string(), "miss-reasons-needed left=1");
    let called = MissedPoint { point_id: points[2].id, reason: MissReason::CalledAway };
    patrol_run::finish(&phone.home, guard, &[called], ("处理警情", None)).expect("finished");

    world.start_server().await;
    phone.deliver().await;
    let patrol = world.office("station01").await.page(&format!("/api/patrol?school={SCHOOL}")).await;
    let seen = &patrol["runs"][0];
    assert_eq!((&seen["run_id"], &seen["state"]), (&json!(run.run_id), &json!("finished")), "{patrol}");
    assert_eq!(
        (&seen["kind"], &seen["party"], &seen["note"]),
        (&json!("village_school"), &json!(2), &json!("处理警情"))
    );
    let outcomes: Vec<(&Value, &Value)> =
        seen["points"].as_array().expect("points").iter().map(|it| (&it["outcome"], &it["reason"])).collect();
    let expected =
        [json!("visited"), Value::Null, json!("missed"), json!("locked"), json!("missed"), json!("called_away")];
    assert_eq!(outcomes, [(&expected[0], &expected[1]), (&expected[2], &expected[3]), (&expected[4], &expected[5])]);
    let row = |id| patrol["points"].as_array().into_iter().flatten().find(|it| it["id"] == json!(id)).cloned();
    let today = row(points[1].id).expect("listed")["days"].as_array().and_then(|days| days.last().cloned());
    let today = today.expect("today");
    assert_eq!((&today["done"], &today["visits"][0]["result"]), (&json!(0), &json!("unreachable")));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_on_which_the_clock_is_set_and_the_battery_dies_is_one_round() {
    const DAY_MS: i64 = 24 * 3_600_000;
    let mut world = World::new().await;
    let phone = world.phone().await;
    world.stop_server().await;

    let points = phone.points();
    let guard = phone.guard();
    let plan = RunPlan {
        route_id: None,
        kind: PatrolKind::Grid,
        method: PatrolMethod::Foot,
        point_ids: points.iter().take(3).map(|it| it.id).collect(),
        party: Headcount::default(),
        note: String::new(),
        effort: None,
    };
    let run = patrol_run::start(&phone.home, guard, &plan).expect("started");
    let visit = |n: usize| {
        phone.wait_ms(5 * 60_000);
        phone.visit(points[n].id, Some(position(points[n].lat, points[n].lon)), "");
    };
    phone.set_wall_clock(-3 * DAY_MS);
    visit(0);
    phone.set_wall_clock(6 * DAY_MS);
    visit(1);
    // Somebody puts it right while it charges.
    phone.restart();
    phone.set_wall_clock(-3 * DAY_MS);
    visit(2);
    let seen = patrol_run::page(&phone.home, None).expect("told").run.expect("under way");
    assert_eq!((seen.run_id, seen.visited, seen.left), (run.run_id, 3, 0));
    patrol_run::finish(&phone.home, guard, &[], ("", None)).expect("all were reached");

    world.start_server().await;
    phone.deliver().await;
    let patrol = world.office("station01").await.page(&format!("/api/patrol?school={SCHOOL}")).await;
    let seen = &patrol["runs"][0];
    assert_eq!((&seen["run_id"], &seen["state"]), (&json!(run.run_id), &json!("finished")), "{patrol}");
    let outcomes: Vec<&Value> = seen["points"].as_array().expect("points").iter().map(|it| &it["outcome"]).collect();
    assert_eq!(outcomes, vec![&json!("visited"); 3]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_by_video_has_not_been_there() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    world.stop_server().await;

    let guard = phone.guard();
    let daily = |phone: &tests::Phone| -> Vec<_> {
        let kinds = [PointKind::CampusGate, PointKind::Perimeter];
        phone.points().into_iter().filter(|it| kinds.contains(&it.kind)).collect()
    };
    let points = daily(&phone);
    let plan = RunPlan {
        route_id: None,
        kind: PatrolKind::Video,
        method: PatrolMethod::Video,
        point_ids: points.iter().take(2).map(|it| it.id).collect(),
        party: Headcount::default(),
        note: String::new(),
        effort: None,
    };
    patrol_run::start(&phone.home, guard, &plan).expect("started");
    for point in &points[..2] {
        phone.wait_ms(60_000);
        phone.visit(point.id, None, "");
    }
    patrol_run::finish(&phone.home, guard, &[], ("", None)).expect("both were looked at");
    let done = |n: usize| daily(&phone).into_iter().find(|it| it.id == points[n].id).map(|it| it.done_today);
    assert_eq!((done(0), done(1)), (Some(0), Some(0)), "both are still to be gone to");
    phone.wait_ms(20 * 60_000);
    phone.visit(points[0].id, Some(position(points[0].lat, points[0].lon)), "");
    assert_eq!((done(0), done(1)), (Some(1), Some(0)));

    world.start_server().await;
    phone.deliver().await;
    let office = world.office("station01").await;
    let patrol = office.page(&format!("/api/patrol?school={SCHOOL}")).await;
    let run = &patrol["runs"][0];
    let outcomes: Vec<&Value> = run["points"].as_array().expect("points").iter().map(|it| &it["outcome"]).collect();
    assert_eq!(outcomes, vec![&json!("visited"); 2], "the round before the screen is done: {run}");
    let days = |n: usize| -> Vec<Value> {
        let rows = patrol["points"].as_array().into_iter().flatten();
        let row = rows.filter(|it| it["id"] == json!(points[n].id)).flat_map(|it| it["days"].as_array()).flatten();
        row.filter(|day| day["visits"].as_array().is_some_and(|it| !it.is_empty())).cloned().collect()
    };
    let sum = |n: usize| days(n).iter().filter_map(|day| day["done"].as_u64()).sum::<u64>();
    assert_eq!((sum(0), sum(1)), (1, 0), "{patrol}");
    assert!(days(1).iter().any(|day| day["visits"][0]["method"] == "video"), "the look itself is shown");
    let report = office.page(&format!("/api/reports/duty?school={SCHOOL}")).await;
    let of = |name: &str| report["patrol"][name].as_u64();
    assert_eq!((of("visits"), of("by_video"), of("done")), (Some(1), Some(2), Some(1)), "{}", report["patrol"]);
    world.end().await;
}
