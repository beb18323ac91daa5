//! The file of a picture is damaged, on the phone before it was sent or in the office's store afterwards: it is found by
//! its digest, and everybody who would wait for it, or look at it, is told so.

use domain::photo::Digest;
use field::{status, views::SyncState};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Phone, World, picture};

/// Half of what it was, as after a power cut on a cheap card.
fn tear(phone: &Phone, sha256: &Digest) {
    let name: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let file = phone.folder().join("photos").join(format!("{name}.photo"));
    let bytes = std::fs::read(&file).expect("it is there");
    std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("torn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_was_damaged_on_its_phone_is_waited_for_by_nobody() {
    let world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.hazard("护栏缺一根", &[picture::noise(1), picture::noise(2)]);
    let entries = field::records::entries(&phone.home, field::records::Which::All).expect("entries");
    let named = entries.iter().find(|it| it.record_id == saved.record_id).expect("listed").photos.clone();
    tear(&phone, &named[1].sha256);
    phone.deliver().await;

    let line = status::sync_line(&phone.home).expect("a line");
    assert_eq!((line.pending_records, line.pending_photos, line.photos_lost), (0, 0, 1));
    assert_eq!(line.state, SyncState::PhotosLost, "what is gone was not delivered");
    let row = phone.record(saved.record_id);
    assert_eq!((row.photos_sent, row.photos_total, row.photos_lost), (1, 2, 1));

    let office = world.office("station01").await;
    let evidence = office.evidence(saved.record_id).await;
    let shown = |photo: &Value| (photo["stored"] == true, photo["thumb_stored"] == true, photo["lost"] == true);
    let told: Vec<_> = evidence["photos"].as_array().expect("two").iter().map(shown).collect();
    assert_eq!(told, [(true, true, false), (false, true, true)], "the thumbnail came, the picture will not");
    let (_, gallery) = office.ask(Method::GET, "/api/photos").await;
    let told: Vec<_> = gallery["photos"].as_array().expect("two").iter().map(shown).collect();
    assert_eq!(told, [(true, true, false), (false, true, true)]);
    assert_eq!(gallery["photos"][0]["record_id"], json!(saved.record_id));
    world.end().await;
}
