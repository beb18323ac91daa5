//! A picture from the camera to the office: covered and stamped as the office asks, in the worker's order and words, and
//! taken away only with a name on it.

use field::{
    draft, hazard,
    photo::{self, Mask, Spot, Taking},
    space,
    views::Draft,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Phone, World, picture, programs, world::SCHOOL};

fn face() -> Mask {
    Mask::Stroke { points: vec![Spot { x: 300_000, y: 300_000 }, Spot { x: 420_000, y: 300_000 }], width: 90_000 }
}

fn from_camera(masks: Vec<Mask>) -> Taking {
    Taking { source: Some(domain::photo::PhotoSource::Camera), masks, replaces: None }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
    let add = |masks| {
        photo::add_taken(&phone.home, draft::HAZARD, &picture::from_camera(), &from_camera(masks)).expect("kept")
    };
    let (first, second) = (add(vec![face()]), add(Vec::new()));
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
    assert_eq!(left(), 1, "eight days are more than seven; the other one the server could still lose");
    assert_eq!(ask_for(&world, &["--stays", "60"])["stays"], 60);
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
    world.end().await;
}
