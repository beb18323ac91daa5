//! Which request an answer is to: one of earlier, one of another request and one by a strange key change nothing, and a
//! phone follows its server from one key to the next.

use std::sync::{Arc, Mutex, atomic::Ordering};

use domain::device_event::DeviceFinding;
use protocol::{
    Body, KeyChange, Kind, OrganizationSecret, ProblemClass, Receipt, SigningKey, VouchedKey, WireProblem,
    server_keys::{KEY_CHANGES, KNOWN_KEY},
    sync::SyncResponse,
};
use store::{anchors, organization_key, records, server_keys};
use sync::{Answer, Failure};

use crate::{
    line::{bound, ours, refusal, tus},
    phone::{BOOT, Phone, server_key},
};

/// Answers the next request with this, signed for it; what was said can be looked at and said again.
fn answers_bound(phone: &Phone, answer: Answer) -> Arc<Mutex<Option<Answer>>> {
    answers_bound_by(phone, server_key(), answer)
}

fn answers_bound_by(phone: &Phone, key: SigningKey, answer: Answer) -> Arc<Mutex<Option<Answer>>> {
    let said = Arc::new(Mutex::new(None));
    let kept = said.clone();
    phone.line.then(move |exchange| {
        let answer = bound(exchange, &key, answer);
        *kept.lock().expect("sound") = Some(answer.clone());
        Ok(answer)
    });
    said
}

fn taken(said: &Mutex<Option<Answer>>) -> Answer {
    said.lock().expect("sound").clone().expect("it was asked for")
}

fn anchors_of(phone: &Phone) -> usize {
    let at = phone.clocks.0.load(Ordering::SeqCst);
    phone.store.read(|tx| anchors::best(tx, BOOT, at)).expect("reads").map_or(0, |anchor| {
        assert!(anchor.err_ms < 1_000, "an exchange of now");
        usize::try_from(anchor.boot_ms).expect("small")
    })
}

/// What the phone noted about itself.
fn findings(phone: &Phone) -> Vec<DeviceFinding> {
    let rows = phone.store.read(|tx| records::page(tx, None, &[Kind::DeviceEvent], 50)).expect("reads");
    let finding = |row: &records::Row| match row.record().expect("reads").read_body() {
        Ok(Body::DeviceEvent(event)) => event.finding,
        _ => None,
    };
    rows.iter().filter_map(finding).collect()
}

fn stop() -> Answer {
    refusal(403, &WireProblem::new(ProblemClass::Auth, "device-revoked"))
}

#[tokio::test]
async fn an_answer_of_earlier_given_once_more_moves_nothing_and_tells_no_time() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    let said = answers_bound(&phone, ours(&phone.held(2)));
    assert_eq!(phone.round().await.failure, None);
    let first = anchors_of(&phone);
    assert!(first > 0, "its time was believed");
    phone.clocks.0.fetch_add(6 * 3_600_000, Ordering::SeqCst);
    phone.save();
    phone.line.answers(taken(&said));
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: false });
    assert_eq!(phone.acked(), 2, "not even moved back");
    let anchor = phone.store.read(|tx| anchors::best(tx, BOOT, 1_000)).expect("reads").expect("kept");
    assert_eq!(usize::try_from(anchor.boot_ms).expect("small"), first, "no second anchor");
    answers_bound(&phone, ours(&phone.held(3)));
    assert_eq!((phone.round().await.failure, phone.acked()), (None, 3));
}

#[tokio::test]
async fn an_answer_that_was_changed_after_it_was_signed_is_none() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    let honest = phone.held(2);
    let later = SyncResponse { server_time: domain::time::UtcMs(1), ..honest.clone() };
    phone.line.then(move |exchange| {
        let signed = bound(exchange, &server_key(), ours(&honest));
        Ok(Answer { body: protocol::to_cbor(&later), ..signed })
    });
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: false });
    let uncovered = phone.held(2);
    phone.line.then(move |exchange| {
        let mut signed = bound(exchange, &server_key(), Answer { body: Vec::new(), ..ours(&uncovered) });
        signed.body = protocol::to_cbor(&uncovered);
        Ok(signed)
    });
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: false });
    let strange = phone.held(2);
    phone.line.then(move |exchange| Ok(bound(exchange, &SigningKey::from_seed(&[66; 32]), ours(&strange))));
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: false });
    assert_eq!((phone.acked(), anchors_of(&phone)), (0, 0));
}

#[tokio::test]
async fn a_server_that_is_known_to_sign_is_not_believed_the_time_without() {
    let phone = Phone::enrolled();
    answers_bound(&phone, ours(&phone.held(0)));
    phone.round().await;
    let before = anchors_of(&phone);
    phone.save();
    phone.clocks.0.fetch_add(600_000, Ordering::SeqCst);
    phone.line.answers(ours(&phone.held(1)));
    assert_eq!(phone.round().await.failure, None);
    assert_eq!(
        phone.acked(),
        1,
        "the receipt is signed by itself: a server that was set back to an earlier release ticks"
    );
    assert_eq!(anchors_of(&phone), before);
}

#[tokio::test]
async fn a_stored_picture_is_ticked_by_the_answer_to_its_own_upload_alone() {
    let phone = Phone::enrolled();
    let photo = phone.save_with_picture(&[2; 9_000], &[1; 5_000]);
    answers_bound(&phone, ours(&phone.held(1)));
    let created =
        |id, offset: &str| tus(201, &[("location", &format!("/v1/photos/{id}.1")), ("upload-offset", offset)]);
    let said = answers_bound(&phone, created(photo.thumb_id, "5000"));
    phone.line.then({
        let id = photo.id;
        move |_| {
            let mut earlier = taken(&said);
            earlier.headers.insert("location".to_owned(), format!("/v1/photos/{id}.1"));
            earlier.headers.insert("upload-offset".to_owned(), "9000".to_owned());
            Ok(earlier)
        }
    });
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos), (0, 1));
    assert_eq!(report.failure, Some(Failure::Unreachable { captive: false }));
    phone.line.forget();
    phone.clocks.0.fetch_add(600_000, Ordering::SeqCst);
    answers_bound(&phone, ours(&phone.held(1)));
    answers_bound(&phone, created(photo.id, "9000"));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos, report.failure), (1, 0, None));
}

#[tokio::test]
async fn a_word_to_stop_that_is_not_to_this_request_is_reported_and_not_believed() {
    let phone = Phone::enrolled();
    phone.save_many(3);
    let said = answers_bound(&phone, stop());
    assert_eq!(phone.fails().await, Failure::Auth { code: "device-revoked".to_owned() }, "the server's own");
    assert_eq!(findings(&phone), []);
    phone.line.answers(taken(&said));
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: true }, "given once more");
    assert_eq!(findings(&phone), [DeviceFinding::OrderNotBelieved]);
    phone.line.answers(stop());
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: true }, "by nobody");
    let stranger = SigningKey::from_seed(&[66; 32]);
    phone.line.then(move |exchange| Ok(bound(exchange, &stranger, stop())));
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: true }, "by a stranger");
    assert_eq!(findings(&phone).len(), 1, "once a day");
    let pending = phone.store.read(records::pending_count).expect("reads");
    assert_eq!(pending, 4, "whatever was said, everything is still here, and the report with it");
}

#[tokio::test]
async fn a_server_of_before_stops_a_phone_as_it_did() {
    let phone = Phone::enrolled();
    phone.line.answers(stop());
    assert_eq!(phone.fails().await, Failure::Auth { code: "device-revoked".to_owned() });
    assert_eq!(findings(&phone), []);
}

/// What a server answers that signs with this key now, to a phone that knows another.
fn by(key: &SigningKey, honest: &SyncResponse) -> SyncResponse {
    let receipt = &honest.ack.receipt;
    let mut answer = honest.clone();
    answer.ack.receipt =
        Receipt::sign(key, receipt.stream_id, receipt.acked_upto, receipt.head, receipt.received_at, receipt.epoch);
    answer
}

#[tokio::test]
async fn a_phone_that_was_away_follows_its_server_over_two_keys() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    let [second, third] = [[10; 32], [11; 32]].map(|seed| SigningKey::from_seed(&seed));
    let organization = OrganizationSecret::from_seed(&[4; 32]).public();
    let now = by(&third, &phone.held(2));
    let (answer, key) = (ours(&now), SigningKey::from_seed(&[11; 32]));
    phone.line.then(move |exchange| Ok(bound(exchange, &key, answer)));
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: false }, "nobody vouches for that key");
    assert_eq!(phone.acked(), 0);

    let told = KeyChange::header(&[KeyChange::sign(&server_key(), &second), KeyChange::sign(&second, &third)]);
    let vouched = Some(VouchedKey::sign(&third, organization));
    let (answer, key) = (ours(&SyncResponse { organization_key: vouched, ..now }), SigningKey::from_seed(&[11; 32]));
    phone.line.then(move |exchange| {
        let mut answer = bound(exchange, &key, answer);
        answer.headers.insert(KEY_CHANGES.to_owned(), told);
        Ok(answer)
    });
    assert_eq!((phone.round().await.failure, phone.acked()), (None, 2));
    let known = phone.store.read(server_keys::get).expect("reads").expect("enrolled");
    assert_eq!(known.all().copied().collect::<Vec<_>>(), [third.public(), second.public(), server_key().public()]);
    assert_eq!(phone.store.read(organization_key::get).expect("reads"), Some(organization));
    assert!(!phone.store.read(organization_key::is_wanted).expect("reads"));

    phone.save();
    answers_bound_by(&phone, SigningKey::from_seed(&[10; 32]), ours(&by(&second, &phone.held(3))));
    assert_eq!((phone.round().await.failure, phone.acked()), (None, 3), "a node that was not started anew yet");
    let names: Vec<_> = phone.line.seen().iter().map(|it| it.headers[KNOWN_KEY].clone()).collect();
    assert_eq!(names, [server_key().public(), server_key().public(), third.public()].map(|key| key.id().to_string()));
    phone.save();
    answers_bound(&phone, ours(&phone.held(4)));
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: false }, "the key of long ago is over");
}
