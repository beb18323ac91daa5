//! Enrolling: one key however often it is tried, and a clear word for every refusal.

use domain::{enroll_code::EnrollCode, ids::DeviceId, time::UtcMs};
use protocol::{
    ProblemClass, WireProblem, chain,
    enroll::{EnrollRequest, EnrollResponse},
    from_cbor,
};
use store::{anchors, identity, stream};
use sync::{Enrollment, Failure, enroll};
use uuid::Uuid;

use crate::{
    line::{ours, portal, refusal},
    phone::{BOOT, Phone, epoch, server_key},
};

fn code() -> EnrollCode {
    EnrollCode::from_random([3; 15])
}

fn accepted(nonce: u8) -> sync::Answer {
    ours(&EnrollResponse {
        device_id: DeviceId(Uuid::from_u128(9)),
        device_no: "0012".into(),
        organization: "福清市护校安园行动办公室".into(),
        place: "城关小学".into(),
        audience: "huxiao-test".into(),
        server_key: server_key().public(),
        epoch: epoch(1),
        nonce: [nonce; 16].into(),
        server_time: UtcMs(1_900_000_000_000),
        organization_key: None,
    })
}

async fn try_to_enroll(phone: &Phone) -> Result<identity::Identity, Failure> {
    let code = code();
    let enrollment =
        Enrollment { server: "http://gate.example/", code: &code, label: "Linux", app_version: "0.1.0-test" };
    enroll(&phone.store, &*phone.clocks, &phone.line, enrollment).await
}

fn asked(phone: &Phone) -> Vec<EnrollRequest> {
    phone.line.seen().iter().map(|it| from_cbor(&it.body).expect("an enrollment")).collect()
}

#[tokio::test]
async fn a_phone_that_enrolls_knows_who_it_is_and_can_record() {
    let phone = Phone::blank();
    phone.line.answers(accepted(3));
    let identity = try_to_enroll(&phone).await.expect("enrolls");
    assert_eq!((identity.device_no.as_str(), identity.server_url.as_str()), ("0012", "http://gate.example"));
    let request = asked(&phone).remove(0);
    request.verify().expect("the phone holds its key");
    assert_eq!((request.code, request.public_key), (code().as_str().to_owned(), identity.signing_key().public()));
    let stream = phone.store.read(stream::current).expect("a stream");
    assert_eq!(stream.genesis, chain::genesis(stream.stream_id, &request.public_key, &[3; 16]));
    assert_eq!(phone.save().seq, 1);
    assert!(phone.store.read(|tx| anchors::best(tx, BOOT, 0)).expect("reads").is_some());
}

#[tokio::test]
async fn the_same_key_is_offered_again_after_a_lost_answer() {
    let phone = Phone::blank();
    phone.line.is_cut().is_cut().answers(accepted(3));
    assert_eq!(try_to_enroll(&phone).await, Err(Failure::Unreachable { captive: false }));
    assert!(try_to_enroll(&phone).await.is_err());
    try_to_enroll(&phone).await.expect("enrolls");
    let keys: Vec<_> = asked(&phone).into_iter().map(|it| it.public_key).collect();
    assert!(keys[0] == keys[1] && keys[1] == keys[2]);
}

#[tokio::test]
async fn the_same_answer_twice_leaves_the_stream_as_it_is() {
    let phone = Phone::blank();
    phone.line.answers(accepted(3)).answers(accepted(3)).answers(accepted(4));
    try_to_enroll(&phone).await.expect("enrolls");
    phone.save();
    let before = phone.stream();
    try_to_enroll(&phone).await.expect("enrolls again");
    assert_eq!(phone.stream(), before);
    try_to_enroll(&phone).await.expect("enrolls as another");
    assert_eq!(
        (phone.stream().number, phone.stream().last_seq()),
        (1, 1),
        "another nonce begins another stream, and what was unsent goes along"
    );
}

#[tokio::test]
async fn every_refusal_has_its_own_word() {
    let phone = Phone::blank();
    for code in ["code-used", "code-expired", "code-unknown"] {
        phone.line.answers(refusal(409, &WireProblem::new(ProblemClass::Refused, code)));
        assert_eq!(try_to_enroll(&phone).await.expect_err("refused").problem().code, code);
    }
    for status in [200, 302, 404, 511] {
        phone.line.answers(portal(status));
        assert_eq!(try_to_enroll(&phone).await.expect_err("refused").problem_code(), "not-our-server");
    }
    phone.line.is_cut();
    assert_eq!(try_to_enroll(&phone).await.expect_err("refused").problem_code(), "server-unreachable");
    assert_eq!(phone.store.read(identity::get).expect("reads"), None);
}
