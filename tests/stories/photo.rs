//! A picture from the camera to the office: covered and stamped as the office asks, in the worker's order and words, and
//! taken away only with a name on it.

use domain::{check_in::VisitResult, staff::StaffKind};
use field::{
    answer,
    check_in::{self, Visit},
    draft, hazard,
    photo::{self, Mask, Spot, Taking},
    space,
    views::{AnswerForm, Draft, Position},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::Belongs;
use tests::{
    Office, Phone, World,
    phone::position,
    picture, programs,
    world::{SCHOOL, STATION},
};

fn face() -> Mask {
    Mask::Stroke { points: vec![Spot { x: 300_000, y: 300_000 }, Spot { x: 420_000, y: 300_000 }], width: 90_000 }
}

fn from_camera(masks: Vec<Mask>) -> Taking {
    Taking { source: Some(domain::photo::PhotoSource::Camera), masks, ..Taking::default() }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whose phone it is, as a stamp says.
fn phone_place(phone: &Phone) -> String {
    field::status::status(&phone.home).expect("status").device.expect("enrolled").place
}

fn ask_for(world: &World, rules: &[&str]) -> Value {
    let data = world.data().display().to_string();
    programs::json("huxiao-server", &[&["policy", "--data", &data, "--school", SCHOOL, "--json"], rules].concat())
}

fn sighting(phone: &Phone, photo_ids: Vec<domain::ids::PhotoId>) -> hazard::Sighting {
    let form = hazard::form(&phone.home).expect("the form opens");
    hazard::Sighting {
        school_code: form.schools.first().expect("a school").code.clone(),
        category: "PHY".into(),
        text: "围栏缺一根".into(),
        severity: domain::hazard::SuspectedSeverity::General,
        photo_ids,
        position: None,
        effort: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_office_asks_of_pictures_reaches_the_phone_and_the_record() {
    let world = World::new().await;
    let phone = world.phone().await;
    let asked = ask_for(&world, &["--gallery", "off", "--stamp", "on"]);
    assert_eq!(asked, json!({ "gallery": false, "maskStep": true, "stamp": true, "stays": 30 }));
    phone.deliver().await;

    let file = Taking { source: Some(domain::photo::PhotoSource::File), ..Taking::default() };
    let refused = photo::add_taken(&phone.home, draft::HAZARD, &picture::from_camera(), &file).expect_err("barred");
    assert_eq!(refused.problem().code, "gallery-barred");
    let commanded = photo::add_all(&phone.home, &[picture::noise(1)]).expect_err("barred for the command line, too");
    assert_eq!(commanded.problem().code, "gallery-barred");
    let chosen = Taking { source: Some(domain::photo::PhotoSource::SystemCamera), ..Taking::default() };
    let refused = photo::add_taken(&phone.home, draft::HAZARD, &picture::from_camera(), &chosen).expect_err("of 2019");
    assert_eq!(refused.problem().code, "gallery-barred", "where there is no camera app, people are let choose a file");
    let add = |masks| {
        photo::add_taken(&phone.home, draft::HAZARD, &picture::from_camera(), &from_camera(masks)).expect("kept")
    };
    let (first, second) = (add(vec![face()]), add(Vec::new()));
    assert_eq!(
        first.stamped_place.as_deref(),
        Some(phone_place(&phone).as_str()),
        "the form says which place it names"
    );
    photo::caption(&phone.home, second.id, "缺口近照").expect("kept");
    let typed = Draft {
        text: "围栏缺一根".into(),
        category: Some("PHY".into()),
        severity: domain::hazard::SuspectedSeverity::General,
        photo_ids: vec![second.id, first.id],
        school_code: None,
    };
    draft::save(&phone.home, draft::HAZARD, &typed).expect("kept");
    let photo_ids = draft::get(&phone.home, draft::HAZARD).expect("read").expect("there").photo_ids;
    assert_eq!(photo_ids, [second.id, first.id], "the worker's order");
    let saved = hazard::report(&phone.home, phone.guard(), sighting(&phone, photo_ids)).expect("saved");
    phone.deliver().await;

    let office = world.office("station01").await;
    let evidence = office.evidence(saved.record_id).await;
    let shown = |n: usize, key: &str| evidence["photos"][n][key].clone();
    assert_eq!((shown(0, "caption"), shown(1, "caption")), (json!("缺口近照"), json!("")));
    assert_eq!((shown(0, "masks"), shown(1, "masks")), (json!(0), json!(1)));
    assert_eq!((shown(0, "source"), shown(0, "stamped")), (json!("camera"), json!(true)));
    assert_eq!(shown(0, "check_code"), json!(protocol::photo_code(second.id)));
    assert_ne!(shown(0, "sha256"), shown(1, "sha256"));
    assert_eq!(shown(0, "taken_offset_min"), Value::Null, "its camera named no zone");
    assert_eq!(shown(0, "camera_lat").as_f64().map(|lat| lat as i32), Some(48), "where the camera says it was");
    let typed = protocol::photo_code(first.id).to_lowercase().replace('-', "");
    let (_, found) = office.ask(Method::GET, &format!("/api/photos?q={typed}")).await;
    assert_eq!(found["photos"].as_array().map(Vec::len), Some(1), "the code off the picture finds it: {found}");
    assert_eq!(found["photos"][0]["photo_id"], first.id.to_string());
    world.end().await;
}

/// What the server holds by now is also elsewhere.
fn back_up(world: &World) {
    let data = world.data().display().to_string();
    let asked = |more: &[&str]| {
        let told = programs::run("huxiao-server", &[&["backup", "--data", &data], more].concat());
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        String::from_utf8_lossy(&told.stdout).trim().to_owned()
    };
    let number = asked(&["--begin"]);
    asked(&["--finished", &number]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_leaves_its_phone_when_the_office_says_and_not_before_it_is_safe_elsewhere() {
    let world = World::new().await;
    let phone = world.phone().await;
    let left = || space::give_room(&phone.home).expect("looked");
    let first = phone.hazard("灭火器过期", &[picture::noise(1)]);
    phone.deliver().await;
    back_up(&world);
    let second = phone.hazard("护栏松动", &[picture::noise(2)]);
    phone.deliver().await;

    // Each contact tells the phone what day it is, so the days pass without one.
    phone.wait_hours(8 * 24);
    assert_eq!(left(), 0, "thirty days hold where nobody said otherwise");
    assert_eq!(ask_for(&world, &["--stays", "7"])["stays"], 7);
    phone.deliver().await;
    phone.wait_hours(8 * 24);
    assert_eq!(left(), 0, "the first is in the backup, but nothing that came after it has told the phone so");
    back_up(&world);
    phone.deliver().await;
    phone.wait_hours(8 * 24);
    assert_eq!(left(), 1, "eight days are more than seven; the other one the server could still lose");
    assert_eq!(ask_for(&world, &["--stays", "60"])["stays"], 60);
    phone.duty_on();
    phone.deliver().await;
    back_up(&world);
    phone.deliver().await;
    phone.wait_hours(8 * 24);
    assert_eq!(left(), 0, "safe, but the office wants it kept for longer");
    ask_for(&world, &["--stays", "7"]);
    phone.deliver().await;
    phone.wait_hours(8 * 24);
    assert_eq!(left(), 1, "nothing holds it any more");

    let office = world.office("station01").await;
    for saved in [first, second] {
        let evidence = office.evidence(saved.record_id).await;
        assert_eq!(evidence["photos"][0]["stored"], true, "{evidence}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_from_before_a_picture_came_lets_it_not_leave() {
    let world = World::new().await;
    let phone = world.phone().await;
    phone.holds_pictures(true);
    phone.hazard("护栏松动", &[picture::noise(1)]);
    phone.sync().await;
    back_up(&world);
    assert_eq!(phone.sync().await.pending_records, 0, "the phone hears that its record is durable");
    phone.holds_pictures(false);
    phone.deliver().await;

    let left = || space::give_room(&phone.home).expect("looked");
    phone.wait_hours(31 * 24);
    assert_eq!(left(), 0, "the record is in the backup, its picture is in none");
    phone.duty_on();
    phone.deliver().await;
    phone.wait_hours(31 * 24);
    assert_eq!(left(), 0, "what was recorded since is in no backup either");
    back_up(&world);
    phone.deliver().await;
    phone.wait_hours(31 * 24);
    assert_eq!(left(), 1, "a backup that holds what was recorded since holds the picture");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_a_mask_is_on_no_disk() {
    let world = World::new().await;
    let phone = world.phone().await;
    let whole = Mask::Area { from: Spot { x: 0, y: 0 }, to: Spot { x: 1_000_000, y: 1_000_000 } };
    let add = |image: &[u8]| {
        let taking = from_camera(vec![whole.clone()]);
        photo::add_taken(&phone.home, draft::HAZARD, image, &taking).expect("kept").id
    };
    add(&picture::from_camera());
    let dir = tempfile::tempdir().expect("a folder");
    let [taken, out] = ["taken.jpg", "out"].map(|name| dir.path().join(name).display().to_string());
    std::fs::write(&taken, picture::from_camera()).expect("written");
    programs::json("huxiao-field", &["photo", &taken, "--out", &out, "--json"]);
    let kept = phone.home.vault().list().expect("a list");
    for name in ["picture.jpg", "thumb.jpg"] {
        let uncovered = std::fs::read(dir.path().join("out").join(name)).expect("read");
        assert!(!kept.contains(&protocol::sha256(&[&uncovered])), "{name} was never put away uncovered");
    }
    let covered = [1, 2].map(|scene| photo::picture(&phone.home, add(&picture::noise(scene))).expect("it is there"));
    assert_eq!(covered[0], covered[1], "of two scenes under one mask nothing tells which was which");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_taken_away_has_a_name_on_it_and_the_original_is_for_few() {
    let world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.hazard("灭火器过期", &[picture::from_camera()]);
    phone.deliver().await;
    let office = world.office("station01").await;
    let evidence = office.evidence(saved.record_id).await;
    let sha256 = evidence["photos"][0]["sha256"].as_str().expect("a digest").to_owned();
    let file = |original: &str| format!("/api/photos/{sha256}/file{original}");

    let (status, original) = office.bytes(Method::GET, &file("?original=true")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(hex(&*protocol::sha256(&[&original])), sha256, "the signed bytes");
    let (status, copy) = office.bytes(Method::GET, &file("")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(copy.starts_with(&[0xff, 0xd8]) && copy != original, "a copy is another file");

    let school = world.office("school01").await;
    let (_, list) = school.ask(Method::GET, "/api/photos").await;
    let sees = list["photos"].as_array().expect("a list").iter().any(|photo| photo["sha256"] == sha256.as_str());
    let (status, refusal) = school.ask(Method::GET, &file("?original=true")).await;
    assert_eq!((status, &refusal["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
    let (status, _) = school.bytes(Method::GET, &file("")).await;
    assert_eq!((status, sees), (StatusCode::OK, true), "a copy goes to whoever may see the record");
    let page = format!("/api/photos/{sha256}?size=full");
    assert!(office.bytes(Method::GET, &page).await.1 == original, "what is shown is what was signed");
    let (status, shown) = school.bytes(Method::GET, &page).await;
    assert!(status == StatusCode::OK && shown.starts_with(&[0xff, 0xd8]));
    assert!(shown != original, "what could be kept off the page has the viewer's name on it, too");

    let (_, gallery) = office.ask(Method::GET, "/api/photos?kind=hazard_report").await;
    assert_eq!(gallery["photos"][0]["record_id"], saved.record_id.to_string());
    let (_, none) = office.ask(Method::GET, "/api/photos?kind=check_in").await;
    assert_eq!(none["photos"], json!([]));

    let (_, thumb) = office.bytes(Method::GET, &format!("/api/photos/{sha256}?size=thumb")).await;
    assert!(thumb.len() < original.len(), "the small one");
    let who = async |reader: &Office, asked: &str| {
        let (status, log) = reader.ask(Method::GET, &format!("/api/audit?{asked}")).await;
        assert_eq!(status, StatusCode::OK);
        let rows = log["rows"].as_array().expect("a list").clone();
        assert!(rows.iter().all(|row| row["action"] == "sign_in" || row["subject"] == sha256.as_str()), "{rows:?}");
        rows.iter().filter_map(|row| row["account"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let leader = world.office("leader01").await;
    assert_eq!(who(&leader, "action=photo_original").await, ["station01"], "and not who was refused it");
    assert_eq!(who(&leader, "action=photo_copy").await, ["station01"]);
    assert_eq!(who(&leader, "action=photo_view").await, ["station01"], "only those of the leader's own accounts");
    assert_eq!(who(&leader, "action=photo_thumb").await, ["station01"], "seen in a list, and not looked at");
    let city = world.office("city01").await;
    assert_eq!(who(&city, "action=photo_copy").await, ["school01", "station01"], "the newest first");
    assert_eq!(who(&city, "action=photo_view").await, ["school01", "station01"]);
    assert_eq!(who(&city, "action=photo_view&day=2020-01-01").await, [""; 0]);
    let head = world.office("head01").await;
    assert_eq!(who(&head, "action=photo_copy").await, ["school01"]);
    let (_, log) = leader.ask(Method::GET, "/api/audit?action=photo_original").await;
    assert_eq!(log["rows"][0]["record_id"], saved.record_id.to_string(), "what was looked at can be looked at");
    for name in ["station01", "school01", "town01"] {
        let (status, _) = world.office(name).await.ask(Method::GET, "/api/audit").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{name} answers for nobody's account");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_an_answer_stands_beside_it_and_in_the_gallery() {
    let world = World::new().await;
    let phone = Phone::new();
    let code = world.code_for(&Belongs::Station(STATION.to_owned()), 1).await;
    phone.enroll(&world.network.url(), &code).await.expect("the station's phone enrolls");
    phone.deliver().await;
    let officer = phone.person(StaffKind::Officer);
    let point = phone.points().remove(0);
    let mock = Position { mock: true, ..position(point.lat, point.lon) };
    let visit = Visit { position: Some(mock), ..Visit::of(point.id, VisitResult::Normal) };
    let asked = check_in::record(&phone.home, officer, visit).expect("saved").saved.record_id;
    phone.deliver().await;
    let office = world.office("station01").await;
    let evidence = office.evidence(asked).await;
    let ask = json!({ "verdict": "asked", "note": "当时在哪里？" });
    office.tell(Method::POST, &format!("/api/records/{asked}/ruling"), &ask).await;
    phone.deliver().await;

    let key = draft::key_of_answer(asked);
    let given = photo::add_taken(&phone.home, &key, &picture::noise(1), &from_camera(Vec::new())).expect("kept");
    let form = AnswerForm { record_id: asked, text: "见照片".into(), photo_ids: vec![given.id], effort: None };
    let answered = answer::answer(&phone.home, officer, &form).expect("saved").record_id;
    phone.deliver().await;
    let _read = office.evidence(answered).await;

    let (_, gallery) = office.ask(Method::GET, "/api/photos?kind=answer").await;
    assert_eq!(gallery["photos"][0]["record_id"], answered.to_string(), "{gallery}");
    assert_eq!(
        (&gallery["photos"][0]["school"], &gallery["photos"][0]["text"]),
        (&evidence["school"], &json!("见照片"))
    );
    let (_, found) = office.ask(Method::GET, &format!("/api/photos?q={}", protocol::photo_code(given.id))).await;
    assert_eq!(found["photos"][0]["photo_id"], given.id.to_string(), "by the code of its stamp: {found}");
    let shown = loop {
        let (_, desk) = office.ask(Method::GET, "/api/reviews?show=answered").await;
        match desk["rows"].get(0) {
            Some(row) => break row["answered"].clone(),
            None => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
    };
    assert_eq!((&shown["record_id"], &shown["photos"][0]["seen"]), (&json!(answered), &json!(true)), "{shown}");
    let thumb = format!("/api/photos/{}?size=thumb", shown["photos"][0]["sha256"].as_str().expect("a digest"));
    assert_eq!(office.bytes(Method::GET, &thumb).await.0, StatusCode::OK);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_and_after_begin_with_what_is_closest_to_the_record() {
    let world = World::new().await;
    let phone = world.phone().await;
    let visit = |scene: u64| {
        let key = draft::key_of_point(phone.points()[0].id);
        let given = photo::add_taken(&phone.home, &key, &picture::noise(scene), &from_camera(Vec::new()));
        let photo_ids = vec![given.expect("kept").id];
        let visit = Visit { photo_ids, ..Visit::of(phone.points()[0].id, VisitResult::Normal) };
        check_in::record(&phone.home, phone.guard(), visit).expect("saved").saved.record_id
    };
    let (before, after) = (visit(1), visit(2));
    let hazard = phone.hazard("护栏缺一根", &[picture::noise(3)]).record_id;
    phone.deliver().await;
    let office = world.office("station01").await;
    office.evidence(hazard).await;
    let ask = json!({ "verdict": "asked", "note": "换好了吗？" });
    office.tell(Method::POST, &format!("/api/records/{hazard}/ruling"), &ask).await;
    phone.deliver().await;
    let key = draft::key_of_answer(hazard);
    let given = photo::add_taken(&phone.home, &key, &picture::noise(4), &from_camera(Vec::new())).expect("kept");
    let form = AnswerForm { record_id: hazard, text: "已换好".into(), photo_ids: vec![given.id], effort: None };
    let answered = answer::answer(&phone.home, phone.guard(), &form).expect("saved").record_id;
    let unasked = phone.hazard("灭火器过期", &[picture::noise(5)]).record_id;
    phone.deliver().await;
    office.evidence(unasked).await;

    let beside = async |record| {
        let (status, around) = office.ask(Method::GET, &format!("/api/records/{record}/beside")).await;
        assert_eq!((status, &around["next"]), (StatusCode::OK, &Value::Null));
        ["chain", "place", "school"].map(|list| {
            let of = around[list].as_array().expect("a list").iter();
            of.filter_map(|it| it["record_id"].as_str().map(str::to_owned)).collect::<Vec<_>>()
        })
    };
    let [before, after, hazard, answered, unasked] =
        [before, after, hazard, answered, unasked].map(|record| record.to_string());
    let all = |of: &[&String]| of.iter().map(|it| (*it).clone()).collect::<Vec<_>>();
    let rest = all(&[&unasked, &after, &before]);
    assert_eq!(beside(&hazard).await, [all(&[&answered]), vec![], rest.clone()], "what was done about it comes first");
    assert_eq!(beside(&answered).await, [all(&[&hazard]), vec![], rest]);
    let rest = all(&[&unasked, &answered, &hazard]);
    assert_eq!(beside(&before).await, [vec![], all(&[&after]), rest], "the same point at another time");
    let stranger = world.office("station02").await;
    let (status, _) = stranger.ask(Method::GET, &format!("/api/records/{hazard}/beside")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_gets_of_a_picture_what_it_may_keep_and_its_name_on_the_rest() {
    let world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.hazard("灭火器过期", &[picture::from_camera()]);
    phone.deliver().await;
    let evidence = world.office("city01").await.evidence(saved.record_id).await;
    let sha256 = evidence["photos"][0]["sha256"].as_str().expect("a digest").to_owned();
    let (_, signed) = world.office("city01").await.bytes(Method::GET, &format!("/api/photos/{sha256}")).await;
    assert_eq!(hex(&*protocol::sha256(&[&signed])), sha256);

    let mut copies = std::collections::BTreeSet::new();
    for (name, originals) in [
        ("city01", true),
        ("leader01", true),
        ("station01", true),
        ("town01", false),
        ("edu01", false),
        ("head01", false),
        ("school01", false),
    ] {
        let office = world.office(name).await;
        let get = async |rest: &str| office.bytes(Method::GET, &format!("/api/photos/{sha256}{rest}")).await;
        let (status, original) = get("/file?original=true").await;
        let given = (status == StatusCode::OK).then_some(original == signed);
        assert_eq!(given, originals.then_some(true), "{name}: the original");
        let (status, page) = get("?size=full").await;
        assert_eq!((status, page == signed), (StatusCode::OK, originals), "{name}: what a page shows");
        let (status, copy) = get("/file").await;
        assert_eq!((status, copy == signed), (StatusCode::OK, false), "{name}: what is taken away");
        assert!(copies.insert(copy), "{name}: no two names make the same copy");
        let (_, session) = office.ask(Method::GET, "/api/session").await;
        assert_eq!(session["user"]["may_take_originals"], originals, "{name}: what the page offers");
    }
    for name in ["station02", "school02"] {
        let stranger = world.office(name).await;
        for rest in ["", "?size=thumb", "/file", "/file?original=true"] {
            let (status, _) = stranger.bytes(Method::GET, &format!("/api/photos/{sha256}{rest}")).await;
            assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&status), "{name}{rest}: {status}");
        }
    }
    world.end().await;
}
