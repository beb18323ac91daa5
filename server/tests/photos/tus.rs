//! What the protocol tus 1.0 asks of a server, word for word.

use protocol::tus::upload_path;

use super::*;

async fn ask(phone: &mut Phone, method: Method, path: &str, fields: &[(&'static str, String)]) -> Response {
    phone.signed(method, path, vec![], headers(fields)).await
}

#[tokio::test]
async fn it_says_what_it_can() {
    let world = World::new().await;
    for path in [protocol::tus::PATH.to_owned(), upload_path(new_id(), 1)] {
        let asked = world.http.request(Method::OPTIONS, format!("{}{path}", world.server.url)).send().await;
        let options = asked.expect("the server answers");
        assert_eq!(options.status().as_u16(), 204);
        let says = |name: &str| options.headers()[name].to_str().expect("text").to_owned();
        assert_eq!(says("tus-version"), "1.0.0");
        assert_eq!(says("tus-extension"), "creation,creation-with-upload,checksum,expiration,termination");
        assert_eq!(says("tus-checksum-algorithm"), "sha1,sha256");
        assert_eq!(says("tus-max-size"), "8388608");
    }
}

#[tokio::test]
async fn another_version_of_the_protocol_is_refused_before_anything_is_done() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let answer = ask(&mut phone, Method::POST, protocol::tus::PATH, &[("tus-resumable", "0.2.2".into())]).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["tus-version"]), (412, &HeaderValue::from_static("1.0.0")));
}

#[tokio::test]
async fn an_upload_tells_all_about_itself() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(30_000);
    let (wanted, path) = begun(&mut phone, &bytes).await;
    let told = head(&mut phone, &path).await;
    let says = |name: &str| told.headers()[name].to_str().expect("text").to_owned();
    assert_eq!((says("upload-length"), says("upload-metadata")), ("30000".into(), wanted.header()));
    assert_eq!((says("cache-control"), says("tus-resumable")), ("no-store".into(), "1.0.0".into()));
    // Mon, 02 Jan 2006 15:04:05 GMT, at least sixty days from now.
    let until = chrono::NaiveDateTime::parse_from_str(&says("upload-expires"), "%a, %d %b %Y %H:%M:%S GMT");
    let left = until.expect("a date").and_utc() - chrono::Utc::now();
    assert!((59..=61).contains(&left.num_days()), "{left}");
    assert_eq!(told.headers().get("content-encoding"), None);
    let done = patch(&mut phone, &path, 0, &bytes).await;
    assert_eq!(at(&done), (204, 30_000));
    assert!(head(&mut phone, &path).await.headers().get("upload-expires").is_none(), "evidence does not expire");
}

#[tokio::test]
async fn a_checksum_of_either_kind_is_compared() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = b"hello world".to_vec();
    let (_, path) = begun(&mut phone, &bytes).await;
    let with = |checksum: &str| {
        headers(&[
            ("content-type", protocol::tus::OFFSET_MEDIA_TYPE.to_owned()),
            ("upload-offset", "0".to_owned()),
            ("upload-checksum", checksum.to_owned()),
        ])
    };
    for (checksum, told) in [
        ("sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=", (460, "checksum-mismatch".to_owned())),
        ("sha256 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", (460, "checksum-mismatch".to_owned())),
        ("crc32 AAAAAA==", (400, "bad-checksum-algorithm".to_owned())),
        ("sha1 short", (400, "bad-checksum-algorithm".to_owned())),
    ] {
        let answer = phone.signed(Method::PATCH, &path, bytes.clone(), with(checksum)).await;
        assert_eq!(refused(answer).await, told, "{checksum}");
        assert_eq!(at(&head(&mut phone, &path).await), (200, 0));
    }
    // The example of the protocol's own text.
    let answer = phone.signed(Method::PATCH, &path, bytes, with("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")).await;
    assert_eq!(at(&answer), (204, 11));
}

#[tokio::test]
async fn what_is_no_chunk_is_refused() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(30_000);
    let (wanted, path) = begun(&mut phone, &bytes).await;
    let plain = headers(&[("upload-offset", "0".to_owned()), ("content-type", "image/jpeg".to_owned())]);
    let answer = phone.signed(Method::PATCH, &path, bytes.clone(), plain).await;
    assert_eq!(refused(answer).await, (415, "bad-media-type".into()));
    let offsetless = headers(&[("content-type", protocol::tus::OFFSET_MEDIA_TYPE.to_owned())]);
    let answer = phone.signed(Method::PATCH, &path, bytes.clone(), offsetless).await;
    assert_eq!(refused(answer).await, (400, "malformed".into()));
    let longer = [bytes.clone(), vec![0]].concat();
    assert_eq!(refused(patch(&mut phone, &path, 0, &longer).await).await, (413, "photo-too-large".into()));
    let huge = picture(512 * 1024 + 1);
    assert_eq!(refused(patch(&mut phone, &path, 0, &huge).await).await, (413, "too-large".into()));
    let answer = create(&mut phone, &wanted, 9 * 1024 * 1024, &[]).await;
    assert_eq!(refused(answer).await, (413, "photo-too-large".into()));
    assert_eq!(ask(&mut phone, Method::GET, &path, &[]).await.status().as_u16(), 405);
    assert_eq!(ask(&mut phone, Method::POST, &path, &[]).await.status().as_u16(), 405);
    assert_eq!(at(&head(&mut phone, &path).await), (200, 0), "nothing of it counted");
}

#[tokio::test]
async fn an_owner_may_end_what_is_unfinished_and_nothing_else() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(90_000);
    let (wanted, path) = begun(&mut phone, &bytes).await;
    patch(&mut phone, &path, 0, &bytes[..50_000]).await;
    assert_eq!(staged(&world.kept()).len(), 1);
    assert_eq!(ask(&mut phone, Method::DELETE, &path, &[]).await.status().as_u16(), 204);
    assert_eq!(staged(&world.kept()).len(), 0, "its room is given back at once");
    assert_eq!(head(&mut phone, &path).await.status().as_u16(), 404);
    assert_eq!(refused(patch(&mut phone, &path, 50_000, &bytes[50_000..]).await).await, (404, "photo-unknown".into()));
    // The same picture may begin again, and when it is stored it is evidence.
    assert_eq!(at(&create(&mut phone, &wanted, bytes.len(), &bytes).await), (201, 90_000));
    assert_eq!(refused(ask(&mut phone, Method::DELETE, &path, &[]).await).await, (403, "photo-stored".into()));
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
}

#[tokio::test]
async fn a_proxy_that_passes_only_posts_is_no_hindrance() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(20_000);
    let (_, path) = begun(&mut phone, &bytes).await;
    // What is signed is the method that is meant.
    let mut fields = phone.request_for(Method::PATCH, &path, &bytes, chunk_headers(0, &bytes));
    fields.insert("x-http-method-override", HeaderValue::from_static("PATCH"));
    let sent = world.http.post(format!("{}{path}", world.server.url)).headers(fields).body(bytes.clone()).send().await;
    let answer = sent.expect("the server answers");
    assert_eq!(at(&answer), (204, 20_000));
}
