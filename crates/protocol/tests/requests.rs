//! Golden requests: what phones of the first release sent, byte for byte, with the signatures they made then.
//!
//! The vectors of records (`golden.rs`) hold what is chained; these hold what carries it. A phone that was not updated for
//! years sends exactly these forms, and a build that no longer reads them, or verifies them otherwise, would turn it
//! away with its work. An existing file is law; `HUXIAO_CODEGEN=write` makes only missing ones.

mod cast;

use std::{fs, path::PathBuf};

use data_encoding::HEXLOWER;
use domain::{photo::Digest, time::UtcMs};
use protocol::{
    KeyChange, PROTO, Receipt, Record, Seal, ServerEpoch, ServerKeys, SigningKey,
    answer::{self, AnswerSig, Said},
    auth::{self, DeviceSig, Request},
    chain,
    enroll::EnrollRequest,
    from_cbor,
    quarantine::QuarantineRequest,
    sha256,
    sync::{Backlog, Push, SyncRequest, Thing},
    to_cbor,
};

/// A file of the first release; written when it is missing and that is asked for.
fn frozen(name: &str, today: impl FnOnce() -> String) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1").join(name);
    if !path.exists() && std::env::var("HUXIAO_CODEGEN").is_ok_and(|it| it == "write") {
        fs::write(&path, today() + "\n").expect("the vector is written");
    }
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display())).trim_end().to_owned()
}

fn frozen_bytes(name: &str, today: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    let text = frozen(&format!("{name}.hex"), || HEXLOWER.encode(&today()));
    HEXLOWER.decode(text.as_bytes()).expect("hex")
}

/// The first six records of the cast, and the chain at each.
fn records() -> (Vec<Vec<u8>>, Vec<Digest>) {
    let records: Vec<Vec<u8>> = cast::one_of_each_kind()[..6].iter().map(Record::encode).collect();
    let genesis = chain::genesis(cast::stream(), &cast::device().public(), &[7; 16]);
    let hashes = records.iter().scan(genesis, |hash, bytes| {
        *hash = chain::next(hash, bytes);
        Some(*hash)
    });
    let hashes = hashes.collect();
    (records, hashes)
}

fn request(full: bool) -> SyncRequest {
    let (records, hashes) = records();
    let push = || Push {
        records: records.iter().cloned().map(Into::into).collect(),
        seal: Seal::sign(&cast::device(), cast::stream(), 1, 6, &hashes[5], cast::time(9)),
    };
    SyncRequest {
        proto: PROTO,
        app_version: "0.1.0".into(),
        stream_id: cast::stream(),
        now: cast::time(9),
        anchor: None,
        backlog: Backlog { records: 6, photos: 2, oldest: Some(UtcMs(cast::MORNING)) },
        push: full.then(push),
        cursor: full.then(|| vec![1; 30].into()),
        want_bytes: 65_536,
        wants_organization_key: full.then_some(true),
        repair: full.then(|| vec![Thing { scope: 1, kind: 6, id: [6; 16].into() }]),
    }
}

#[test]
fn a_push_of_the_first_release_is_read_and_its_seal_verifies() {
    let bytes = frozen_bytes("sync_request", || to_cbor(&request(true)));
    let read: SyncRequest = from_cbor(&bytes).expect("a request");
    assert_eq!(read, request(true));
    let push = read.push.expect("a push");
    // The chain is computed from the bytes that came, as the server does.
    let genesis = chain::genesis(read.stream_id, &cast::device().public(), &[7; 16]);
    let head = chain::extend(&genesis, push.records.iter().map(|it| it.as_slice()));
    push.seal.verify(&cast::device().public(), read.stream_id, &head).expect("sealed by the phone");
    for (place, record) in (1..).zip(&push.records) {
        let record = Record::decode(record).expect("an envelope");
        assert_eq!((record.stream_id, record.seq), (read.stream_id, place));
        record.read_body().expect("a body of its shape");
    }
    let other = chain::next(&head, b"one more");
    assert!(push.seal.verify(&cast::device().public(), read.stream_id, &other).is_err(), "and of nothing else");
}

#[test]
fn a_phone_of_the_first_release_that_only_asks_is_read() {
    let bytes = frozen_bytes("sync_request.idle", || to_cbor(&request(false)));
    assert_eq!(from_cbor::<SyncRequest>(&bytes).expect("a request"), request(false));
}

#[test]
fn a_record_given_as_opaque_bytes_in_the_first_release_is_read_and_its_seal_verifies() {
    let (records, hashes) = records();
    let today = QuarantineRequest {
        proto: PROTO,
        app_version: "0.1.0".into(),
        stream_id: cast::stream(),
        now: cast::time(9),
        record: records[5].clone().into(),
        seal: Seal::sign(&cast::device(), cast::stream(), 6, 6, &hashes[5], cast::time(9)),
    };
    let bytes = frozen_bytes("quarantine", || to_cbor(&today));
    let read: QuarantineRequest = from_cbor(&bytes).expect("a request");
    let head = chain::next(&hashes[4], &read.record);
    read.seal.verify(&cast::device().public(), read.stream_id, &head).expect("sealed by the phone");
    assert_eq!(read, today);
}

#[test]
fn an_enrollment_of_the_first_release_is_read_and_signed_by_its_own_key() {
    let sign = || {
        let (label, version) = ("Linux".to_owned(), "0.1.0".to_owned());
        EnrollRequest::sign(&cast::device(), "ABCDEFGHJKMNPQRS".to_owned(), label, version, cast::time(0))
    };
    let bytes = frozen_bytes("enroll", || to_cbor(&sign()));
    let read: EnrollRequest = from_cbor(&bytes).expect("a request");
    read.verify().expect("signed");
    assert_eq!(read, sign());
    let stolen = EnrollRequest { public_key: cast::server().public(), ..read };
    assert!(stolen.verify().is_err());
}

/// Phones keep these for years as proof of what was taken.
#[test]
fn a_receipt_of_the_first_release_verifies() {
    let (_, hashes) = records();
    let epoch = ServerEpoch { number: 2, tag: [5; 8].into() };
    let sign = || Receipt::sign(&cast::server(), cast::stream(), 6, hashes[5], UtcMs(cast::MORNING), epoch);
    let bytes = frozen_bytes("receipt", || to_cbor(&sign()));
    let read: Receipt = from_cbor(&bytes).expect("a receipt");
    read.verify(&cast::server().public()).expect("signed by the server");
    assert_eq!(read, sign());
    assert!(Receipt { acked_upto: 7, ..read }.verify(&cast::server().public()).is_err(), "more than was signed");
}

/// The header that says who calls, over the frozen push.
#[test]
fn a_signature_of_the_first_release_is_read_and_verifies() {
    let body = sha256(&[&frozen_bytes("sync_request", || to_cbor(&request(true)))]);
    let request = Request { method: "POST", path: protocol::sync::PATH, body: &body, audience: "fuqing" };
    let text = frozen("authorization.txt", || {
        let header = DeviceSig::sign(&cast::device(), request, 7).header();
        format!("{header}\n{}", auth::content_digest(&body))
    });
    let (header, digest) = text.split_once('\n').expect("two lines");
    assert_eq!(auth::read_content_digest(digest), Some(body));
    let signature = DeviceSig::read(header).expect("a signature");
    assert_eq!(signature.ctr, 7);
    signature.verify(&cast::device().public(), request).expect("signed by the phone");
    let elsewhere = Request { audience: "elsewhere", ..request };
    assert!(signature.verify(&cast::device().public(), elsewhere).is_err(), "for this server alone");
}

/// The headers that tie an answer to its request and lead from one key of the server to the next.
#[test]
fn a_signed_answer_and_a_change_of_key_of_their_release_are_read_and_verify() {
    let authorization = frozen("authorization.txt", || unreachable!("frozen above"));
    let asked =
        answer::asked(&DeviceSig::read(authorization.lines().next().unwrap_or_default()).expect("reads").signature);
    let content = sha256(&[b"body"]);
    let epoch = "2 0505050505050505";
    let said =
        Said { asked: &asked, status: 200, content: Some(&content), upload_offset: Some("16384"), epoch: Some(epoch) };
    let later = SigningKey::from_seed(&[12; 32]);
    let change = KeyChange::sign(&cast::server(), &later);
    let text = frozen("signed_answer.txt", || {
        format!(
            "{}\n{}",
            AnswerSig::sign(&cast::server(), said).header(),
            KeyChange::header(std::slice::from_ref(&change))
        )
    });
    let (signature, changes) = text.split_once('\n').expect("two lines");
    let read = AnswerSig::read(signature).expect("a signature");
    read.verify(&cast::server().public(), said).expect("signed by the server");
    assert!(read.verify(&cast::server().public(), Said { status: 201, ..said }).is_err(), "for this answer alone");
    let mut keys = ServerKeys::of(cast::server().public(), Vec::new());
    assert!(keys.learn(&KeyChange::read(changes).expect("changes")));
    assert_eq!(*keys.newest(), later.public());
}
