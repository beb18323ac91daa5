//! The signing key, one after the other: who says which key it knows is led on, who does not is answered as ever; and each
//! answer is signed together with the request that it is to.

mod cast;

use cast::{Phone, SCHOOL, World};
use domain::photo::Digest;
use protocol::{
    KeyChange, MEDIA_TYPE, PublicKey, ServerKeys,
    answer::{self, AnswerSig, SIGNATURE, Said},
    auth::{self, CONTENT_DIGEST, DeviceSig},
    enroll::EnrollResponse,
    from_cbor,
    server_keys::{KEY_CHANGES, KNOWN_KEY, NO_KEY},
    sha256,
    sync::SyncResponse,
    to_cbor, tus,
};
use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderValue},
};

/// An answer as it came, with what it was to.
struct Told {
    asked: Digest,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Told {
    fn text(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether this key signed it for this request.
    fn is_signed_by(&self, key: &PublicKey, asked: &Digest) -> bool {
        let content = self.text(CONTENT_DIGEST).and_then(auth::read_content_digest);
        assert_eq!(content, (!self.body.is_empty()).then(|| sha256(&[&self.body])), "the whole body is covered");
        let said = Said {
            asked,
            status: self.status.as_u16(),
            content: content.as_ref(),
            upload_offset: self.text("upload-offset"),
            epoch: self.text(tus::EPOCH),
        };
        AnswerSig::read(self.text(SIGNATURE).expect("it is signed")).expect("reads").verify(key, said).is_ok()
    }
}

/// A request of a phone that says which key it knows.
async fn ask(phone: &mut Phone, path: &str, body: Vec<u8>, more: &[(&'static str, String)]) -> Told {
    let known = phone.identity().server_key;
    let mut headers = HeaderMap::new();
    headers.insert(KNOWN_KEY, HeaderValue::from_str(&known.id().to_string()).expect("text"));
    for (name, value) in more {
        headers.insert(*name, HeaderValue::from_str(value).expect("text"));
    }
    let headers = phone.request_for(Method::POST, path, &body, headers);
    let signed = DeviceSig::read(headers["authorization"].to_str().expect("text")).expect("it is signed");
    let asked = answer::asked(&signed.signature);
    let sent = phone.http.post(format!("{}{path}", phone.server)).headers(headers).body(body).send();
    let response = sent.await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    Told { asked, status, headers, body: response.bytes().await.expect("a body").to_vec() }
}

async fn sync(phone: &mut Phone) -> Told {
    let body = to_cbor(&phone.request(None));
    ask(phone, protocol::sync::PATH, body, &[]).await
}

#[tokio::test]
async fn each_answer_is_signed_for_the_request_it_is_to() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let key = phone.identity().server_key;
    let one = sync(&mut phone).await;
    let other = sync(&mut phone).await;
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    assert!(one.is_signed_by(&key, &one.asked) && other.is_signed_by(&key, &other.asked));
    assert!(!one.is_signed_by(&key, &other.asked), "and for no other");
    let refused = ask(&mut phone, protocol::sync::PATH, b"no cbor".to_vec(), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.is_signed_by(&key, &refused.asked), "a refusal too");

    let metadata = phone.report(b"picture");
    phone.push_all().await;
    let told = [
        ("tus-resumable", tus::VERSION.to_owned()),
        ("upload-length", "7".to_owned()),
        ("upload-metadata", metadata.header()),
        ("content-type", tus::OFFSET_MEDIA_TYPE.to_owned()),
        ("upload-checksum", tus::upload_checksum(&sha256(&[b"picture"]))),
    ];
    let mut stored = ask(&mut phone, tus::PATH, b"picture".to_vec(), &told).await;
    assert_eq!((stored.status, stored.text("upload-offset")), (StatusCode::CREATED, Some("7")));
    assert!(stored.is_signed_by(&key, &stored.asked), "what ticks a picture");
    stored.headers.insert("upload-offset", HeaderValue::from_static("6"));
    assert!(!stored.is_signed_by(&key, &stored.asked));

    let (device, data) = (phone.identity().device_no.clone(), world.dir.path().display().to_string());
    let order = ["device", "revoke", "--data", &data, &device, "--reason", "丢失"];
    let stopped = world.run_as_is(&order).await;
    assert!(stopped.status.success(), "{}", cast::stderr(&stopped));
    let stopped = sync(&mut phone).await;
    assert_eq!(stopped.status, StatusCode::FORBIDDEN);
    assert!(stopped.is_signed_by(&key, &stopped.asked), "the word to stop");
}

#[tokio::test]
async fn phones_of_before_are_answered_as_ever_and_by_the_first_key() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let body = to_cbor(&phone.request(None));
    let unsaid = phone.signed(Method::POST, protocol::sync::PATH, body, HeaderMap::new()).await;
    assert!(unsaid.headers().get(SIGNATURE).is_none() && unsaid.headers().get(KEY_CHANGES).is_none());
    let world = world.disturbed(async |kept| kept.rotate_key().await).await;
    phone.server.clone_from(&world.server.url);
    phone.record(&protocol::Body::SessionOpen(session()), None);
    let answer = phone.push_all().await;
    answer.ack.receipt.verify(&phone.identity().server_key).expect("the only key it knows");
    let late = world.phone().await;
    assert_eq!(late.identity().server_key, phone.identity().server_key);
    let vouched = late.identity().organization_key.clone().expect("given");
    vouched.verify(&late.identity().server_key).expect("by the same");
    let checked = world.run(&["verify"]).await;
    assert!(checked.status.success(), "{}", cast::stderr(&checked));
}

fn session() -> domain::session::SessionOpen {
    domain::session::SessionOpen { method: domain::session::SignInMethod::Tile }
}

#[tokio::test]
async fn who_says_an_earlier_key_is_led_on_and_keeps_its_place_in_the_feed() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let first = phone.identity().server_key;
    phone.sync(None).await.expect("pulls all");
    let world = world.disturbed(async |kept| kept.rotate_key().await).await;
    let world = world.disturbed(async |kept| kept.rotate_key().await).await;
    phone.server.clone_from(&world.server.url);
    let told = sync(&mut phone).await;
    assert_eq!(told.status, StatusCode::OK, "the cursor of before is known");
    let mut keys = ServerKeys::of(first, Vec::new());
    assert!(keys.learn(&KeyChange::read(told.text(KEY_CHANGES).expect("told")).expect("reads")));
    assert_eq!(keys.all().count(), 3);
    assert!(told.is_signed_by(keys.newest(), &told.asked));
    assert_eq!(told.text("content-type"), Some(MEDIA_TYPE));
    let answer: SyncResponse = from_cbor(&told.body).expect("reads");
    answer.ack.receipt.verify(keys.newest()).expect("signed by the newest");
    assert!(answer.pull.changes.is_empty(), "and nothing is told twice");
    phone.identity.as_mut().expect("enrolled").server_key = *keys.newest();
    assert_eq!(sync(&mut phone).await.text(KEY_CHANGES), None, "who knows the newest is told no more");

    let code = world.codes(SCHOOL, 1).await;
    let late = Phone::new(&world.server.url, world.http.clone());
    let body = to_cbor(&late.enroll_request(&code));
    let sent = late.http.post(format!("{}/v1/enroll", late.server)).header(KNOWN_KEY, NO_KEY).body(body.clone()).send();
    let response = sent.await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    let told =
        Told { asked: sha256(&[&body]), status, headers, body: response.bytes().await.expect("a body").to_vec() };
    let given: EnrollResponse = from_cbor(&told.body).expect("reads");
    assert_eq!(given.server_key, *keys.newest());
    assert!(told.is_signed_by(&given.server_key, &told.asked));
    let mut learnt = ServerKeys::of(given.server_key, Vec::new());
    assert!(learnt.learn(&KeyChange::read(told.text(KEY_CHANGES).expect("told")).expect("reads")));
    assert_eq!(learnt, keys, "all that tags were ever signed by");
}
