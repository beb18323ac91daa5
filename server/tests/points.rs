//! The office sets points and routes, and phones walk by them.

mod cast;

use std::collections::BTreeMap;

use cast::{Clerk, OTHER_SCHOOL, Phone, SCHOOL, World, clerk::json_of};
use domain::{
    check_in::{CheckIn, VisitDetail, VisitResult},
    day::Day,
    duty_note::Headcount,
    ids::{PointId, RunId, StaffId},
    patrol_point::PatrolPoint,
    patrol_route::{PatrolKind, PatrolMethod, PatrolRun, RunStep},
    position::{Place, Position},
    presence::ProofLevel,
};
use protocol::{Body, Entity, EntityKind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a phone has: things by kind and id, kept up by what it pulls.
#[derive(Default)]
struct Held {
    things: BTreeMap<(u16, [u8; 16]), Vec<u8>>,
}

impl Held {
    /// Pulls until there is no more.
    async fn pull(&mut self, phone: &mut Phone) {
        loop {
            let pull = phone.sync(None).await.expect("asks").pull;
            for change in &pull.changes {
                let key = (change.kind, *change.id);
                match &change.payload {
                    Some(payload) => self.things.insert(key, payload.to_vec()),
                    None => self.things.remove(&key),
                };
            }
            if !pull.more {
                return;
            }
        }
    }

    fn all(&self) -> Vec<Entity> {
        let read = |((kind, _), bytes): (&(u16, [u8; 16]), &Vec<u8>)| {
            Entity::decode(EntityKind::from_number(*kind)?, bytes).ok()
        };
        self.things.iter().filter_map(read).collect()
    }

    fn point(&self, id: PointId) -> Option<PatrolPoint> {
        self.all().into_iter().find_map(|entity| match entity {
            Entity::Point(point) if point.id == id => Some(point),
            _ => None,
        })
    }

    fn person(&self, name: &str) -> StaffId {
        let named = |entity| match entity {
            Entity::Staff(it) if it.name == name => Some(it.id),
            _ => None,
        };
        self.all().into_iter().find_map(named).expect("they work there")
    }

    fn point_named(&self, name: &str) -> PatrolPoint {
        let named = |entity| match entity {
            Entity::Point(point) if point.name == name => Some(point),
            _ => None,
        };
        self.all().into_iter().find_map(named).expect("the point was given")
    }
}

fn wanted(point: &PatrolPoint) -> Value {
    json!({
        "name": point.name, "kind": point.kind, "lat": point.place.lat(), "lon": point.place.lon(),
        "radius_m": point.radius_m, "per_day": point.per_day, "min_proof": point.min_proof,
        "frequency": point.frequency, "responsible": point.responsible,
    })
}

async fn told(clerk: &Clerk, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let response = clerk.tell(method, path, body).await;
    (response.status(), json_of(response).await)
}

#[tokio::test]
async fn what_the_office_changes_of_a_point_reaches_phones_and_what_it_retires_leaves_them() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let point = held.point_named("后围墙巡查点");
    assert_eq!(point.tag_serial, Some(1));
    let clerk = world.clerk("station01").await;
    let path = format!("/api/points/{}", point.id);
    let mut wish = wanted(&point);
    wish["name"] = "后围墙铁门".into();
    wish["radius_m"] = 60.into();
    wish["frequency"] = json!({ "per": "week", "visits": 3, "bands": [] });
    let (status, report) = told(&clerk, Method::POST, &path, &wish).await;
    assert_eq!((status, &report["point"]["radius_m"]), (StatusCode::OK, &60.into()), "{report}");
    held.pull(&mut phone).await;
    let now = held.point(point.id).expect("it is still there");
    assert_eq!((now.name.as_str(), now.radius_m), ("后围墙铁门", 60));
    assert_eq!(now.frequency.expect("a rhythm").visits, 3);
    for (state, there) in [("paused", false), ("active", true), ("retired", false)] {
        let body = json!({ "state": state, "reason": "围墙施工" });
        let (status, report) = told(&clerk, Method::POST, &format!("{path}/state"), &body).await;
        assert_eq!((status, &report["point"]["state"]), (StatusCode::OK, &state.into()));
        held.pull(&mut phone).await;
        assert_eq!(held.point(point.id).is_some(), there, "{state}");
        let round = held.all().into_iter().find_map(|entity| match entity {
            Entity::PatrolRoute(route) => Some(route),
            _ => None,
        });
        let along = round.expect("the school's own round").points.contains(&point.id);
        assert_eq!(along, there, "a route passes over what nobody is sent to: {state}");
    }
    let listed = clerk.get(&format!("/api/points?show=retired&q={}", point.point_no)).await;
    assert_eq!(listed["points"][0]["id"], point.id.to_string());
    let without = json!({ "state": "active", "reason": " " });
    assert_eq!(told(&clerk, Method::POST, &format!("{path}/state"), &without).await.1["code"], "reason-missing");
    if world.database.is_none() {
        let noted = world.count("SELECT count(*) FROM audit_log WHERE action = 'point'").await;
        assert_eq!(noted, 4, "one change and three states");
    }
}

#[tokio::test]
async fn a_past_board_shows_the_points_and_the_rules_of_its_day() {
    let world = World::of_old().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let point = held.point_named("后围墙巡查点");
    let clerk = world.clerk("station01").await;
    let today = Day::of(server::clock::now());
    let yesterday = today.plus(-1);
    let need = async |day: Day| {
        let board = clerk.get(&format!("/api/board?date={day}")).await;
        let rows = board["points"].as_array().expect("points").clone();
        rows.iter().find(|row| row["id"] == point.id.to_string()).and_then(|row| row["need"].as_u64())
    };
    assert_eq!((need(yesterday).await, need(today).await), (Some(2), Some(2)));
    let path = format!("/api/points/{}", point.id);
    let mut wish = wanted(&point);
    wish["per_day"] = 4.into();
    told(&clerk, Method::POST, &path, &wish).await;
    assert_eq!((need(yesterday).await, need(today).await), (Some(2), Some(4)), "the rule of each day");
    let retired = json!({ "state": "retired", "reason": "围墙拆除" });
    told(&clerk, Method::POST, &format!("{path}/state"), &retired).await;
    assert_eq!((need(yesterday).await, need(today).await), (Some(2), None), "it was there yesterday");
    let history = clerk.get(&format!("/api/patrol?school={SCHOOL}&first={yesterday}&last={today}")).await;
    let rows = history["points"].as_array().expect("points").clone();
    let row = rows.iter().find(|row| row["id"] == point.id.to_string()).expect("the point");
    assert_eq!((&row["days"][0]["due"], &row["days"][1]["due"]), (&json!(2), &json!(0)));
}

#[tokio::test]
async fn bands_of_a_day_are_wanted_once_on_board_and_in_the_report() {
    let world = World::of_old().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let point = held.point_named("后围墙巡查点");
    let clerk = world.clerk("station01").await;
    let mut wish = wanted(&point);
    let bands = json!([{ "startMin": 420, "endMin": 520 }, { "startMin": 960, "endMin": 1100 }]);
    wish["frequency"] = json!({ "per": "day", "visits": 3, "bands": bands });
    told(&clerk, Method::POST, &format!("/api/points/{}", point.id), &wish).await;
    let board = clerk.get("/api/board").await;
    let rows = board["points"].as_array().expect("points").clone();
    let row = rows.iter().find(|row| row["id"] == point.id.to_string()).expect("the point");
    assert_eq!(row["need"], 3, "by its rhythm, each band one of them");
    let today = Day::of(server::clock::now());
    let history = clerk.get(&format!("/api/patrol?school={SCHOOL}&first={today}&last={today}")).await;
    let rows = history["points"].as_array().expect("points").clone();
    let row = rows.iter().find(|row| row["id"] == point.id.to_string()).expect("the point");
    assert_eq!(row["days"][0]["due"], 3);
}

#[tokio::test]
async fn nobody_changes_the_points_of_a_school_that_is_not_theirs_or_that_they_only_look_at() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let point = held.point_named("校门巡查点");
    let path = format!("/api/points/{}", point.id);
    let wish = wanted(&point);
    let foreign = world.clerk("station02").await;
    let town = world.clerk("town01").await;
    assert_eq!(foreign.ask(Method::GET, &path).await.status(), StatusCode::NOT_FOUND);
    let new = json!({ "school": SCHOOL, "point": wish });
    let state = json!({ "state": "retired", "reason": "x" });
    let tag = json!({ "form": "print", "reason": "x" });
    for (at, body) in [
        (path.clone(), &wish),
        (format!("{path}/state"), &state),
        (format!("{path}/place"), &json!({})),
        (format!("{path}/tag"), &tag),
        ("/api/points".to_owned(), &new),
    ] {
        let refused = foreign.tell(Method::POST, &at, body).await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{at}");
        assert_eq!(town.tell(Method::POST, &at, body).await.status(), StatusCode::FORBIDDEN, "{at}");
    }
    assert_eq!(town.get(&path).await["ground"]["may_set"], false);
    let list = foreign.get(&format!("/api/points?q={}", point.point_no)).await;
    assert!(list["points"].as_array().is_some_and(|points| points.iter().all(|p| p["id"] != point.id.to_string())));
    let sheet = foreign.ask(Method::GET, &format!("/api/tags/sheet?school={SCHOOL}")).await;
    assert_eq!(sheet.status(), StatusCode::NOT_FOUND);
    let ground = foreign.ask(Method::GET, &format!("/api/schools/{SCHOOL}/ground")).await;
    assert_eq!(ground.status(), StatusCode::NOT_FOUND);
    held.pull(&mut phone).await;
    assert_eq!(held.point(point.id), Some(point));
}

#[tokio::test]
async fn a_new_point_gets_the_next_number_and_what_cannot_be_is_refused_in_words() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let mut held = Held::default();
    held.pull(&mut phone).await;
    let near = held.point_named("校门巡查点");
    let clerk = world.clerk("leader01").await;
    let made = |change: &dyn Fn(&mut Value)| {
        let mut point = wanted(&near);
        point["name"] = "食堂后门".into();
        change(&mut point);
        json!({ "school": SCHOOL, "point": point })
    };
    let (status, report) = told(&clerk, Method::POST, "/api/points", &made(&|_| {})).await;
    assert_eq!(status, StatusCode::OK, "{report}");
    assert_eq!(report["point"]["point_no"], "2177", "the district has 2176");
    assert_eq!(report["point"]["typed_no"].as_str().map(str::len), Some(6));
    held.pull(&mut phone).await;
    assert_eq!(held.point_named("食堂后门").point_no, "2177");
    let school = world.clerk("head01").await;
    let (status, _) = told(&school, Method::POST, "/api/points", &made(&|_| {})).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "what the police walk to is theirs");
    let inside = made(&|p| (p["kind"], p["per_day"], p["name"]) = ("key_position".into(), 5.into(), "财务室".into()));
    let (status, report) = told(&school, Method::POST, "/api/points", &inside).await;
    assert_eq!((status, &report["ground"]["inside_only"]), (StatusCode::OK, &true.into()), "{report}");
    let outward = format!("/api/points/{}", report["point"]["id"].as_str().expect("an id"));
    let (status, _) = told(&school, Method::POST, &outward, &made(&|_| {})["point"]).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "not by changing its kind either");
    let refusals = [
        ("point-radius", json!({ "radius_m": 5 })),
        ("point-too-seldom", json!({ "kind": "key_position", "per_day": 2 })),
        ("point-far-from-school", json!({ "lat": 26.5 })),
        ("point-name-missing", json!({ "name": "" })),
    ];
    for (code, changes) in refusals {
        let changed = made(&|point| {
            for (name, value) in changes.as_object().expect("changes") {
                point[name] = value.clone();
            }
        });
        let (status, problem) = told(&clerk, Method::POST, "/api/points", &changed).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &code.into()));
    }
    let gcj = made(&|p| {
        (p["crs"], p["name"]) = ("gcj02".into(), "报刊亭".into());
        let given = domain::crs::Crs::Gcj02.from_wgs84(near.place);
        (p["lat"], p["lon"]) = (given.lat().into(), given.lon().into());
    });
    let (_, report) = told(&clerk, Method::POST, "/api/points", &gcj).await;
    held.pull(&mut phone).await;
    assert!(held.point_named("报刊亭").place.distance_m(near.place) < 1.0, "converted before it is kept: {report}");
}

/// The same, by somebody who says that the point is there.
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

/// A visit with a fix of this accuracy, so many meters north of the point.
fn visit(point: &PatrolPoint, north_m: f64, accuracy_m: u32) -> Body {
    let place = Place::from_degrees(point.place.lat() + north_m / 111_195.0, point.place.lon()).expect("a place");
    let position = Position { place, accuracy_m, fix_age_ms: 500, provider: "gps".into(), mock: false };
    Body::CheckIn(CheckIn {
        point_id: point.id,
        result: VisitResult::Normal,
        note: String::new(),
        position: Some(position),
        tag: None,
        photos: vec![],
        shown_proof: ProofLevel::B,
        detail: None,
    })
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
    assert!(log.to_string().contains("站的不是这个点位"), "{log}");
    let world = world.meddled("UPDATE check_ins SET places_point = 0").await;
    assert!(!world.run(&["verify"]).await.status.success(), "a proposal that was hidden is found");
}

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
