//! 隐患随手拍: the facts arrive first, the picture follows in pieces and counts only when it is whole.

use reqwest::{Method, StatusCode};
use serde_json::Value;
use tests::{Office, Weather, World, picture};

/// The hazard's evidence, and its only photo.
async fn photo_of(office: &Office, record: domain::ids::RecordId) -> Value {
    let evidence = office.evidence(record).await;
    evidence["photos"].as_array().and_then(|photos| photos.first()).cloned().unwrap_or_else(|| panic!("{evidence}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hazard_arrives_with_its_picture_and_without_the_cameras_secrets() {
    let world = World::new().await;
    let phone = world.phone().await;
    let taken = picture::from_camera();
    assert!(taken.windows(4).any(|bytes| bytes == b"Exif"), "the story needs a picture with metadata");

    let saved = phone.hazard("东侧围墙有缺口", std::slice::from_ref(&taken));
    phone.deliver().await;

    let office = world.office("station01").await;
    let photo = photo_of(&office, saved.record_id).await;
    assert_eq!((&photo["stored"], &photo["thumb_stored"]), (&Value::Bool(true), &Value::Bool(true)), "{photo}");
    let sha256 = photo["sha256"].as_str().expect("a digest");
    for size in ["full", "thumb"] {
        let (status, bytes) = office.bytes(Method::GET, &format!("/api/photos/{sha256}?size={size}")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(bytes.starts_with(&[0xff, 0xd8]), "a JPEG");
        assert!(!bytes.windows(4).any(|it| it == b"Exif"), "position and camera do not travel inside the file");
    }
    let stranger = world.office("station02").await;
    let (status, _) = stranger.bytes(Method::GET, &format!("/api/photos/{sha256}?size=full")).await;
    assert!(status.is_client_error(), "pictures follow the record's jurisdiction: {status}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fact_is_on_the_board_before_its_picture() {
    let world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.hazard("消防通道堆放杂物", &[picture::large()]);
    // Enough for the record, not for the picture.
    world.network.set(Weather::UploadCutAfter(4_000));
    phone.sync().await;

    let office = world.office("station01").await;
    let events = office.events_of(saved.record_id).await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(photo_of(&office, saved.record_id).await["stored"], false);

    world.network.set(Weather::Clear);
    phone.deliver().await;
    assert_eq!(photo_of(&office, saved.record_id).await["stored"], true);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_cut_again_and_again_goes_on_where_it_stopped() {
    let world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.hazard("路灯不亮", &[picture::large()]);
    let office = world.office("station01").await;

    let before = world.network.bytes_from_phones();
    world.network.set(Weather::UploadCutAfter(50_000));
    phone.deliver().await;
    let sent = world.network.bytes_from_phones() - before;

    let photo = photo_of(&office, saved.record_id).await;
    assert_eq!(photo["stored"], true);
    let size = photo["bytes"].as_u64().expect("a size");
    assert!(size > 100_000, "the story needs a picture that is cut more than once: {size}");
    assert!(sent < size * 2, "{sent} bytes were sent for a picture of {size}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bit_that_flips_on_the_way_is_never_stored_as_the_picture() {
    let world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.hazard("护栏松动", &[picture::from_camera()]);
    for at in [300, 3_000, 9_000, 30_000] {
        world.network.set(Weather::UploadFlipped(at));
        phone.sync().await;
    }
    world.network.set(Weather::Clear);
    phone.deliver().await;
    let office = world.office("station01").await;
    assert_eq!(photo_of(&office, saved.record_id).await["stored"], true);
    // `end` checks each stored picture against the digest its record signed.
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_refused_and_nothing_is_lost() {
    let world = World::new().await;
    let phone = world.phone().await;
    let good = phone.hazard("井盖破损", &[picture::from_camera()]);
    for (bytes, code) in [(b"not a picture".to_vec(), "not-an-image"), (Vec::new(), "image-empty")] {
        let problem = field::photo::add(&phone.home, "hazard", &bytes).expect_err("refused").problem();
        assert_eq!(problem.code, code);
    }
    let mut broken = picture::from_camera();
    broken.truncate(broken.len() / 3);
    let outcome = field::photo::add(&phone.home, "hazard", &broken).map_err(|error| error.problem().code);
    assert!(outcome.is_ok() || outcome.as_ref().is_err_and(|code| code == "image-broken"), "{outcome:?}");
    phone.deliver().await;
    assert_eq!(world.office("station01").await.events_of(good.record_id).await.len(), 1);
    world.end().await;
}
