//! Pictures that the office adds to a hazard: made by the same pipeline as a phone's, told apart from the worker's, never
//! silently gone.

use std::io::Write as _;

use cast::clerk::json_of;
use flate2::{Compression, Crc, write::ZlibEncoder};
use serde_json::{Value, json};

use super::{
    office::{Office, code},
    *,
};

/// A gray PNG, with what its camera wrote into it: turned by a quarter, taken on 23 November 2026 at 8:15:30.
fn from_camera(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..height {
        rows.write_all(&[0]).expect("a row as it is");
        rows.write_all(&vec![shade; width as usize]).expect("its dots");
    }
    let orientation = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];
    let taken = [0x01, 0x32, 0, 2, 0, 0, 0, 20, 0, 0, 0, 38];
    let camera = [b"MM\0*\0\0\0\x08\0\x02", &orientation[..], &taken, &[0; 4], b"2026:11:23 08:15:30\0"].concat();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let parts =
        [(b"IHDR", header), (b"eXIf", camera), (b"IDAT", rows.finish().expect("packed")), (b"IEND", Vec::new())];
    for (name, body) in parts {
        let named = [&name[..], &body].concat();
        let mut crc = Crc::new();
        crc.update(&named);
        file.extend(u32::try_from(body.len()).expect("small").to_be_bytes());
        file.extend(&named);
        file.extend(crc.sum().to_be_bytes());
    }
    file
}

/// A hazard of the first school whose own picture has not come; the name of its record.
async fn hazard_without_its_picture(world: &World) -> String {
    let mut phone = world.phone().await;
    reported(&mut phone, &picture(9_000)).await;
    world.until(async || world.metric("huxiao_records_projected_total").await > 0).await;
    let hazards = world.clerk("city01").await.get("/api/hazards").await;
    hazards["hazards"][0]["record_id"].as_str().expect("an id").to_owned()
}

fn wish(upload: PhotoId, shows: &str, caption: &str) -> Value {
    json!({ "upload": upload, "shows": shows, "caption": caption })
}

impl Office {
    async fn attach(&self, record: &str, wish: &Value) -> Response {
        self.clerk.tell(Method::POST, &format!("/api/records/{record}/attachments"), wish).await
    }

    async fn withdraw(&self, record: &str, photo: &Value) -> u16 {
        let path = format!("/api/records/{record}/attachments/{}", photo.as_str().expect("an id"));
        self.clerk.order(Method::DELETE, &path).await.status().as_u16()
    }

    async fn record(&self, record: &str) -> Value {
        self.clerk.get(&format!("/api/records/{record}")).await
    }

    async fn bytes(&self, sha256: &Value, rest: &str) -> (u16, Vec<u8>) {
        let path = format!("/api/photos/{}{rest}", sha256.as_str().expect("a digest"));
        let answer = self.clerk.ask(Method::GET, &path).await;
        (answer.status().as_u16(), answer.bytes().await.expect("a body").into())
    }
}

#[tokio::test]
async fn an_added_picture_stands_beside_the_worker_s_and_is_never_counted_as_one() {
    let world = World::new().await;
    let record = hazard_without_its_picture(&world).await;
    let office = Office::of(&world, "station01").await;
    let file = from_camera(400, 200, 120);
    let upload = office.uploaded(&file).await;
    let added = office.attach(&record, &wish(upload, "after", " 护栏已加固 ")).await;
    assert_eq!(added.status().as_u16(), 201);
    let added = json_of(added).await;
    assert_eq!((&added["width"], &added["height"]), (&json!(200), &json!(400)), "it was turned upright");
    assert_eq!((&added["shows"], &added["caption"]), (&json!("after"), &json!("护栏已加固")));
    assert_eq!((&added["account"], &added["source_sha256"]), (&json!("station01"), &json!(hex(&file))));
    assert_eq!(added["taken_ms"], json!(1_795_392_930_000_i64), "China's time, for the camera named no zone");
    assert!(added["label"].as_str().is_some_and(|label| label.contains("派出所")), "{added}");

    // The answer was lost, and the page says it once more.
    let again = office.attach(&record, &wish(upload, "before", "另一句话")).await;
    assert_eq!((again.status().as_u16(), json_of(again).await), (200, added.clone()));
    let shown = office.record(&record).await;
    assert_eq!(shown["attached"], json!([added]), "attached once");
    assert_eq!((shown["photos"].as_array().map(Vec::len), &shown["photos"][0]["stored"]), (Some(1), &json!(false)));
    let hazards = office.clerk.get("/api/hazards").await;
    let row = &hazards["hazards"][0];
    assert_eq!((&row["photos_stored"], &row["photos_total"]), (&json!(0), &json!(1)), "the worker's alone count");

    let (status, picture) = office.bytes(&added["sha256"], "?size=full").await;
    assert_eq!((status, json!(hex(&picture))), (200, added["sha256"].clone()), "the bytes that the line names");
    assert!(!::photos::jpeg_has_metadata(&picture), "nothing of the camera's is in it");
    let (status, thumb) = office.bytes(&added["sha256"], "?size=thumb").await;
    assert!(status == 200 && thumb != picture && thumb.len() <= 20_000);
    assert_eq!(office.bytes(&json!(hex(&file)), "?size=full").await.0, 404, "the file itself is shown to nobody");
    let head = office.send(Method::HEAD, &upload_path(upload, 1), &[], &[]).await;
    assert_eq!(head.status().as_u16(), 200, "a page that comes back is told that it is whole");
    let ended = office.send(Method::DELETE, &upload_path(upload, 1), &[], &[]).await;
    assert_eq!(
        code(ended).await,
        (403, "photo-stored".into()),
        "what stands beside a record is not ended as an upload"
    );

    let log = world.clerk("leader01").await.get("/api/audit?action=photo_attached").await;
    assert_eq!(log["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!((&log["rows"][0]["account"], &log["rows"][0]["record_id"]), (&json!("station01"), &json!(record)));
    let lines = cast::stdout(&world.run(&["export", "--kind", "hazard_report"]).await);
    let line: Value = serde_json::from_str(lines.trim()).expect("one line");
    assert_eq!(line["photos"].as_array().map(Vec::len), Some(1));
    assert_eq!((&line["attached"][0]["sha256"], &line["attached"][0]["stored"]), (&added["sha256"], &json!(true)));
    let told = cast::stdout(&world.run(&["verify"]).await);
    assert!(told.contains("1 pictures added by the office"), "{told}");
}

#[tokio::test]
async fn others_see_of_it_what_they_see_of_the_record_and_nobody_takes_what_is_not_theirs() {
    let world = World::new().await;
    let record = hazard_without_its_picture(&world).await;
    let (mine, school) = (Office::of(&world, "station01").await, Office::of(&world, "school01").await);
    let (stranger, city) = (Office::of(&world, "station02").await, Office::of(&world, "city01").await);
    let upload = school.uploaded(&from_camera(60, 40, 10)).await;
    let theirs = wish(upload, "after", "");
    assert_eq!(code(mine.attach(&record, &theirs).await).await, (404, "photo-unknown".into()), "another's upload");
    let foreign = wish(stranger.uploaded(&from_camera(60, 40, 20)).await, "after", "");
    assert_eq!(code(stranger.attach(&record, &foreign).await).await, (404, "not-found".into()));
    let added = json_of(school.attach(&record, &theirs).await).await;
    assert_eq!(code(mine.attach(&record, &theirs).await).await, (404, "photo-unknown".into()), "it stays the school's");
    assert_eq!(mine.record(&record).await["attached"], json!([added]));
    assert_eq!(stranger.bytes(&added["sha256"], "").await.0, 404);
    let (status, copy) = school.bytes(&added["sha256"], "").await;
    assert_eq!(status, 200);
    assert_ne!(json!(hex(&copy)), added["sha256"], "who may not keep originals sees the copy with a name");
    assert_eq!(stranger.withdraw(&record, &added["photo_id"]).await, 404);
    assert_eq!(city.withdraw(&record, &added["photo_id"]).await, 403, "only whoever added it");
    for office in ["town01", "edu01", "head01"] {
        let office = Office::of(&world, office).await;
        let upload = office.uploaded(&from_camera(60, 40, 30)).await;
        assert_eq!(office.attach(&record, &wish(upload, "before", "")).await.status().as_u16(), 201);
    }
    verified(&world).await;
}

#[tokio::test]
async fn a_picture_that_was_withdrawn_is_told_and_its_bytes_go() {
    let world = World::new().await;
    let record = hazard_without_its_picture(&world).await;
    let office = Office::of(&world, "station01").await;
    let upload = office.uploaded(&from_camera(300, 200, 90)).await;
    let asked = wish(upload, "after", "拿错了");
    let added = json_of(office.attach(&record, &asked).await).await;
    let (_, picture) = office.bytes(&added["sha256"], "").await;
    for _ in 0..2 {
        assert_eq!(office.withdraw(&record, &added["photo_id"]).await, 204, "the second time it is done already");
    }
    let shown = office.record(&record).await["attached"][0].clone();
    assert!(shown["withdrawn_ms"].is_i64() && shown["stored"] == json!(false), "{shown}");
    assert_eq!((&shown["sha256"], &shown["caption"]), (&added["sha256"], &json!("拿错了")), "the line stays");
    assert_eq!(office.bytes(&added["sha256"], "").await.0, 404);
    assert_eq!(code(office.attach(&record, &asked).await).await, (409, "attachment-withdrawn".into()));
    let log = world.clerk("leader01").await.get("/api/audit?action=photo_withdrawn").await;
    assert_eq!((log["rows"].as_array().map(Vec::len), &log["rows"][0]["record_id"]), (Some(1), &json!(record)));
    let lines = cast::stdout(&world.run(&["export"]).await);
    assert!(lines.contains("withdrawn_at") && lines.contains(added["sha256"].as_str().expect("a digest")), "{lines}");
    verified(&world).await;

    assert!(stored(&world.kept(), &picture).is_some(), "for a month, as with all that is dropped");
    let long_ago = server::clock::now().0 - 31 * 24 * 3_600_000;
    let world = world
        .disturbed(async |kept| kept.change(&format!("UPDATE dropped_photos SET dropped_at = {long_ago}")).await)
        .await;
    world.until(async || stored(&world.kept(), &picture).is_none()).await;
    verified(&world).await;
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_can_be_ended() {
    let world = World::new().await;
    let record = hazard_without_its_picture(&world).await;
    let office = Office::of(&world, "station01").await;
    let words = office.uploaded("整改情况说明".repeat(50).as_bytes()).await;
    assert_eq!(code(office.attach(&record, &wish(words, "after", "")).await).await, (422, "not-an-image".into()));
    let ended = office.send(Method::DELETE, &upload_path(words, 1), &[], &[]).await;
    assert_eq!(ended.status().as_u16(), 204, "nothing names it, so it does not stand in the way");
    let whole = from_camera(300, 200, 50);
    let cut = office.uploaded(&whole[..whole.len() - 30]).await;
    assert_eq!(code(office.attach(&record, &wish(cut, "after", "")).await).await, (422, "image-broken".into()));
    let bomb = office.uploaded(&super::oversize::claims(20_000)).await;
    assert_eq!(code(office.attach(&record, &wish(bomb, "after", "")).await).await, (422, "image-too-large".into()));

    let begun = new_id();
    office.create(begun, &whole, whole.len()).await;
    assert_eq!(code(office.attach(&record, &wish(begun, "after", "")).await).await, (409, "upload-unfinished".into()));
    let good = office.uploaded(&whole).await;
    let long = wish(good, "after", &"字".repeat(61));
    assert_eq!(code(office.attach(&record, &long).await).await, (422, "caption-too-long".into()));
    let named = wish(good, "after", "联系 13800000000");
    assert_eq!(code(office.attach(&record, &named).await).await, (422, "caption-has-identity".into()));
    let nowhere = format!("{}", Uuid::from_bytes(cast::phone::random()));
    assert_eq!(code(office.attach(&nowhere, &wish(good, "after", "")).await).await, (404, "not-found".into()));
    for n in 0..12 {
        let upload = office.uploaded(&from_camera(40, 30, 100 + n)).await;
        assert_eq!(office.attach(&record, &wish(upload, "before", "")).await.status().as_u16(), 201, "picture {n}");
    }
    assert_eq!(code(office.attach(&record, &wish(good, "after", "")).await).await, (422, "attachments-full".into()));
    assert_eq!(office.record(&record).await["attached"].as_array().map(Vec::len), Some(12), "nothing half done");
    verified(&world).await;
}

#[tokio::test]
async fn what_stands_beside_a_record_outlasts_the_sweep_and_a_backup_and_a_changed_byte_is_found() {
    let world = World::new().await;
    let record = hazard_without_its_picture(&world).await;
    let office = Office::of(&world, "station01").await;
    let file = from_camera(500, 300, 70);
    let upload = office.uploaded(&file).await;
    let added = json_of(office.attach(&record, &wish(upload, "after", "")).await).await;
    let (_, picture) = office.bytes(&added["sha256"], "").await;
    let unattached = from_camera(40, 40, 1);
    let idle = office.uploaded(&unattached).await;
    let long_ago = server::clock::now().0 - 61 * 24 * 3_600_000;
    let world = world
        .disturbed(async |kept| {
            kept.change(&format!("UPDATE uploads SET updated_at = {long_ago}")).await;
            kept.change(&format!("UPDATE dropped_photos SET dropped_at = {long_ago}")).await;
        })
        .await;
    let office = Office::of(&world, "station01").await;
    let gone = async || office.send(Method::HEAD, &upload_path(idle, 1), &[], &[]).await.status().as_u16() == 404;
    world.until(gone).await;
    world.until(async || stored(&world.kept(), &file).is_none()).await;
    assert_eq!(office.bytes(&added["sha256"], "").await, (200, picture.clone()), "it stands, and so do its bytes");
    verified(&world).await;
    let (world, backup) = world.backed_up().await;
    let world = world.restored(backup, true).await;
    let office = Office::of(&world, "station01").await;
    assert_eq!(office.record(&record).await["attached"], json!([added]));
    verified(&world).await;

    let mut other = picture.clone();
    other[100] ^= 1;
    let world = world.disturbed(async |kept| std::fs::write(place_of(kept, &picture), &other).expect("written")).await;
    let office = Office::of(&world, "station01").await;
    assert_eq!(code(office.clerk.ask(Method::GET, &format!("/api/photos/{}", hex(&picture))).await).await.0, 500);
    let told = world.run(&["verify"]).await;
    assert_eq!(told.status.code(), Some(1));
    assert!(cast::stderr(&told).contains(added["sha256"].as_str().expect("a digest")), "{}", cast::stderr(&told));
}
