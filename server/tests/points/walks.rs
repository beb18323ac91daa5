//! Routes that the office draws, and drives over several schools.

use super::*;

#[tokio::test]
async fn routes_are_drawn_for_phones_of_the_school_or_the_station_and_taken_away_again() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let escorts = |held: &Held| {
        let named = |entity| match entity {
            Entity::EscortRoute(route) => Some((route.name, route.stops.len())),
            _ => None,
        };
        held.all().into_iter().filter_map(named).collect::<Vec<_>>()
    };
    assert_eq!(escorts(&held).len(), 2, "the demo school has two");
    let clerk = world.clerk("school01").await;
    let stops = json!([{ "name": "公交站", "lat": 25.72, "lon": 119.38 }, { "name": "村口" }]);
    let route = json!({ "school": SCHOOL, "name": "南线", "stops": stops });
    let made = clerk.tell(Method::POST, "/api/escort-routes", &route).await;
    assert_eq!(made.status(), StatusCode::NO_CONTENT);
    held.pull(&mut phone).await;
    assert!(escorts(&held).contains(&("南线".into(), 2)));
    let listed = clerk.get("/api/routes").await;
    let south = listed["escort"].as_array().expect("routes").iter().find(|r| r["name"] == "南线").cloned();
    let id = south.expect("listed")["id"].as_str().expect("an id").to_owned();
    let other = world.clerk("station02").await;
    let take = format!("/api/escort-routes/{id}");
    assert_eq!(other.order(Method::DELETE, &take).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(clerk.order(Method::DELETE, &take).await.status(), StatusCode::NO_CONTENT);
    held.pull(&mut phone).await;
    assert_eq!(escorts(&held).len(), 2);

    let point = held.point_named("校门巡查点");
    let foreign = other.get("/api/points").await["points"][0]["id"].clone();
    let drive = |points: Value| json!({ "name": "夜间巡线", "kind": "grid", "points": points });
    let station = world.clerk("station01").await;
    let put = async |body: &Value| station.tell(Method::POST, "/api/patrol-routes", body).await.status();
    assert_eq!(put(&drive(json!([point.id, foreign]))).await, StatusCode::NOT_FOUND, "a point of another station");
    assert_eq!(put(&drive(json!([point.id, point.id]))).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(put(&drive(json!([point.id]))).await, StatusCode::NO_CONTENT);
    let routes = station.get("/api/routes").await;
    let mine = routes["patrol"].as_array().expect("routes").iter().filter(|r| r["name"] == "夜间巡线").count();
    assert_eq!(mine, 1);
    let far = json!({ "school": OTHER_SCHOOL, "name": "北线", "stops": stops });
    assert_eq!(clerk.tell(Method::POST, "/api/escort-routes", &far).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_drive_over_several_schools_is_a_run_of_each_and_each_sees_its_own_points() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let station = world.clerk("station01").await;
    let listed = station.get("/api/points").await;
    let points = listed["points"].as_array().expect("points");
    let of = |other: bool| points.iter().find(|it| (it["school_code"] != SCHOOL) == other).cloned().expect("one");
    let (near, far) = (held.point_named("校门巡查点"), of(true));
    let far_id: PointId = far["id"].as_str().expect("an id").parse().expect("reads");
    let drive = json!({ "name": "早间巡线", "kind": "grid", "points": [near.id, far_id] });
    assert_eq!(station.tell(Method::POST, "/api/patrol-routes", &drive).await.status(), StatusCode::NO_CONTENT);
    let routes = station.get("/api/routes").await;
    let route = routes["patrol"].as_array().expect("routes").iter().find(|it| it["name"] == "早间巡线").cloned();
    let route_id = route.expect("listed")["id"].as_str().expect("an id").parse().expect("reads");

    let guard = held.person("保安01");
    let run_id = RunId(Uuid::from_u128(7));
    let step = |step| {
        Body::PatrolRun(PatrolRun {
            run_id,
            route_id: Some(route_id),
            kind: PatrolKind::Grid,
            method: PatrolMethod::Vehicle,
            step,
            planned: vec![near.id, far_id],
            party: Headcount::default(),
            missed: vec![],
            note: String::new(),
            effort: None,
        })
    };
    phone.record(&step(RunStep::Start), Some(guard));
    let Body::CheckIn(reached) = visit(&near, 0.0, 10) else { unreachable!() };
    let detail = VisitDetail { run_id: Some(run_id), ..VisitDetail::default() };
    phone.record(&Body::CheckIn(CheckIn { detail: Some(detail), ..reached }), Some(guard));
    phone.record(&step(RunStep::Finish), Some(guard));
    phone.push_all().await;
    let runs = format!("/api/patrol?school={SCHOOL}");
    world.until(async || station.get(&runs).await["runs"][0]["ended_ms"].is_i64()).await;

    let code = far["school_code"].as_str().expect("a code");
    let seen = async |school: &str| {
        let page = station.get(&format!("/api/patrol?school={school}")).await;
        let run = &page["runs"][0];
        let point = |it: &Value| {
            (it["name"].as_str().unwrap_or_default().to_owned(), it["outcome"].clone(), it["planned"].clone())
        };
        let points: Vec<_> = run["points"].as_array().expect("points").iter().map(point).collect();
        (run["route"].clone(), points)
    };
    let name = far["name"].as_str().expect("a name").to_owned();
    let drive = json!("早间巡线");
    assert_eq!(seen(SCHOOL).await, (drive.clone(), vec![(near.name.clone(), json!("visited"), json!(true))]));
    assert_eq!(seen(code).await, (drive.clone(), vec![(name.clone(), json!("missed"), json!(true))]));
    let whole = station.get("/api/patrol").await;
    assert_eq!(whole["runs"][0]["points"].as_array().map(Vec::len), Some(2), "the station sees all of it");
}
