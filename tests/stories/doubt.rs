//! 存疑: what does not fit together is put before the reviewer under the name of who did it, and its worker hears the
//! question. Nothing of it refuses a record.

use std::time::Duration;

use domain::{check_in::VisitResult, ids::RecordId, photo::PhotoSource, presence::ProofLevel};
use field::{
    check_in::{self, Visit},
    draft,
    duty::{self, When},
    hazard,
    photo::{self, Mask, Spot, Taking},
    records, ruling,
    views::{Coming, Position},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Office, Phone, World, phone::position, picture, world::SCHOOL};

/// The desk's row of a record with this doubt, once the server has looked.
async fn asked_about(office: &Office, record: RecordId, doubt: &str) -> Value {
    let seen = async {
        loop {
            let page = office.page(&format!("/api/reviews?doubt={doubt}")).await;
            let mut rows = page["rows"].as_array().cloned().unwrap_or_default().into_iter();
            if let Some(row) = rows.find(|row| row["record_id"] == json!(record)) {
                return row;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), seen).await.unwrap_or_else(|_| panic!("nobody asks about {doubt}"))
}

fn others(row: &Value, doubt: &str) -> Vec<String> {
    let doubts = row["doubts"].as_array().into_iter().flatten();
    let of_it =
        doubts.filter(|it| it["doubt"] == doubt).flat_map(|it| it["others"].as_array().cloned().unwrap_or_default());
    of_it.filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sets_the_clock_back_is_asked_and_the_colleague_before_is_not() {
    let world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);
    let before = phone.check_in(&point).saved;
    phone.deliver().await;
    phone.wait_ms(60_000);
    phone.set_wall_clock(-3_600_000);
    let teacher = phone.person(domain::staff::StaffKind::Teacher);
    let coming = duty::on(&phone.home, teacher, phone.post(), When::Now).expect("saved");
    phone.deliver().await;

    let office = world.office("station01").await;
    let row = asked_about(&office, coming.record_id, "clock_set_back").await;
    let name = row["who"].as_str().unwrap_or_default();
    assert!(name.starts_with("教师"), "{row}");
    let others = others(&row, "clock_set_back");
    assert!(!others.contains(&before.record_id.to_string()), "an honest colleague's record speaks for nothing: {row}");
    let note: RecordId = others[0].parse().expect("an id");
    assert_eq!(office.evidence(note).await["kind"], "clock_event");
    let ask = json!({ "verdict": "asked", "note": "为什么改手机时间？" });
    let path = format!("/api/records/{}/ruling", coming.record_id);
    assert_eq!(office.tell(Method::POST, &path, &ask).await.0, StatusCode::NO_CONTENT);
    phone.deliver().await;
    let told = ruling::rulings(&phone.home).expect("listed");
    assert!(told.iter().any(|it| it.open && it.note == "为什么改手机时间？"), "{told:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_picture_of_a_tag_read_by_two_phones_of_a_school_is_asked_about() {
    let world = World::new().await;
    let (first, second) = (world.phone().await, world.phone().await);
    let office = world.office("station01").await;
    let points = first.points();
    let read = async |phone: &Phone, point: usize, picture: char| {
        let id = points[point].id;
        let tag_text = office.page(&format!("/api/points/{id}")).await["tag_text"].as_str().map(str::to_owned);
        let tag_image = Some(picture.to_string().repeat(64));
        let visit = Visit { tag_text, tag_image, ..Visit::of(id, VisitResult::Normal) };
        check_in::record(&phone.home, phone.guard(), visit).expect("saved").saved.record_id
    };
    let there = read(&first, 0, 'a').await;
    first.deliver().await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let at_home = read(&second, 0, 'a').await;
    let honest = read(&second, 1, 'b').await;
    second.deliver().await;
    let row = asked_about(&office, at_home, "tag_image_reused").await;
    assert_eq!(others(&row, "tag_image_reused"), [there.to_string()]);
    let page = office.page("/api/reviews?doubt=tag_image_reused").await;
    let rows = page["rows"].as_array().cloned().unwrap_or_default();
    assert_eq!(rows.len(), 1, "neither the first reading nor {honest}: {page}");

    // What was tapped by mistake is no use of the picture.
    let void = field::views::Correction::Void;
    field::correction::correct(&first.home, first.guard(), (there, None), &void, "点错了").expect("saved");
    first.deliver().await;
    let gone = async {
        while office.page("/api/reviews?doubt=tag_image_reused").await["rows"]
            .as_array()
            .is_some_and(|it| !it.is_empty())
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), gone).await.expect("nobody asks any more");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_file_used_again_under_another_stamp_is_known_by_the_file() {
    let world = World::new().await;
    let (first, second) = (world.phone().await, world.phone().await);
    let data = world.data().display().to_string();
    tests::programs::json("huxiao-server", &["policy", "--data", &data, "--school", SCHOOL, "--stamp", "on", "--json"]);
    first.deliver().await;
    second.deliver().await;
    let report = |phone: &Phone, masks: Vec<Mask>| {
        let taking = Taking { source: Some(PhotoSource::File), masks, ..Taking::default() };
        let kept = photo::add_taken(&phone.home, draft::HAZARD, &picture::from_camera(), &taking).expect("kept");
        let sighting = hazard::Sighting {
            school_code: SCHOOL.to_owned(),
            category: "PHY".into(),
            text: "围栏缺一根".into(),
            severity: domain::hazard::SuspectedSeverity::General,
            photo_ids: vec![kept.id],
            position: None,
            effort: None,
        };
        hazard::report(&phone.home, phone.guard(), sighting).expect("saved").record_id
    };
    let once = report(&first, Vec::new());
    first.deliver().await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let stroke =
        Mask::Stroke { points: vec![Spot { x: 300_000, y: 300_000 }, Spot { x: 420_000, y: 300_000 }], width: 90_000 };
    let again = report(&second, vec![stroke]);
    second.deliver().await;
    let office = world.office("station01").await;
    let row = asked_about(&office, again, "photo_reused").await;
    assert_eq!(others(&row, "photo_reused"), [once.to_string()]);
    let digest = async |record: RecordId| office.evidence(record).await["photos"][0]["sha256"].clone();
    assert_ne!(digest(once).await, digest(again).await, "what was made of it is not the same");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coming_is_proven_as_a_visit_is_and_asked_about_where_it_does_not_fit() {
    let world = World::new().await;
    let phone = world.phone().await;
    let office = world.office("station01").await;
    let guard = phone.guard();
    let board = office.board().await;
    let posts: Vec<Value> = board["posts"].as_array().cloned().unwrap_or_default();
    let id = phone.post().to_string();
    assert!(posts.iter().any(|post| post["id"] == id));
    let point = phone.points().remove(0);
    let tag_text = office.page(&format!("/api/points/{}", point.id)).await["tag_text"].as_str().map(str::to_owned);
    let come = |position: Option<Position>, tag_text: Option<String>| {
        let coming = Coming { position, tag_text, ..Coming::default() };
        let saved = duty::come(&phone.home, guard, phone.post(), When::Now, &coming).expect("saved").record_id;
        duty::off(&phone.home, guard, phone.post(), When::Now).expect("saved");
        phone.wait_ms(60_000);
        saved
    };
    let far = come(Some(position(point.lat + 0.05, point.lon)), None);
    let by_tag = come(None, tag_text);
    let bare = come(None, None);
    phone.deliver().await;
    let row = asked_about(&office, far, "away_from_post").await;
    assert!(row["doubts"].as_array().is_some_and(|it| it.len() == 1), "nothing is demanded: {row}");
    let level = async |record: RecordId| {
        let here = records::detail(&phone.home, record).expect("read").expect("there").proof.expect("judged");
        let there = office.evidence(record).await["proof"].clone();
        assert_eq!(there["level"], here.level.letter(), "phone and server judge alike");
        assert_eq!(there["reasons"], serde_json::to_value(&here.reasons).expect("plain"), "and for the same reasons");
        here.level
    };
    assert_eq!(level(far).await, ProofLevel::C);
    assert_eq!(level(by_tag).await, ProofLevel::B, "a tag of the school was read");
    assert_eq!(level(bare).await, ProofLevel::C);
    let page = office.page("/api/reviews").await;
    let rows = page["rows"].as_array().cloned().unwrap_or_default();
    assert_eq!(rows.len(), 1, "the others are asked for nothing: {page}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_views_fix_that_never_moves_by_a_digit_is_asked_about() {
    let world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);
    let mut first = None;
    for _ in 0..4 {
        let saved = phone.check_in(&point).saved.record_id;
        first = first.or(Some(saved));
        phone.wait_ms(61_000);
    }
    phone.deliver().await;
    let office = world.office("station01").await;
    let row = asked_about(&office, first.expect("four visits"), "same_coordinates").await;
    assert_eq!(others(&row, "same_coordinates").len(), 3);
    world.end().await;
}
