//! A screen at a gate shows a code, a phone reads it, and the server alone can say what that proves.

mod cast;

use cast::{Clerk, Phone, World, clerk::json_of};
use domain::{
    check_in::{CheckIn, VisitDetail, VisitResult},
    duty::{DutyOn, OnDetail},
    ids::{PointId, PostId, RecordId},
    live_scan::LiveScan,
    presence::ProofLevel,
    time::UtcMs,
};
use protocol::{Body, Entity, EntityKind, LiveKey};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A point the phone was given, by name.
async fn point(phone: &mut Phone, name: &str) -> PointId {
    loop {
        let pull = phone.sync(None).await.expect("asks").pull;
        for change in &pull.changes {
            let Some(kind) = EntityKind::from_number(change.kind) else { continue };
            let payload = change.payload.as_ref().map(|it| it.as_slice()).unwrap_or_default();
            if let Ok(Entity::Point(point)) = Entity::decode(kind, payload)
                && point.name == name
            {
                return point.id;
            }
        }
        assert!(pull.more, "{name} was given");
    }
}

/// The key a screen at this point is given.
async fn key(clerk: &Clerk, point: PointId) -> LiveKey {
    let response = clerk.tell(Method::POST, &format!("/api/points/{point}/live-key"), &json!({})).await;
    assert_eq!(response.status(), StatusCode::OK);
    let given = json_of(response).await;
    let bytes = data_encoding::HEXLOWER.decode(given["key"].as_str().expect("a key").as_bytes()).expect("hex");
    LiveKey::from_bytes(bytes.try_into().expect("32 bytes"))
}

/// A visit at which this code was read right now.
fn visit(phone: &mut Phone, point_id: PointId, text: String) -> RecordId {
    let live = Some(LiveScan { text, boot_ms: phone.now().boot_ms });
    let body = CheckIn {
        point_id,
        result: VisitResult::Normal,
        note: String::new(),
        position: None,
        tag: None,
        photos: vec![],
        shown_proof: ProofLevel::B,
        detail: Some(VisitDetail { live, ..VisitDetail::default() }),
    };
    phone.record(&Body::CheckIn(body), None)
}

async fn proof(world: &World, clerk: &Clerk, record: RecordId) -> (String, String) {
    let path = format!("/api/records/{record}");
    world.until(async || clerk.ask(Method::GET, &path).await.status() == StatusCode::OK).await;
    world.until(async || clerk.get(&path).await["proof"].is_object()).await;
    let evidence: Value = clerk.get(&path).await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&evidence["proof"]["level"]), text(&evidence["proof"]["reasons"][0]["code"]))
}

#[tokio::test]
async fn the_gates_own_code_proves_presence_and_a_strange_one_nothing() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let wall = point(&mut phone, "后围墙巡查点").await;
    let clerk = world.clerk("station01").await;
    let key = key(&clerk, wall).await;
    let now = server::clock::now();
    let read = visit(&mut phone, wall, key.code_at(wall, now).text());
    let strange = LiveKey::from_bytes([7; 32]).code_at(wall, now).text();
    let feigned = visit(&mut phone, wall, strange);
    let early = visit(&mut phone, wall, key.code_at(wall, UtcMs(now.0 + 3_600_000)).text());
    phone.push_all().await;
    assert_eq!(proof(&world, &clerk, read).await, ("A".to_owned(), "live_valid".to_owned()));
    assert_eq!(proof(&world, &clerk, feigned).await, ("C".to_owned(), "live_invalid".to_owned()));
    assert_eq!(
        proof(&world, &clerk, early).await,
        ("C".to_owned(), "live_stale".to_owned()),
        "not shown for an hour yet"
    );
    let verified = world.run(&["verify"]).await;
    assert!(verified.status.success(), "{}", cast::stderr(&verified));
}

async fn doubts(clerk: &Clerk, record: RecordId) -> Vec<String> {
    let rows = clerk.get("/api/reviews").await["rows"].as_array().cloned().unwrap_or_default();
    let row = rows.into_iter().find(|it| it["record_id"] == record.to_string()).unwrap_or_default();
    let words = row["doubts"].as_array().into_iter().flatten();
    words.filter_map(|it| it["doubt"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_code_that_was_passed_on_is_asked_about_whatever_it_proved_when_it_came() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let wall = point(&mut phone, "后围墙巡查点").await;
    let clerk = world.clerk("station01").await;
    let key = key(&clerk, wall).await;
    let has = async |record: RecordId, word: &str| doubts(&clerk, record).await.iter().any(|it| it == word);
    // Just started and without network, the phone knows no time but its wall clock.
    phone.reboot();
    let now = server::clock::now();
    let kept = visit(&mut phone, wall, key.code_at(wall, now.plus(-110 * 60_000)).text());
    let feigned = visit(&mut phone, wall, LiveKey::from_bytes([7; 32]).code_at(wall, now).text());
    phone.push_all().await;
    assert_eq!(
        proof(&world, &clerk, kept).await,
        ("A".to_owned(), "live_valid".to_owned()),
        "nothing spoke against it"
    );
    world.until(async || has(kept, "live_stale").await && has(feigned, "live_invalid").await).await;

    // One whose wall clock is a day wrong is asked as well, until the phone has heard the time.
    phone.reboot();
    phone.wall_off_ms = -86_400_000;
    let honest = visit(&mut phone, wall, key.code_at(wall, server::clock::now()).text());
    phone.push(3, 3).await.expect("is taken");
    world.until(async || has(honest, "live_stale").await).await;
    phone.tell_anchor().await;
    world.until(async || !has(honest, "live_stale").await).await;
    assert!(has(kept, "live_stale").await);
    assert_eq!(proof(&world, &clerk, honest).await.0, "A");
    let verified = world.run(&["verify"]).await;
    assert!(verified.status.success(), "{}", cast::stderr(&verified));
}

#[tokio::test]
async fn a_live_code_read_on_coming_proves_the_coming() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let wall = point(&mut phone, "后围墙巡查点").await;
    let clerk = world.clerk("station01").await;
    let key = key(&clerk, wall).await;
    let board = clerk.get("/api/board").await;
    let post_id: PostId = board["posts"]
        .as_array()
        .expect("posts")
        .iter()
        .find(|it| it["school"].as_str().is_some_and(|name| name.contains("第一小学")))
        .and_then(|it| it["id"].as_str()?.parse().ok())
        .expect("a post");
    let mut come = |text: Option<String>| {
        let live = text.map(|text| LiveScan { text, boot_ms: phone.now().boot_ms });
        let detail = Some(OnDetail { live, ..OnDetail::default() });
        let on = DutyOn { post_id, window: None, stated_at: None, position: None, photos: vec![], detail };
        phone.record(&Body::DutyOn(on), None)
    };
    let read = come(Some(key.code_at(wall, server::clock::now()).text()));
    let strange = come(Some(LiveKey::from_bytes([7; 32]).code_at(wall, server::clock::now()).text()));
    let word = come(None);
    phone.push_all().await;
    assert_eq!(proof(&world, &clerk, read).await, ("A".to_owned(), "live_valid".to_owned()));
    assert_eq!(proof(&world, &clerk, strange).await, ("C".to_owned(), "live_invalid".to_owned()));
    assert_eq!(proof(&world, &clerk, word).await.0, "C");
    let verified = world.run(&["verify"]).await;
    assert!(verified.status.success(), "{}", cast::stderr(&verified));
    let world = world.meddled("UPDATE duty_events SET live = 'valid' WHERE live = 'invalid'").await;
    assert!(!world.run(&["verify"]).await.status.success(), "a code that proved nothing was made to prove");
}

#[tokio::test]
async fn a_screen_is_given_its_key_by_those_who_look_after_the_point_alone() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let wall = point(&mut phone, "后围墙巡查点").await;
    let foreign = world.clerk("station02").await;
    let response = foreign.tell(Method::POST, &format!("/api/points/{wall}/live-key"), &json!({})).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}
