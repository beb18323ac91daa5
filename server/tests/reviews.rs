//! What does not fit together: a visit is doubted, its worker is asked and answers, somebody decides, and only then does it
//! not count. Nobody else's office sees any of it.

mod cast;

use cast::{Phone, World, clerk::json_of};
use domain::{
    answer::Answer,
    check_in::{CheckIn, VisitDetail, VisitResult},
    ids::StaffId,
    patrol_point::PatrolPoint,
    patrol_route::{MissReason, PatrolMethod},
    position::{Place, Position},
    presence::ProofLevel,
    ruling::{Ruling, Verdict},
};
use protocol::{Body, Entity, EntityKind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// What a phone was given: the things of its feed.
async fn given(phone: &mut Phone) -> Vec<Entity> {
    let pull = phone.sync(None).await.expect("asks").pull;
    let read = |c: &protocol::sync::Change| Entity::decode(EntityKind::from_number(c.kind)?, c.payload.as_ref()?).ok();
    pull.changes.iter().filter_map(read).collect()
}

fn point_and_guard(things: &[Entity]) -> (PatrolPoint, StaffId) {
    let point = things.iter().find_map(|it| match it {
        Entity::Point(point) if point.name == "后围墙巡查点" => Some(point.clone()),
        _ => None,
    });
    let guard = things.iter().find_map(|it| match it {
        Entity::Staff(person) if person.name == "保安01" => Some(person.id),
        _ => None,
    });
    (point.expect("a point"), guard.expect("a guard"))
}

fn visit(point: &PatrolPoint, position: Option<Position>) -> Body {
    Body::CheckIn(CheckIn {
        point_id: point.id,
        result: VisitResult::Normal,
        note: String::new(),
        position,
        tag: None,
        photos: vec![],
        shown_proof: ProofLevel::C,
        detail: None,
    })
}

fn mocked(place: Place) -> Option<Position> {
    Some(Position { place, accuracy_m: 5, fix_age_ms: 0, provider: "gps".into(), mock: true })
}

async fn open(clerk: &cast::Clerk) -> Vec<Value> {
    clerk.get("/api/reviews?show=open").await["rows"].as_array().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubted_visit_is_asked_about_answered_and_decided() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (point, guard) = point_and_guard(&given(&mut phone).await);
    phone.tell_anchor().await;
    let record = phone.record(&visit(&point, mocked(point.place)), Some(guard));
    phone.push_all().await;
    let (mine, other) = (world.clerk("station01").await, world.clerk("station02").await);
    world.until(async || !open(&mine).await.is_empty()).await;
    let row = open(&mine).await.remove(0);
    assert_eq!((&row["record_id"], &row["who"]), (&json!(record.to_string()), &json!("保安01")));
    let doubts: Vec<&str> =
        row["doubts"].as_array().expect("doubts").iter().filter_map(|it| it["doubt"].as_str()).collect();
    assert_eq!(doubts, ["low_proof", "mock_position"]);
    assert!(open(&other).await.is_empty(), "another station's desk is empty");

    let path = format!("/api/records/{record}/ruling");
    let ask = json!({ "verdict": "asked", "note": "当时在哪里？" });
    assert_eq!(other.tell(Method::POST, &path, &ask).await.status(), StatusCode::NOT_FOUND);
    let town = world.clerk("town01").await;
    assert_eq!(town.tell(Method::POST, &path, &ask).await.status(), StatusCode::FORBIDDEN);
    let silent = json!({ "verdict": "rejected", "note": "" });
    assert_eq!(json_of(mine.tell(Method::POST, &path, &silent).await).await["code"], "reason-missing");
    assert_eq!(mine.tell(Method::POST, &path, &ask).await.status(), StatusCode::NO_CONTENT);
    assert!(open(&mine).await.is_empty());

    // The phone hears the question, and its worker answers.
    let ruling = given(&mut phone).await.into_iter().find_map(|it| match it {
        Entity::Ruling(ruling) => Some(ruling),
        _ => None,
    });
    let Ruling { record_id, staff_id, verdict, note, .. } = ruling.expect("the question came");
    assert_eq!((record_id, staff_id, verdict, note.as_str()), (record, Some(guard), Verdict::Asked, "当时在哪里？"));
    phone.record(
        &Body::Answer(Answer { about: record, text: "在后墙".into(), photos: vec![], effort: None }),
        Some(guard),
    );
    phone.push(2, 2).await.expect("taken");
    let answered = async || mine.get("/api/reviews?show=answered").await;
    world.until(async || answered().await["rows"].as_array().is_some_and(|rows| rows.len() == 1)).await;
    assert_eq!(answered().await["rows"][0]["answered"]["text"], "在后墙");

    let done = async || {
        let board = mine.get("/api/board").await;
        let rows = board["points"].as_array().expect("points").clone();
        rows.iter().find(|row| row["id"] == point.id.to_string()).expect("the point")["done"].clone()
    };
    assert_eq!(done().await, 1, "it counts until somebody decides otherwise");
    let reject = json!({ "verdict": "rejected", "note": "经核实不在现场" });
    assert_eq!(mine.tell(Method::POST, &path, &reject).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(done().await, 0);
    let evidence = mine.get(&format!("/api/records/{record}")).await;
    assert_eq!(evidence["rulings"].as_array().map(Vec::len), Some(2));
    assert_eq!(evidence["status"], "ok", "the record itself is as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_count_what_pages_show_and_stop_at_the_border_of_a_unit() {
    let world = World::of_old().await;
    let mut phone = world.phone().await;
    let (point, guard) = point_and_guard(&given(&mut phone).await);
    phone.tell_anchor().await;
    phone.record(&visit(&point, mocked(point.place)), Some(guard));
    phone.push_all().await;
    let clerk = world.clerk("school01").await;
    world.until(async || !open(&clerk).await.is_empty()).await;
    let report = clerk.get("/api/reports/duty").await;
    let shifts = clerk.get("/api/shifts").await["shifts"].as_array().cloned().expect("shifts");
    let of = |state: &str| shifts.iter().filter(|it| it["state"] == state).count();
    assert_eq!(report["shifts"]["missed"], json!(of("missed")));
    assert!(of("missed") > 0, "nobody came for two weeks");
    assert_eq!(report["shifts"]["held"], 0);
    assert_eq!((&report["patrol"]["visits"], &report["patrol"]["proof_c"]), (&json!(1), &json!(1)));
    let by_day: u64 =
        report["days"].as_array().expect("days").iter().filter_map(|it| it["shifts"]["missed"].as_u64()).sum();
    assert_eq!(json!(by_day), report["shifts"]["missed"], "days add up to the whole");
    let patrol = clerk.get("/api/patrol").await;
    let day =
        patrol["points"].as_array().expect("points").iter().flat_map(|it| it["days"].as_array().expect("days").clone());
    let visits: usize = day.map(|it| it["visits"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(visits, 1);

    let book = clerk.ask(Method::GET, "/api/reports/duty.xlsx").await;
    assert_eq!(book.status(), StatusCode::OK);
    assert!(book.bytes().await.expect("a file").starts_with(b"PK"));
    let foreign = format!("?school={}", cast::OTHER_SCHOOL);
    for path in ["reports/duty", "reports/duty.xlsx", "reports/duty.pdf", "shifts", "patrol", "escorts", "burden"] {
        let answer = clerk.ask(Method::GET, &format!("/api/{path}{foreign}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let upside_down = clerk.ask(Method::GET, "/api/reports/duty?first=2026-11-02&last=2026-11-01").await;
    assert_eq!(upside_down.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_record_is_for_the_own_unit_and_the_burden_names_nobody() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (point, guard) = point_and_guard(&given(&mut phone).await);
    phone.tell_anchor().await;
    phone.record(&visit(&point, None), Some(guard));
    phone.push_all().await;
    let school = world.clerk("school01").await;
    world.until(async || !open(&school).await.is_empty()).await;
    let own = school.get(&format!("/api/people/{guard}")).await;
    assert_eq!((&own["person"]["name"], own["visits"].as_array().map(Vec::len)), (&json!("保安01"), Some(1)));
    for name in ["station01", "town01", "edu01", "city01"] {
        let clerk = world.clerk(name).await;
        let answer = clerk.ask(Method::GET, &format!("/api/people/{guard}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{name} is not the guard's unit");
    }
    let burden = school.get("/api/burden").await;
    let row = burden["rows"].as_array().expect("rows").iter().find(|it| it["kind"] == "check_in").cloned();
    let row = row.expect("check-ins");
    assert_eq!((&row["records"], &row["counted"], &row["taps"]), (&json!(1), &json!(0), &json!(0)));
    assert!(!burden.to_string().contains("保安01"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_another_known_colleague_bears_witness_and_is_named() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let things = given(&mut phone).await;
    let (point, guard) = point_and_guard(&things);
    let known = |name: &str| {
        let found = things.iter().find_map(|it| match it {
            Entity::Staff(person) if person.name == name && person.id != guard => Some(person.id),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("{name} was given"))
    };
    phone.tell_anchor().await;
    let mut by = |witness: StaffId| {
        let mut body = visit(&point, None);
        let Body::CheckIn(it) = &mut body else { unreachable!() };
        it.detail = Some(VisitDetail { witness: Some(witness), ..VisitDetail::default() });
        phone.record(&body, Some(guard))
    };
    let (colleague, unknown) = (known("教师01"), StaffId(uuid::Uuid::from_u128(0xdead)));
    let records = [by(colleague), by(guard), by(unknown)];
    phone.push_all().await;
    let clerk = world.clerk("station01").await;
    let mut seen = Vec::new();
    for record in records {
        let path = format!("/api/records/{record}");
        world.until(async || clerk.ask(Method::GET, &path).await.status() == StatusCode::OK).await;
        world.until(async || clerk.get(&path).await["proof"].is_object()).await;
        let evidence = clerk.get(&path).await;
        seen.push((evidence["proof"]["level"].clone(), evidence["witness"].clone()));
    }
    assert_eq!(seen[0], (json!("B"), json!({ "name": "教师01", "counts": true })));
    assert_eq!(seen[1], (json!("C"), json!({ "name": "保安01", "counts": false })));
    assert_eq!(seen[2], (json!("C"), json!({ "name": unknown.to_string(), "counts": false })));
    let verified = world.run(&["verify"]).await;
    assert!(verified.status.success(), "{}", cast::stderr(&verified));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_for_proof_of_where_nobody_was_to_be() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (point, guard) = point_and_guard(&given(&mut phone).await);
    phone.tell_anchor().await;
    let mut record = |change: &dyn Fn(&mut CheckIn)| {
        let mut body = visit(&point, None);
        let Body::CheckIn(it) = &mut body else { unreachable!() };
        change(it);
        phone.record(&body, Some(guard))
    };
    let blocked = record(&|it| {
        it.result = VisitResult::Unreachable;
        it.detail = Some(VisitDetail { miss: Some(MissReason::Locked), ..VisitDetail::default() });
    });
    let video =
        record(&|it| it.detail = Some(VisitDetail { method: Some(PatrolMethod::Video), ..VisitDetail::default() }));
    let bare = record(&|_| {});
    phone.push_all().await;
    let clerk = world.clerk("station01").await;
    world.until(async || !open(&clerk).await.is_empty()).await;
    let rows: Vec<Value> = open(&clerk).await.iter().map(|row| row["record_id"].clone()).collect();
    assert_eq!(rows, [json!(bare.to_string())], "{blocked} and {video} are asked for nothing");
    assert_eq!(clerk.get(&format!("/api/records/{video}")).await["proof"], Value::Null);
    let patrol = clerk.get("/api/patrol").await;
    let visits =
        patrol["points"].as_array().expect("points").iter().flat_map(|it| it["days"].as_array().expect("days"));
    let visits = visits.flat_map(|day| day["visits"].as_array().expect("visits").clone());
    let waiting: Vec<Value> =
        visits.filter(|it| it["believed"] == "needs_review").map(|it| it["record_id"].clone()).collect();
    assert_eq!(waiting, [json!(bare.to_string())]);
}
