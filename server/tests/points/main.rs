//! The office sets points and routes, and phones walk by them.

#[path = "../cast/mod.rs"]
mod cast;
mod places;
mod walks;

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
