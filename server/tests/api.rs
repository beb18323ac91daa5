//! What the office sees, and what it does not get to see.

mod cast;

use cast::{Clerk, Phone, SCHOOL, World, clerk::json_of};
use domain::{
    check_in::{CheckIn, VisitResult},
    duty::{DutyOff, DutyOn},
    hazard::{HazardReport, SuspectedSeverity},
    ids::{PhotoId, PointId, PostId, SchoolId, StaffId},
    photo::{Photo, PhotoRole},
    position::{Place, Position},
    presence::ProofLevel,
};
use protocol::{Body, Entity, EntityKind, sha256, tus::UploadMetadata};
use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderValue},
};
use serde_json::Value;
use uuid::Uuid;

/// What a phone was given.
struct Given {
    school: SchoolId,
    guard: StaffId,
    post: PostId,
    point: domain::patrol_point::PatrolPoint,
}

async fn given(phone: &mut Phone) -> Given {
    let pull = phone.sync(None).await.expect("asks").pull;
    let things: Vec<Entity> = pull
        .changes
        .iter()
        .filter_map(|c| Entity::decode(EntityKind::from_number(c.kind)?, c.payload.as_ref()?).ok())
        .collect();
    let find = |pick: &dyn Fn(&Entity) -> bool| things.iter().find(|e| pick(e)).cloned().expect("it was given");
    let Entity::School(school) = find(&|e| matches!(e, Entity::School(_))) else { unreachable!() };
    let Entity::Staff(guard) = find(&|e| matches!(e, Entity::Staff(s) if s.name == "保安01")) else { unreachable!() };
    let Entity::Post(post) = find(&|e| matches!(e, Entity::Post(_))) else { unreachable!() };
    let Entity::Point(point) = find(&|e| matches!(e, Entity::Point(p) if p.name == "后围墙巡查点")) else {
        unreachable!()
    };
    Given { school: school.id, guard: guard.id, post: post.id, point }
}

fn at(place: Place) -> Position {
    Position { place, accuracy_m: 8, fix_age_ms: 1_000, provider: "gps".into(), mock: false }
}

fn on_duty(post_id: PostId) -> Body {
    Body::DutyOn(DutyOn { post_id, window: None, stated_at: None, position: None, photos: vec![], detail: None })
}

fn visit(given: &Given, tag: Option<String>) -> Body {
    Body::CheckIn(CheckIn {
        point_id: given.point.id,
        result: VisitResult::Normal,
        note: "一切正常".into(),
        position: Some(at(given.point.place)),
        tag,
        photos: vec![],
        shown_proof: ProofLevel::A,
        detail: None,
    })
}

fn report(given: &Given, photos: Vec<Photo>) -> Body {
    Body::HazardReport(HazardReport {
        school_id: given.school,
        category: "FIR".into(),
        text: "消防通道堆了杂物".into(),
        severity: SuspectedSeverity::General,
        position: None,
        photos,
        effort: None,
    })
}

fn photo(picture: &[u8], thumb: &[u8]) -> Photo {
    let id = || PhotoId(Uuid::from_bytes(cast::phone::random()));
    Photo {
        id: id(),
        sha256: sha256(&[picture]),
        bytes: picture.len() as u32,
        width: 40,
        height: 30,
        thumb_id: id(),
        thumb_sha256: sha256(&[thumb]),
        thumb_bytes: thumb.len() as u32,
        taken: None,
        place: None,
        notes: None,
    }
}

async fn upload(phone: &mut Phone, id: PhotoId, role: PhotoRole, bytes: &[u8]) {
    let wanted = UploadMetadata { photo_id: id, stream_id: phone.stream_id, seq: 1, sha256: sha256(&[bytes]), role };
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(protocol::tus::OFFSET_MEDIA_TYPE));
    headers.insert("upload-length", HeaderValue::from(bytes.len()));
    headers.insert("upload-metadata", HeaderValue::from_str(&wanted.header()).expect("a header"));
    let answer = phone.signed(Method::POST, protocol::tus::PATH, bytes.to_vec(), headers).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
}

async fn events_until(world: &World, clerk: &Clerk, count: usize) -> Vec<Value> {
    let read = async || clerk.get("/api/events").await["events"].as_array().cloned().unwrap_or_default();
    world.until(async || read().await.len() >= count).await;
    read().await
}

#[tokio::test]
async fn a_check_in_is_seen_by_its_station_with_its_evidence_and_by_no_other() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let given = given(&mut phone).await;
    let record = phone.record(&visit(&given, Some("HX1.FORGED".into())), Some(given.guard));
    phone.push_all().await;
    let (mine, other) = (world.clerk("station01").await, world.clerk("station02").await);
    let events = events_until(&world, &mine, 1).await;
    assert_eq!(events.len(), 1);
    let event = &events[0];
    assert_eq!((event["kind"].as_str(), event["who"].as_str()), (Some("check_in"), Some("保安01")));
    assert_eq!((event["level"].as_str(), event["distance_m"].as_u64()), (Some("B"), Some(0)));
    assert_eq!(event["place"], "后围墙巡查点");
    assert!(other.get("/api/events").await["events"].as_array().is_some_and(Vec::is_empty));

    let evidence = mine.get(&format!("/api/records/{record}")).await;
    assert_eq!(evidence["chain"]["verified"], true);
    assert_eq!((evidence["chain"]["seq"].as_u64(), evidence["chain"]["head_seq"].as_u64()), (Some(1), Some(1)));
    assert_eq!(evidence["proof"]["level"], "B", "the forged tag counts for nothing, whatever the phone showed");
    let reasons: Vec<&str> =
        evidence["proof"]["reasons"].as_array().expect("reasons").iter().filter_map(|r| r["code"].as_str()).collect();
    assert_eq!(reasons, ["tag_invalid", "position_inside"]);
    assert_eq!((&evidence["time"]["quality"], &evidence["status"]), (&"D".into(), &"ok".into()));
    assert_eq!(evidence["body"]["shown_proof"], "A");
    assert_eq!(evidence["position"]["inside"], true);
    let hidden = other.ask(Method::GET, &format!("/api/records/{record}")).await;
    assert_eq!(hidden.status(), StatusCode::NOT_FOUND);
    for name in ["city01", "edu01", "town01", "school01"] {
        let clerk = world.clerk(name).await;
        assert_eq!(clerk.get(&format!("/api/records/{record}")).await["record_id"], record.to_string(), "{name}");
    }
}

#[tokio::test]
async fn a_picture_is_shown_to_those_whose_school_it_is_and_each_view_is_noted() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let given = given(&mut phone).await;
    let (picture, thumb) = (vec![0xff, 0xd8, 0xff, 1], vec![0xff, 0xd8, 0xff, 2]);
    let photo = photo(&picture, &thumb);
    let hazard = phone.record(&report(&given, vec![photo.clone()]), Some(given.guard));
    phone.push_all().await;
    let (mine, other) = (world.clerk("station01").await, world.clerk("station02").await);
    let events = events_until(&world, &mine, 1).await;
    assert_eq!((events[0]["photos_stored"].as_i64(), events[0]["photos_total"].as_i64()), (Some(0), Some(1)));
    assert_eq!((&events[0]["category"], &events[0]["category_label"]), (&"FIR".into(), &"消防安全".into()));
    let hex: String = photo.sha256.iter().map(|b| format!("{b:02x}")).collect();
    let path = format!("/api/photos/{hex}");
    assert_eq!(mine.ask(Method::GET, &path).await.status(), StatusCode::NOT_FOUND, "it has not arrived");
    upload(&mut phone, photo.thumb_id, PhotoRole::Thumb, &thumb).await;
    upload(&mut phone, photo.id, PhotoRole::Picture, &picture).await;
    assert_eq!(mine.get("/api/events").await["events"][0]["photos_stored"], 1);
    let full = mine.ask(Method::GET, &path).await;
    assert_eq!(full.headers()["content-type"], "image/jpeg");
    assert_eq!(full.bytes().await.expect("bytes"), picture);
    let small = mine.ask(Method::GET, &format!("{path}?size=thumb")).await;
    assert_eq!(small.bytes().await.expect("bytes"), thumb);
    assert_eq!(other.ask(Method::GET, &path).await.status(), StatusCode::NOT_FOUND, "another station's");
    let hazards = mine.get("/api/hazards?q=杂物").await;
    assert_eq!(hazards["hazards"][0]["photos_stored"], 1);
    assert!(mine.get("/api/hazards?q=100%25").await["hazards"].as_array().is_some_and(Vec::is_empty));
    let out = world.dir.path().join("out.jpg");
    let output = world.run(&["photo", &hex, "--out", &out.display().to_string()]).await;
    assert!(output.status.success(), "{}", cast::stderr(&output));
    assert_eq!(std::fs::read(out).expect("written"), picture);
    assert_eq!(
        mine.get(&format!("/api/photos?q={}", protocol::photo_code(photo.id))).await["photos"][0]["sha256"],
        hex
    );
    assert_eq!(other.get("/api/photos").await["photos"], serde_json::json!([]));
    let around = mine.get(&format!("/api/records/{hazard}/beside")).await;
    assert_eq!(
        around,
        serde_json::json!({ "chain": [], "place": [], "school": [], "next": null }),
        "it is the only one"
    );

    assert_eq!(mine.ask(Method::GET, "/api/audit").await.status(), StatusCode::FORBIDDEN);
    let views = async |name: &str, asked: &str| {
        let log = world.clerk(name).await.get(&format!("/api/audit?{asked}")).await;
        let rows = log["rows"].as_array().expect("rows").clone();
        rows.iter().map(|row| (row["account"].clone(), row["subject"].clone())).collect::<Vec<_>>()
    };
    let viewed = vec![("station01".into(), hex.into())];
    assert_eq!(views("leader01", "action=photo_view").await, viewed, "and not who was not shown it");
    assert_eq!(views("leader01", "action=photo_thumb").await, viewed, "the small one of lists is told apart");
    assert_eq!(views("city01", "action=photo_view").await, viewed);
    assert!(views("leader02", "action=photo_view").await.is_empty());
    let bureau = views("edu01", "").await;
    assert_eq!(bureau.len(), 1, "its own and its schools' accounts, the station's are not among them: {bureau:?}");

    // What was written down as a sentence by an earlier build stays as it was, and its record can be opened.
    let sentence = "0001 active: 找到了";
    let written = format!(
        "UPDATE audit_log SET action = 'device_state', subject = '{sentence}' WHERE action = 'photo_thumb'; \
        UPDATE audit_log SET action = 'record_ruled', subject = '{hazard}' WHERE action = 'photo_view'"
    );
    let world = world.meddled(&written).await;
    let leader = world.clerk("leader01").await;
    let row = async |action: &str| leader.get(&format!("/api/audit?action={action}")).await["rows"][0].clone();
    let phone = row("device_state").await;
    assert_eq!((&phone["subject"], &phone["told"]), (&sentence.into(), &serde_json::Value::Null));
    assert_eq!(row("record_ruled").await["record_id"], hazard.to_string());
}

#[tokio::test]
async fn the_board_shows_who_is_there_and_what_phones_still_hold() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let given = given(&mut phone).await;
    let clerk = world.clerk("station01").await;
    assert_eq!(clerk.session["scope"]["kind"], "station");
    let before = clerk.get("/api/board").await;
    assert_eq!(before["totals"]["unsent_records"], 0);
    phone.record(&on_duty(given.post), Some(given.guard));
    phone.record(&visit(&given, None), Some(given.guard));
    phone.push_all().await;
    events_until(&world, &clerk, 2).await;
    let board = clerk.get("/api/board").await;
    let rows = |key: &str, id: String| {
        board[key].as_array().expect("rows").iter().find(|row| row["id"] == id).cloned().expect("the row is there")
    };
    let post = rows("posts", given.post.to_string());
    assert_eq!(post["people"][0]["name"], "保安01");
    assert_eq!((post["present"].as_u64(), post["need"].as_u64()), (Some(1), Some(4)));
    assert!(post["last_contact_ms"].is_i64());
    let point = rows("points", given.point.id.to_string());
    assert_eq!((point["done"].as_u64(), point["last_level"].as_str()), (Some(1), Some("B")));
    assert_eq!(board["totals"]["unsent_devices"], 0, "what was counted before the push has arrived with it");
    let school = clerk.get(&format!("/api/board?q={}", "第一小学")).await;
    assert!(school["posts"].as_array().is_some_and(|p| p.len() < board["posts"].as_array().map_or(0, Vec::len)));
    phone.record(
        &Body::DutyOff(DutyOff { post_id: given.post, window: None, stated_at: None, position: None, detail: None }),
        Some(given.guard),
    );
    phone.record(&visit(&given, None), Some(given.guard));
    assert!(phone.push(4, 4).await.is_err(), "a gap");
    let waiting = clerk.get("/api/board").await;
    assert_eq!(waiting["totals"]["unsent_records"], 4, "a refused push still tells what the phone holds");
    phone.push_all().await;
    events_until(&world, &clerk, 4).await;
    let board = clerk.get("/api/board").await;
    let post = board["posts"].as_array().expect("rows").iter().find(|p| p["id"] == given.post.to_string());
    assert!(post.is_some_and(|p| p["people"][0]["off_ms"].is_i64()));
    let devices = clerk.get("/api/devices").await;
    assert_eq!((&devices["devices"][0]["no"], &devices["devices"][0]["acked"]), (&"0001".into(), &4.into()));
}

#[tokio::test]
async fn a_record_sent_again_under_a_new_stream_counts_once() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let given = given(&mut phone).await;
    phone.record(&on_duty(given.post), Some(given.guard));
    phone.push_all().await;
    let mut copy = protocol::Record::decode(&phone.records[0]).expect("a record");
    phone.stream_id = domain::ids::StreamId(Uuid::from_bytes(cast::phone::random()));
    copy.stream_id = phone.stream_id;
    phone.records = vec![copy.encode()];
    phone.push_all().await;
    phone.record(&visit(&given, None), Some(given.guard));
    phone.push_all().await;
    let clerk = world.clerk("city01").await;
    let events = events_until(&world, &clerk, 2).await;
    assert_eq!(events.len(), 2);
    let output = world.run(&["verify"]).await;
    assert!(output.status.success(), "{}", cast::stderr(&output));
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_and_better_known_later() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let given = given(&mut phone).await;
    phone.wall_off_ms = -3 * 86_400_000;
    let record = phone.record(&on_duty(given.post), Some(given.guard));
    phone.push_all().await;
    let clerk = world.clerk("city01").await;
    events_until(&world, &clerk, 1).await;
    let evidence = async || clerk.get(&format!("/api/records/{record}")).await;
    assert_eq!(evidence().await["time"]["quality"], "D", "that it came tells when it was not later than");
    let mut request = phone.request(None);
    request.anchor = Some(phone.anchor());
    phone.ask(&request).await.expect("an answer");
    world.until(async || evidence().await["time"]["quality"] == "A").await;
    let off = evidence().await["time"]["correction_ms"].as_i64().expect("a number");
    assert!((off - 3 * 86_400_000).abs() < 60_000, "{off}");
    let listed = async || clerk.get("/api/events").await["events"][0]["err_ms"].as_i64().unwrap_or(i64::MAX);
    world.until(async || listed().await < 1_000).await;
}

#[tokio::test]
async fn signing_in_is_needed_slowed_down_when_guessed_and_ended_by_signing_out() {
    let world = World::new().await;
    let stranger = world.http.get(format!("{}/api/board", world.server.url)).send().await.expect("an answer");
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(json_of(stranger).await["code"], "signed-out");
    let clerk = world.clerk("station01").await;
    let without = clerk.ask(Method::DELETE, "/api/session").await;
    assert_eq!(without.status(), StatusCode::FORBIDDEN, "another site's page has no header");
    assert_eq!(clerk.order(Method::DELETE, "/api/session").await.status(), StatusCode::NO_CONTENT);
    assert_eq!(clerk.ask(Method::GET, "/api/session").await.status(), StatusCode::UNAUTHORIZED);
    let mut last = None;
    for _ in 0..9 {
        last = Clerk::sign_in(&world.server.url, "city01", "guess").await.err();
    }
    let (status, problem) = last.expect("refused");
    assert_eq!((status, &problem["code"]), (StatusCode::TOO_MANY_REQUESTS, &"too-many-tries".into()));
    assert!(problem["args"]["seconds"].as_str().is_some_and(|s| s.parse::<u32>().is_ok()));
}

#[tokio::test]
async fn an_open_page_is_told_what_became_stale() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let given = given(&mut phone).await;
    let clerk = world.clerk("station01").await;
    let mut live = clerk.ask(Method::GET, "/api/live").await;
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    let mut heard = String::new();
    phone.record(&on_duty(given.post), Some(given.guard));
    phone.push_all().await;
    while !heard.contains(r#""duty""#) {
        let chunk = live.chunk().await.expect("the channel holds").expect("it goes on");
        heard.push_str(&String::from_utf8_lossy(&chunk));
    }
    assert!(heard.starts_with("event: hello"), "{heard}");
    assert!(heard.contains("event: changed"), "{heard}");
    world.server.stop().await;
}

#[tokio::test]
async fn the_interface_describes_itself_and_every_answer_is_guarded() {
    let world = World::new().await;
    let get = async |path: &str| world.http.get(format!("{}{path}", world.server.url)).send().await.expect("an answer");
    let described = json_of(get("/api/openapi.json").await).await;
    for path in ["/api/session", "/api/board", "/api/events", "/api/records/{record_id}", "/api/photos/{sha256}"] {
        assert!(described["paths"][path].is_object(), "{path}");
    }
    assert!(described["components"]["schemas"]["Evidence"].is_object());
    let page = get("/some/page").await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(page.headers()["x-frame-options"], "DENY");
    assert!(page.headers()["content-security-policy"].to_str().is_ok_and(|p| p.contains("frame-ancestors 'none'")));
    assert_eq!(get("/missing.js").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(get("/api/nothing").await.status(), StatusCode::NOT_FOUND);
    assert!(get("/enroll").await.text().await.expect("a page").contains("护校"));
    assert_eq!(get("/healthz").await.text().await.expect("a word"), "ok\n");
    assert!(get("/metrics").await.text().await.expect("figures").contains("huxiao_records_received_total 0"));
}

#[tokio::test]
async fn the_export_has_every_record_with_what_is_known_of_it() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let given = given(&mut phone).await;
    let duty = phone.record(&on_duty(given.post), Some(given.guard));
    phone.record(&report(&given, vec![photo(b"p", b"t")]), Some(given.guard));
    phone.record_raw((protocol::Kind::CheckIn, 1), vec![0x80], None);
    phone.record_raw((protocol::Kind::Unknown(99), 1), vec![0x80], None);
    phone.push_all().await;
    let lines = async |arguments: &[&str]| -> Vec<Value> {
        let output = world.run(arguments).await;
        assert!(output.status.success(), "{}", cast::stderr(&output));
        cast::stdout(&output).lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
    };
    let all = lines(&["export"]).await;
    let statuses: Vec<&str> = all.iter().filter_map(|line| line["status"].as_str()).collect();
    assert_eq!(statuses, ["ok", "ok", "quarantined", "unknown"]);
    assert_eq!((&all[0]["record_id"], &all[0]["seq"]), (&duty.to_string().into(), &1.into()));
    assert_eq!((&all[0]["staff_id"], &all[0]["kind"]), (&given.guard.to_string().into(), &"duty_on".into()));
    assert!(all[0]["recorded_at"].is_i64() && all[0]["time"]["best"].is_i64());
    assert_eq!(all[1]["photos"][0]["stored"], false);
    assert_eq!(all[1]["body"]["text"], "消防通道堆了杂物");
    assert_eq!(lines(&["export", "--kind", "hazard_report"]).await.len(), 1);
    assert_eq!(lines(&["export", "--since", "3"]).await.len(), 1);
    let wrong = world.run(&["export", "--kind", "nonsense"]).await;
    assert_eq!(wrong.status.code(), Some(2));
}

#[tokio::test]
async fn point_of_another_list_is_kept_and_proves_nothing() {
    let world = World::new().await;
    let mut phone = world.phone_of(SCHOOL).await;
    let given = given(&mut phone).await;
    let Body::CheckIn(mut lost) = visit(&given, None) else { unreachable!() };
    lost.point_id = PointId(Uuid::nil());
    phone.record(&Body::CheckIn(lost), Some(given.guard));
    phone.push_all().await;
    let clerk = world.clerk("school01").await;
    let events = events_until(&world, &clerk, 1).await;
    assert_eq!((&events[0]["level"], &events[0]["place"]), (&"C".into(), &"".into()));
}
