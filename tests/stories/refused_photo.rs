//! A picture that the server will never take: the phone stops trying and says why, and the office, which would wait for it
//! for ever, hears of it from the phone.

use domain::{
    limits::PHOTO_BYTES_MAX,
    photo::{Digest, Photo},
};
use field::{hazard, hazard::Sighting, photo, records, status, views::PhotoState};
use protocol::sha256;
use reqwest::Method;
use serde_json::Value;
use tests::{Phone, World, picture};

/// Reports a hazard with two pictures, the second of which is larger than any server takes: an app of another build may
/// make such.
fn report_too_large(phone: &Phone) -> domain::ids::RecordId {
    let photo_ids = photo::add_all(&phone.home, &[picture::noise(1), picture::noise(2)]).expect("they are good");
    let large = vec![7; usize::try_from(PHOTO_BYTES_MAX).expect("fits") + 1];
    let sha256: Digest = sha256(&[&large]);
    phone.home.vault().put(*sha256, &large).expect("kept");
    let enlarge = phone.home.store().write(|tx| {
        let row = store::photos::get(tx, photo_ids[1])?.expect("it was added");
        let photo = Photo { sha256, bytes: u32::try_from(large.len()).expect("fits"), ..row.photo };
        store::photos::drop_draft(tx, photo.id)?;
        store::photos::add_draft(tx, row.draft.as_deref().expect("of a draft"), &photo, row.created)
    });
    enlarge.expect("written");
    let form = hazard::form(&phone.home).expect("the form opens");
    let sighting = Sighting {
        school_code: form.schools[0].code.clone(),
        category: form.categories[0].code.clone(),
        text: "护栏缺一根".to_owned(),
        severity: domain::hazard::SuspectedSeverity::General,
        photo_ids,
        position: None,
        effort: None,
    };
    hazard::report(&phone.home, phone.guard(), sighting).expect("saved").record_id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_refused_for_good_is_waited_for_by_nobody_and_both_sides_say_why() {
    let world = World::new().await;
    let phone = world.phone().await;
    let record = report_too_large(&phone);
    phone.deliver().await;

    let line = status::sync_line(&phone.home).expect("a line");
    assert_eq!((line.pending_records, line.pending_photos, line.photos_lost), (0, 0, 1), "nothing is tried for ever");
    let row = phone.record(record);
    assert_eq!((row.photos_sent, row.photos_total, row.photos_lost), (1, 2, 1));
    let detail = records::detail(&phone.home, record).expect("opens").expect("it is mine");
    let shown: Vec<_> = detail.photos.iter().map(|it| (it.state, it.refused.as_deref())).collect();
    assert_eq!(shown, [(PhotoState::Stored, None), (PhotoState::Refused, Some("photo-too-large"))]);

    let office = world.office("station01").await;
    let evidence = office.evidence(record).await;
    let told = |photo: &Value| (photo["stored"].clone(), photo["lost"].clone(), photo["lost_why"].clone());
    let photos = evidence["photos"].as_array().expect("two");
    assert_eq!(told(&photos[0]), (true.into(), false.into(), Value::Null));
    assert_eq!(told(&photos[1]), (false.into(), true.into(), "photo-too-large".into()));
    let (_, gallery) = office.ask(Method::GET, "/api/photos").await;
    assert_eq!(told(&gallery["photos"][1]), (false.into(), true.into(), "photo-too-large".into()));
    let (_, events) = office.ask(Method::GET, "/api/events").await;
    let listed =
        events["events"].as_array().expect("a list").iter().find(|it| it["record_id"] == evidence["record_id"]);
    let counted = listed.map(|it| [&it["photos_stored"], &it["photos_total"], &it["photos_lost"]].map(Value::as_i64));
    assert_eq!(counted, Some([Some(1), Some(2), Some(1)]));
    world.end().await;
}
