//! Pictures arrive in pieces, over connections that break, and count only when they are the signed ones.

mod cast;

use cast::{Phone, World};
use domain::{
    hazard::{HazardReport, SuspectedSeverity},
    ids::{PhotoId, SchoolId},
    photo::{Photo, PhotoRole},
};
use protocol::{
    Body, WireProblem, from_cbor, sha256,
    tus::{self, UploadMetadata},
};
use reqwest::{
    Method, Response,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use uuid::Uuid;

fn headers(fields: &[(&'static str, String)]) -> HeaderMap {
    let field = |(name, value): &(&'static str, String)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"))
    };
    fields.iter().map(field).collect()
}

fn picture(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i * 31 % 251) as u8).collect()
}

fn metadata(phone: &Phone, id: PhotoId, bytes: &[u8]) -> UploadMetadata {
    let role = PhotoRole::Picture;
    UploadMetadata { photo_id: id, stream_id: phone.stream_id, seq: 1, sha256: sha256(&[bytes]), role }
}

async fn create(phone: &mut Phone, wanted: &UploadMetadata, length: usize, body: Vec<u8>) -> Response {
    let mut fields = vec![("upload-length", length.to_string()), ("upload-metadata", wanted.header())];
    if !body.is_empty() {
        fields.push(("content-type", tus::OFFSET_MEDIA_TYPE.to_owned()));
    }
    phone.signed(Method::POST, tus::PATH, body, headers(&fields)).await
}

async fn patch(phone: &mut Phone, path: &str, offset: usize, body: &[u8]) -> Response {
    let fields = [
        ("content-type", tus::OFFSET_MEDIA_TYPE.to_owned()),
        ("upload-offset", offset.to_string()),
        ("upload-checksum", tus::upload_checksum(&sha256(&[body]))),
    ];
    phone.signed(Method::PATCH, path, body.to_vec(), headers(&fields)).await
}

fn offset(response: &Response) -> usize {
    response.headers()["upload-offset"].to_str().expect("text").parse().expect("a number")
}

async fn code(response: Response) -> String {
    from_cbor::<WireProblem>(&response.bytes().await.expect("a body")).expect("a refusal").code
}

fn new_id() -> PhotoId {
    PhotoId(Uuid::from_bytes(cast::phone::random()))
}

fn stored(world: &World, bytes: &[u8]) -> Option<Vec<u8>> {
    let hex: String = sha256(&[bytes]).iter().map(|b| format!("{b:02x}")).collect();
    std::fs::read(world.dir.path().join("objects/sha256").join(&hex[..2]).join(&hex[2..4]).join(&hex)).ok()
}

#[tokio::test]
async fn a_picture_cut_into_pieces_goes_on_where_it_stopped() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (bytes, id) = (picture(300_000), new_id());
    let wanted = metadata(&phone, id, &bytes);
    let created = create(&mut phone, &wanted, bytes.len(), vec![]).await;
    assert_eq!((created.status().as_u16(), offset(&created)), (201, 0));
    let path = created.headers()["location"].to_str().expect("text").to_owned();
    assert_eq!(path, tus::upload_path(id, 1));
    let first = patch(&mut phone, &path, 0, &bytes[..100_000]).await;
    assert_eq!((first.status().as_u16(), offset(&first)), (204, 100_000));
    let lost = patch(&mut phone, &path, 0, &bytes[..100_000]).await;
    assert_eq!((lost.status().as_u16(), offset(&lost)), (409, 100_000), "the true offset, without another request");
    let again = create(&mut phone, &wanted, bytes.len(), vec![]).await;
    assert_eq!((again.status().as_u16(), offset(&again)), (200, 100_000), "creating again is harmless");
    let world = world.restarted().await;
    phone.server = world.server.url.clone();
    let head = phone.signed(Method::HEAD, &path, vec![], HeaderMap::new()).await;
    assert_eq!((head.status().as_u16(), offset(&head)), (200, 100_000));
    patch(&mut phone, &path, 100_000, &bytes[100_000..200_000]).await;
    assert!(stored(&world, &bytes).is_none(), "not before it is whole");
    let last = patch(&mut phone, &path, 200_000, &bytes[200_000..]).await;
    assert_eq!((last.status().as_u16(), offset(&last)), (204, 300_000));
    assert_eq!(stored(&world, &bytes), Some(bytes));
    let staging = std::fs::read_dir(world.dir.path().join("objects/staging"));
    assert_eq!(staging.map(|it| it.count()).unwrap_or(0), 0, "nothing is left behind");
}

#[tokio::test]
async fn a_small_picture_goes_in_one_request_and_twice_is_the_same() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (bytes, id) = (picture(12_000), new_id());
    let wanted = metadata(&phone, id, &bytes);
    for status in [201, 200] {
        let answer = create(&mut phone, &wanted, bytes.len(), bytes.clone()).await;
        assert_eq!((answer.status().as_u16(), offset(&answer)), (status, bytes.len()));
        assert_eq!(answer.headers()["tus-resumable"], "1.0.0");
    }
    assert_eq!(stored(&world, &bytes), Some(bytes.clone()));
    let other = metadata(&phone, id, b"another picture");
    let refused = create(&mut phone, &other, 15, vec![]).await;
    assert_eq!((refused.status().as_u16(), code(refused).await.as_str()), (409, "photo-mismatch"));
}

#[tokio::test]
async fn a_piece_damaged_on_the_way_is_noticed_at_once() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(50_000);
    let wanted = metadata(&phone, new_id(), &bytes);
    let created = create(&mut phone, &wanted, bytes.len(), vec![]).await;
    let path = created.headers()["location"].to_str().expect("text").to_owned();
    let fields = [
        ("content-type", tus::OFFSET_MEDIA_TYPE.to_owned()),
        ("upload-offset", "0".to_owned()),
        ("upload-checksum", tus::upload_checksum(&sha256(&[b"what was meant"]))),
    ];
    let answer = phone.signed(Method::PATCH, &path, bytes[..10_000].to_vec(), headers(&fields)).await;
    assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (460, "checksum-mismatch"));
    let head = phone.signed(Method::HEAD, &path, vec![], HeaderMap::new()).await;
    assert_eq!(offset(&head), 0);
}

#[tokio::test]
async fn other_bytes_than_announced_begin_a_new_attempt() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (bytes, id) = (picture(40_000), new_id());
    let wanted = metadata(&phone, id, &bytes);
    create(&mut phone, &wanted, bytes.len(), vec![]).await;
    let mut torn = bytes.clone();
    torn[39_999] ^= 1;
    patch(&mut phone, &tus::upload_path(id, 1), 0, &torn[..20_000]).await;
    let answer = patch(&mut phone, &tus::upload_path(id, 1), 20_000, &torn[20_000..]).await;
    assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (422, "hash-mismatch"));
    let over = phone.signed(Method::HEAD, &tus::upload_path(id, 1), vec![], HeaderMap::new()).await;
    assert_eq!(over.status().as_u16(), 410);
    let anew = create(&mut phone, &wanted, bytes.len(), bytes.clone()).await;
    assert_eq!(anew.headers()["location"].to_str().expect("text"), tus::upload_path(id, 2));
    assert_eq!(offset(&anew), bytes.len());
    assert_eq!(stored(&world, &bytes), Some(bytes));
}

#[tokio::test]
async fn a_picture_that_the_signed_record_does_not_name_is_refused() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (bytes, id) = (picture(5_000), new_id());
    let photo = Photo {
        id,
        sha256: sha256(&[&bytes]),
        bytes: 5_000,
        width: 40,
        height: 30,
        thumb_id: new_id(),
        thumb_sha256: sha256(&[b"thumb"]),
        thumb_bytes: 5,
        taken: None,
        place: None,
    };
    let report = HazardReport {
        school_id: SchoolId(Uuid::nil()),
        category: "FIR".into(),
        text: "消防通道堵塞".into(),
        severity: SuspectedSeverity::General,
        position: None,
        photos: vec![photo],
    };
    phone.record(&Body::HazardReport(report), None);
    phone.push_all().await;
    let clerk = world.clerk("city01").await;
    world.until(async || clerk.get("/api/hazards").await["hazards"].as_array().is_some_and(|h| h.len() == 1)).await;
    let other = metadata(&phone, id, b"swapped");
    let refused = create(&mut phone, &other, 7, b"swapped".to_vec()).await;
    assert_eq!((refused.status().as_u16(), code(refused).await.as_str()), (422, "hash-mismatch"));
    let wanted = metadata(&phone, id, &bytes);
    assert_eq!(create(&mut phone, &wanted, bytes.len(), bytes).await.status().as_u16(), 201);
}

#[tokio::test]
async fn the_upload_of_another_phone_is_not_there_for_me() {
    let world = World::new().await;
    let (mut mine, mut theirs) = (world.phone().await, world.phone().await);
    let (bytes, id) = (picture(5_000), new_id());
    let wanted = metadata(&theirs, id, &bytes);
    create(&mut theirs, &wanted, bytes.len(), vec![]).await;
    let answer = patch(&mut mine, &tus::upload_path(id, 1), 0, &bytes).await;
    assert_eq!((answer.status().as_u16(), code(answer).await.as_str()), (404, "photo-unknown"));
    let options = world.http.request(Method::OPTIONS, format!("{}{}", world.server.url, tus::PATH)).send().await;
    let options = options.expect("the server answers");
    assert_eq!(options.headers()["tus-version"], "1.0.0");
    assert_eq!(options.headers()["tus-checksum-algorithm"], "sha256");
}
