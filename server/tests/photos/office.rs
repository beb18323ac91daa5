//! Pictures of the office: the same exchange with the session's cookie and its CSRF token, kept apart from evidence.

use cast::Clerk;
use data_encoding::BASE64;
use protocol::tus::upload_path;
use serde_json::Value;

use super::*;

pub(super) struct Office {
    http: reqwest::Client,
    server: String,
    pub(super) clerk: Clerk,
}

impl Office {
    pub(super) async fn of(world: &World, name: &str) -> Self {
        Self { http: world.http.clone(), server: world.server.url.clone(), clerk: world.clerk(name).await }
    }

    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: &[u8],
        fields: &[(&'static str, String)],
    ) -> Response {
        let (cookie, csrf) = (self.clerk.cookie.clone(), self.clerk.csrf.clone());
        let own = [("tus-resumable", "1.0.0".to_owned()), ("cookie", cookie), ("x-huxiao-csrf", csrf)];
        let mut all = headers(&own);
        all.extend(headers(fields));
        let sent = self.http.request(method, format!("{}{path}", self.server)).headers(all).body(body.to_vec()).send();
        sent.await.expect("the server answers")
    }

    pub(super) async fn create(&self, id: PhotoId, bytes: &[u8], length: usize) -> Response {
        let fields = [("upload-length", length.to_string()), ("upload-metadata", metadata(id, bytes))];
        self.send(Method::POST, protocol::tus::PATH, &[], &fields).await
    }

    async fn patch(&self, path: &str, offset: usize, body: &[u8]) -> Response {
        let fields =
            [("upload-offset", offset.to_string()), ("content-type", protocol::tus::OFFSET_MEDIA_TYPE.to_owned())];
        self.send(Method::PATCH, path, body, &fields).await
    }

    /// A file that is whole on the server; the name under which it was sent.
    pub(super) async fn uploaded(&self, bytes: &[u8]) -> PhotoId {
        let id = new_id();
        self.create(id, bytes, bytes.len()).await;
        assert_eq!(at(&self.patch(&upload_path(id, 1), 0, bytes).await), (204, bytes.len()));
        id
    }
}

fn metadata(id: PhotoId, bytes: &[u8]) -> String {
    let field = |key: &str, value: String| format!("{key} {}", BASE64.encode(value.as_bytes()));
    let fields = [
        field("filename", "整改照片.jpg".to_owned()),
        field("photo_id", id.to_string()),
        field("sha256", hex(bytes)),
        "confidential".to_owned(),
    ];
    fields.join(",")
}

pub(super) async fn code(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, cast::clerk::json_of(response).await["code"].clone())
}

#[tokio::test]
async fn a_clerk_sends_a_picture_as_any_tus_client_would() {
    let world = World::new().await;
    let office = Office::of(&world, "station01").await;
    let (bytes, id) = (picture(700_000), new_id());
    let created = office.create(id, &bytes, bytes.len()).await;
    assert_eq!(at(&created), (201, 0));
    assert!(created.headers().contains_key("upload-expires"));
    let path = created.headers()["location"].to_str().expect("text").to_owned();
    assert_eq!(path, upload_path(id, 1), "a place that can be found again");
    assert_eq!(at(&office.create(id, &bytes, bytes.len()).await), (200, 0));
    assert_eq!(at(&office.patch(&path, 0, &bytes[..5_000]).await), (204, 5_000));
    let head = office.send(Method::HEAD, &path, &[], &[]).await;
    assert_eq!(
        (at(&head), head.headers()["upload-metadata"].to_str().expect("text").to_owned()),
        ((200, 5_000), metadata(id, &bytes))
    );
    // All the rest at once: a client that was not told of chunks.
    assert_eq!(at(&office.patch(&path, 5_000, &bytes[5_000..]).await), (204, 700_000));
    assert_eq!(stored(&world.kept(), &bytes).as_ref(), Some(&bytes));
    let viewed = office.clerk.ask(Method::GET, &format!("/api/photos/{}", hex(&bytes))).await;
    assert_eq!(viewed.status().as_u16(), 404, "no record names it: it is shown to nobody");
    verified(&world).await;
}

#[tokio::test]
async fn without_session_or_token_nothing_is_begun() {
    let world = World::new().await;
    let mut office = Office::of(&world, "station01").await;
    let (bytes, id) = (picture(9_000), new_id());
    let csrf = std::mem::replace(&mut office.clerk.csrf, "another".to_owned());
    assert_eq!(code(office.create(id, &bytes, 9_000).await).await, (403, "bad-csrf".into()));
    // Nor by a GET that means something else.
    let path = upload_path(id, 1);
    let sly = [("x-http-method-override", "DELETE".to_owned())];
    assert_eq!(code(office.send(Method::GET, &path, &[], &sly).await).await, (403, "bad-csrf".into()));
    office.clerk.csrf = csrf;
    office.clerk.cookie = "huxiao_session=nobody".to_owned();
    assert_eq!(code(office.create(id, &bytes, 9_000).await).await, (401, "signed-out".into()));
}

#[tokio::test]
async fn one_clerk_does_not_touch_what_another_sends() {
    let world = World::new().await;
    let (mine, theirs) = (Office::of(&world, "station01").await, Office::of(&world, "station02").await);
    let (bytes, id) = (picture(30_000), new_id());
    let path = upload_path(id, 1);
    theirs.create(id, &bytes, bytes.len()).await;
    assert_eq!(mine.send(Method::HEAD, &path, &[], &[]).await.status().as_u16(), 404);
    assert_eq!(code(mine.patch(&path, 0, &bytes).await).await, (404, "photo-unknown".into()));
    assert_eq!(code(mine.create(id, &bytes, bytes.len()).await).await, (409, "photo-mismatch".into()));
    assert_eq!(mine.send(Method::DELETE, &path, &[], &[]).await.status().as_u16(), 404);
    assert_eq!(theirs.send(Method::DELETE, &path, &[], &[]).await.status().as_u16(), 204);
    let mut phone = world.phone().await;
    let (_, of_phone) = begun(&mut phone, &bytes).await;
    assert_eq!(mine.send(Method::HEAD, &of_phone, &[], &[]).await.status().as_u16(), 404);
}

#[tokio::test]
async fn a_wrong_picture_is_found_and_what_is_attached_to_nothing_expires() {
    let world = World::new().await;
    let office = Office::of(&world, "station01").await;
    let (bytes, id) = (picture(30_000), new_id());
    office.create(id, &bytes, bytes.len()).await;
    let other = picture(30_001)[1..].to_vec();
    assert_eq!(code(office.patch(&upload_path(id, 1), 0, &other).await).await, (422, "hash-mismatch".into()));
    let again = office.create(id, &bytes, bytes.len()).await;
    let path = again.headers()["location"].to_str().expect("text").to_owned();
    assert_eq!(at(&office.patch(&path, 0, &bytes).await), (204, 30_000));
    let long_ago = server::clock::now().0 - 61 * 24 * 3_600_000;
    let world =
        world.disturbed(async |kept| kept.change(&format!("UPDATE uploads SET updated_at = {long_ago}")).await).await;
    let office = Office::of(&world, "station01").await;
    world.until(async || office.send(Method::HEAD, &path, &[], &[]).await.status().as_u16() == 404).await;
    assert!(stored(&world.kept(), &bytes).is_some(), "its bytes stay for another month");
    let world = world
        .disturbed(async |kept| kept.change(&format!("UPDATE dropped_photos SET dropped_at = {long_ago}")).await)
        .await;
    world.until(async || stored(&world.kept(), &bytes).is_none()).await;
    verified(&world).await;
}

#[tokio::test]
async fn a_clerk_who_changes_pictures_takes_back_what_is_attached_to_nothing() {
    let world = World::new().await;
    let (office, other) = (Office::of(&world, "station01").await, Office::of(&world, "station02").await);
    // More often than an account may have pictures begun.
    for n in 0..201_u8 {
        let (bytes, id) = (vec![n; 300], new_id());
        let fields = [
            ("upload-length", bytes.len().to_string()),
            ("upload-metadata", metadata(id, &bytes)),
            ("content-type", protocol::tus::OFFSET_MEDIA_TYPE.to_owned()),
        ];
        let sent = office.send(Method::POST, protocol::tus::PATH, &bytes, &fields).await;
        assert_eq!(at(&sent), (201, 300), "picture {n}");
        let path = upload_path(id, 1);
        if n == 0 {
            assert_eq!(other.send(Method::DELETE, &path, &[], &[]).await.status().as_u16(), 404, "it is another's");
        }
        assert_eq!(office.send(Method::DELETE, &path, &[], &[]).await.status().as_u16(), 204);
        assert_eq!(office.send(Method::HEAD, &path, &[], &[]).await.status().as_u16(), 404);
        assert!(stored(&world.kept(), &bytes).is_some(), "its bytes stay for a month, as those of all that is dropped");
    }
    // What a record names meanwhile is evidence, whoever sent it first.
    let (bytes, id) = (picture(9_000), new_id());
    office.create(id, &bytes, bytes.len()).await;
    let path = upload_path(id, 1);
    assert_eq!(at(&office.patch(&path, 0, &bytes).await), (204, 9_000));
    let named = "INSERT INTO photos (photo_id, record_id, place, role, sha256, bytes, width, height) \
         SELECT photo_id, photo_id, 0, 'picture', sha256, length, 1, 1 FROM uploads WHERE state = 'stored'";
    let world = world.disturbed(async |kept| kept.change(named).await).await;
    let office = Office::of(&world, "station01").await;
    assert_eq!(code(office.send(Method::DELETE, &path, &[], &[]).await).await, (403, "photo-stored".into()));
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
}

#[tokio::test]
async fn a_picture_sent_at_once_with_a_checksum_is_compared_before_a_byte_of_it_counts() {
    let world = World::new().await;
    let office = Office::of(&world, "station01").await;
    let (bytes, id) = (picture(2_000_000), new_id());
    office.create(id, &bytes, bytes.len()).await;
    let path = upload_path(id, 1);
    let send = async |told: &[u8]| {
        let fields = [
            ("upload-offset", "0".to_owned()),
            ("content-type", protocol::tus::OFFSET_MEDIA_TYPE.to_owned()),
            ("upload-checksum", upload_checksum(&sha256(&[told]))),
        ];
        office.send(Method::PATCH, &path, &bytes, &fields).await
    };
    assert_eq!(code(send(&bytes[1..]).await).await, (460, "checksum-mismatch".into()));
    assert_eq!(at(&office.send(Method::HEAD, &path, &[], &[]).await), (200, 0), "nothing of it was taken");
    assert_eq!(at(&send(&bytes).await), (204, 2_000_000));
    assert_eq!(stored(&world.kept(), &bytes).as_ref(), Some(&bytes));
    verified(&world).await;
}

#[tokio::test]
async fn a_picture_of_no_bytes_is_refused_as_what_it_is() {
    let world = World::new().await;
    let office = Office::of(&world, "station01").await;
    assert_eq!(code(office.create(new_id(), &[], 0).await).await, (400, "photo-empty".into()));
    let mut phone = world.phone().await;
    let wanted = reported(&mut phone, &[]).await;
    assert_eq!(refused(create(&mut phone, &wanted, 0, &[]).await).await, (400, "photo-empty".into()));
}

#[tokio::test]
async fn an_account_never_takes_the_place_of_a_picture_that_a_record_names() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(9_000);
    let wanted = reported(&mut phone, &bytes).await;
    world.until(async || world.metric("huxiao_records_projected_total").await >= 1).await;
    let office = Office::of(&world, "station01").await;
    let other = picture(5_000);
    assert_eq!(code(office.create(wanted.photo_id, &other, 5_000).await).await, (409, "photo-mismatch".into()));
    assert_eq!(create(&mut phone, &wanted, bytes.len(), &bytes).await.status().as_u16(), 201, "its phone sends it");
}
