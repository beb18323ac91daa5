//! A point is set to where a worker stood, by the office's word.

use super::*;

/// A visit by somebody who says that the point is there.
fn placing(point: &PatrolPoint, north_m: f64) -> Body {
    let Body::CheckIn(mut visit) = visit(point, north_m, 9) else { unreachable!("a visit") };
    visit.detail = Some(VisitDetail { places_point: Some(true), ..VisitDetail::default() });
    Body::CheckIn(visit)
}

/// The same by a fix that says too little.
fn rough_placing(point: &PatrolPoint) -> Body {
    let Body::CheckIn(mut visit) = placing(point, 60.0) else { unreachable!("a visit") };
    visit.position = visit.position.map(|fix| Position { accuracy_m: 80, ..fix });
    Body::CheckIn(visit)
}

#[tokio::test]
async fn a_point_is_set_to_where_a_worker_stood_and_only_by_a_good_fix() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let point = held.point_named("后围墙巡查点");
    let guard: Option<StaffId> = None;
    let good = phone.record(&visit(&point, 40.0, 8), guard);
    let rough = phone.record(&visit(&point, 90.0, 60), guard);
    for north in [38.0, 44.0, 900.0] {
        phone.record(&visit(&point, north, 10), guard);
    }
    phone.push_all().await;
    let clerk = world.clerk("leader01").await;
    let path = format!("/api/points/{}", point.id);
    let visits = async || clerk.get(&path).await["visits"].as_array().map_or(0, Vec::len);
    world.until(async || visits().await == 5).await;
    let report = clerk.get(&path).await;
    assert_eq!((&report["usual"]["fixes"], &report["usual"]["distance_m"]), (&4.into(), &44.into()));
    let of = |id: &str| report["visits"].as_array().expect("visits").iter().find(|v| v["record_id"] == id).cloned();
    assert_eq!(of(&rough.to_string()).expect("listed")["good"], false);
    let to = async |body: Value| told(&clerk, Method::POST, &format!("{path}/place"), &body).await;
    assert_eq!(to(json!({ "record_id": rough.to_string() })).await.1["code"], "fix-too-rough");
    let (status, report) = to(json!({ "record_id": good.to_string() })).await;
    assert_eq!(status, StatusCode::OK, "{report}");
    held.pull(&mut phone).await;
    let moved = held.point(point.id).expect("still there").place.distance_m(point.place);
    assert!((moved - 40.0).abs() < 0.5, "{moved}");
    to(json!({})).await;
    held.pull(&mut phone).await;
    let moved = held.point(point.id).expect("still there").place.distance_m(point.place);
    assert!((moved - 44.0).abs() < 0.5, "the median of the good ones, not the stray: {moved}");
    let output = world.run(&["verify"]).await;
    assert!(output.status.success(), "old visits are judged by where the point was: {}", cast::stderr(&output));

    // Also when all of the projection is lost and comes again from raw.
    let judged = async |clerk: &Clerk| {
        let mut proofs = Vec::new();
        for visit in clerk.get(&path).await["visits"].as_array().expect("visits") {
            let id = visit["record_id"].as_str().expect("an id").to_owned();
            let record = clerk.get(&format!("/api/records/{id}")).await;
            proofs.push((record["proof"].to_string() + &record["position"].to_string(), id));
        }
        proofs.sort();
        proofs
    };
    let before = judged(&clerk).await;
    assert!(before.iter().all(|(proof, _)| proof.contains("distance_m")), "{before:?}");
    let world = world
        .meddled("DELETE FROM check_ins; DELETE FROM events; UPDATE projection_queue SET upto = 0, dirty = 1")
        .await;
    let clerk = world.clerk("school01").await;
    world.until(async || judged(&clerk).await.len() == before.len()).await;
    assert_eq!(judged(&clerk).await, before);
    let output = world.run(&["verify"]).await;
    assert!(output.status.success(), "{}", cast::stderr(&output));
}

#[tokio::test]
async fn what_a_worker_proposes_on_the_spot_stands_first_until_the_point_lies_there() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let point = held.point_named("后围墙巡查点");
    let older = phone.record(&placing(&point, 25.0), None);
    let newer = phone.record(&placing(&point, 31.0), None);
    for north in 0..40 {
        phone.record(&visit(&point, f64::from(north) / 10.0, 8), None);
    }
    phone.push_all().await;
    let clerk = world.clerk("station01").await;
    let path = format!("/api/points/{}", point.id);
    let listed = async || clerk.get(&path).await["visits"].as_array().cloned().unwrap_or_default();
    world.until(async || listed().await.len() == 32).await;
    let visits = listed().await;
    let first: Vec<&Value> = visits.iter().map(|it| &it["record_id"]).take(2).collect();
    assert_eq!(first, [&json!(newer), &json!(older)], "however many came since");
    assert_eq!(visits.iter().filter(|it| it["proposed"] == true).count(), 2);
    let to = json!({ "record_id": newer });
    let (status, report) = told(&clerk, Method::POST, &format!("{path}/place"), &to).await;
    assert_eq!(status, StatusCode::OK, "{report}");
    held.pull(&mut phone).await;
    let moved = held.point(point.id).expect("still there").place.distance_m(point.place);
    assert!((moved - 31.0).abs() < 0.5, "{moved}");
    assert!(listed().await.iter().all(|it| it["proposed"] == false), "decided");
    let again = phone.record(&placing(&point, 12.0), None);
    phone.push_all().await;
    world.until(async || listed().await[0]["record_id"] == json!(again)).await;
    assert_eq!(listed().await[0]["proposed"], true, "somebody says otherwise since");
}

#[tokio::test]
async fn places_proposed_on_the_spot_wait_on_the_desk_until_one_is_taken_or_refused() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let wall = held.point_named("后围墙巡查点");
    let first = phone.record(&placing(&wall, 25.0), None);
    let second = phone.record(&placing(&wall, 40.0), None);
    let rough = phone.record(&rough_placing(&wall), None);
    let void = phone.record(&placing(&wall, 33.0), None);
    let change = domain::correction::Change::Void;
    let correction = domain::correction::Correction { of: void, change, reason: "点错了".into(), effort: None };
    phone.record(&Body::Correction(correction), None);
    phone.record(&visit(&wall, 3.0, 8), None);
    phone.push_all().await;
    let clerk = world.clerk("station01").await;
    let waiting = async |clerk: &Clerk| clerk.get("/api/point-proposals").await["proposals"].as_array().cloned();
    let ids = async |clerk: &Clerk| -> Vec<Value> {
        waiting(clerk).await.expect("a list").iter().map(|it| it["record_id"].clone()).collect()
    };
    world.until(async || ids(&clerk).await == [json!(rough), json!(second), json!(first)]).await;
    let rows = waiting(&clerk).await.expect("a list");
    assert_eq!((&rows[0]["good"], &rows[1]["good"], &rows[1]["distance_m"]), (&json!(false), &json!(true), &json!(40)));
    assert_eq!((&rows[1]["point"], &rows[1]["may_set"]), (&json!("后围墙巡查点"), &json!(true)));
    let kept = clerk.get("/api/points?q=后围墙巡查点").await;
    assert_eq!(kept["proposals"][wall.id.to_string()], 3);
    assert_eq!(waiting(&world.clerk("town01").await).await.expect("a list")[0]["may_set"], false, "a town looks on");
    assert!(ids(&world.clerk("school02").await).await.is_empty(), "another school");

    let refusal = |record: &dyn std::fmt::Display| format!("/api/points/{}/proposals/{record}/refusal", wall.id);
    let reason = json!({ "reason": "站的不是这个点位" });
    let school = world.clerk("school01").await;
    let tell = async |clerk: &Clerk, record: &dyn std::fmt::Display, wish: &Value| {
        clerk.tell(Method::POST, &refusal(record), wish).await.status()
    };
    assert_eq!(tell(&school, &rough, &reason).await, StatusCode::FORBIDDEN, "the back wall is its station's");
    assert_eq!(tell(&clerk, &rough, &json!({ "reason": " " })).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(tell(&clerk, &void, &reason).await, StatusCode::NOT_FOUND, "it was taken back");
    assert_eq!(tell(&clerk, &rough, &reason).await, StatusCode::NO_CONTENT);
    assert_eq!(tell(&clerk, &rough, &reason).await, StatusCode::NOT_FOUND, "it waits no more");
    assert_eq!(ids(&clerk).await, [json!(second), json!(first)]);

    // What an earlier build projected is asked anew by this one, and is no difference meanwhile.
    let world = world
        .disturbed(async |kept| {
            kept.change("UPDATE check_ins SET places_point = NULL").await;
        })
        .await;
    let clerk = world.clerk("station01").await;
    world.until(async || ids(&clerk).await == [json!(second), json!(first)]).await;
    let output = world.run(&["verify"]).await;
    assert!(output.status.success(), "{}", cast::stderr(&output));

    let (status, report) =
        told(&clerk, Method::POST, &format!("/api/points/{}/place", wall.id), &json!({ "record_id": second })).await;
    assert_eq!(status, StatusCode::OK, "{report}");
    assert!(ids(&clerk).await.is_empty(), "what was said before is decided with it");
    let log = world.clerk("leader01").await.get("/api/audit?action=point").await;
    let refused = log["rows"].as_array().and_then(|rows| rows.iter().find(|it| it["told"]["deed"] == "place_refused"));
    let refused = refused.expect("it is written down, as a code with its values");
    let args = &refused["told"]["args"];
    assert_eq!((&args["name"], &args["reason"]), (&json!("后围墙巡查点"), &json!("站的不是这个点位")));
    assert_eq!(refused["record_id"], json!(rough), "and leads to the record");
    let world = world.meddled("UPDATE check_ins SET places_point = 0").await;
    assert!(!world.run(&["verify"]).await.status.success(), "a proposal that was hidden is found");
}
