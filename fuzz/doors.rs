//! Every door by which bytes of strangers come in, each as a function over any bytes: it must not panic, must not take
//! more memory than its caps allow, and what it took for a value must survive being written and read again.
//!
//! The fuzz targets beside this file call one each; `crates/protocol/tests/doors.rs` includes this file and pushes
//! changed golden inputs through the same functions in the ordinary tests.

use std::fmt::Debug;

use domain::{enroll_code::EnrollCode, limits::SYNC_BYTES_MAX, photo::Digest};
use minicbor::{Decode, Encode};
use protocol::{
    Body, Cursor, Entity, EntityKind, KeyChange, Kind, LiveCode, LiveKey, OrganizationSecret, Receipt, Record,
    ServerKeys, SigningKey, Tag, VouchedKey, WireProblem,
    answer::{self, AnswerSig, Said},
    auth::{self, DeviceSig, Request},
    bundle::{HEAD_BYTES, LENGTH_BYTES, Opener, Part, frame_length},
    enroll::{EnrollRequest, EnrollResponse},
    from_cbor,
    quarantine::QuarantineRequest,
    server_keys, sha256,
    sync::{SyncRequest, SyncResponse},
    to_cbor,
    tus::{self, UploadMetadata},
    unpack,
};

/// A door: its name, and what it does with any bytes.
pub type Door = (&'static str, fn(&[u8]));

/// All of them.
pub const DOORS: [Door; 13] = [
    ("packed_request", packed_request),
    ("sync_request", sync_request),
    ("quarantine", quarantine),
    ("record", record),
    ("sync_answer", sync_answer),
    ("cursor", cursor),
    ("upload", upload),
    ("enrollment", enrollment),
    ("bundle", bundle),
    ("bundle_part", bundle_part),
    ("tag", tag),
    ("live_code", live_code),
    ("authorization", authorization),
];

/// What the phone reads at most of an answer.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The seed of the fixed key that bundles and cursors of these tests are made with.
pub const SEED: [u8; 32] = [3; 32];

/// A sync request as it comes, still packed.
pub fn packed_request(bytes: &[u8]) {
    if let Ok(body) = unpack(bytes, SYNC_BYTES_MAX) {
        assert!(body.len() <= SYNC_BYTES_MAX);
        sync_request(&body);
    }
}

/// A sync request, unpacked, and the records in it.
pub fn sync_request(bytes: &[u8]) {
    let Some(request) = survives::<SyncRequest>(bytes) else { return };
    if let Some(push) = request.push {
        for bytes in &push.records {
            record(bytes);
        }
        let head = Digest::from([0; 32]);
        let _unlikely = push.seal.verify(&SigningKey::from_seed(&SEED).public(), request.stream_id, &head);
    }
}

/// The one record that could not be read, as it is given.
pub fn quarantine(bytes: &[u8]) {
    if let Ok(body) = unpack(bytes, SYNC_BYTES_MAX) {
        quarantined(&body);
    }
    quarantined(bytes);
}

fn quarantined(bytes: &[u8]) {
    let Some(given) = survives::<QuarantineRequest>(bytes) else { return };
    record(&given.record);
    let head = Digest::from([0; 32]);
    let _unlikely = given.seal.verify(&SigningKey::from_seed(&SEED).public(), given.stream_id, &head);
}

/// A record: its envelope, and its body as every kind.
pub fn record(bytes: &[u8]) {
    if let Ok(record) = Record::decode(bytes) {
        let again = Record::decode(&record.encode()).expect("what was read can be read again");
        assert_eq!(again, record);
        if let Ok(body) = record.read_body() {
            let (kind, version) = (body.kind(), body.version());
            assert_eq!(Body::decode(kind, version, &body.encode()).expect("reads again"), body);
            assert!(body.photos().len() <= bytes.len());
        }
        let _code = protocol::check_code(bytes);
    }
    for kind in Kind::all() {
        let _unlikely = Body::decode(kind, 1, bytes);
    }
}

/// What the phone reads of a server's answers: packed or not, an answer, a refusal, a receipt, changes.
pub fn sync_answer(bytes: &[u8]) {
    if let Ok(body) = unpack(bytes, ANSWER_BYTES_MAX) {
        read_answer(&body);
    }
    read_answer(bytes);
}

fn read_answer(bytes: &[u8]) {
    let server = SigningKey::from_seed(&SEED).public();
    survives::<WireProblem>(bytes);
    if let Some(receipt) = survives::<Receipt>(bytes) {
        let _unlikely = receipt.verify(&server);
    }
    if let Some(vouched) = survives::<VouchedKey>(bytes) {
        let _unlikely = vouched.verify(&server);
    }
    for change in survives::<SyncResponse>(bytes).into_iter().flat_map(|it| it.pull.changes) {
        let (Some(kind), Some(payload)) = (EntityKind::from_number(change.kind), change.payload) else { continue };
        entity(kind, &payload);
    }
    for number in 0..16 {
        let _unlikely = EntityKind::from_number(number).map(|kind| entity(kind, bytes));
    }
}

fn entity(kind: EntityKind, bytes: &[u8]) {
    if let Ok(entity) = Entity::decode(kind, bytes) {
        assert_eq!(entity.kind(), kind);
        assert_eq!(Entity::decode(kind, &entity.encode()).expect("reads again"), entity);
    }
}

/// A cursor that a phone gives back, under the right tag and under any.
pub fn cursor(bytes: &[u8]) {
    let opened = Cursor::open(&SEED, bytes).or_else(|| Cursor::open(&SEED, &Cursor::tagged(&SEED, bytes)));
    if let Some(cursor) = opened {
        assert_eq!(Cursor::open(&SEED, &cursor.seal(&SEED)), Some(cursor));
    }
}

/// The headers and names of a picture upload.
pub fn upload(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(metadata) = UploadMetadata::read(text) {
        assert_eq!(UploadMetadata::read(&metadata.header()).expect("reads again"), metadata);
    }
    if let Some(digest) = tus::read_upload_checksum(text) {
        assert_eq!(tus::read_upload_checksum(&tus::upload_checksum(&digest)), Some(digest));
    }
    if let Some(bytes) = tus::read_bytes(text) {
        assert_eq!(tus::read_bytes(&bytes.to_string()), Some(bytes));
    }
    if let Some((photo, attempt)) = tus::read_upload_name(text) {
        let path = tus::upload_path(photo, attempt);
        assert_eq!(path.rsplit('/').next().and_then(tus::read_upload_name), Some((photo, attempt)));
    }
}

/// An enrollment as the server reads it, its answer as the phone does, and the code as people type it.
pub fn enrollment(bytes: &[u8]) {
    if let Some(request) = survives::<EnrollRequest>(bytes) {
        let _unlikely = request.verify();
    }
    if let Some(answer) = survives::<EnrollResponse>(bytes) {
        let _unlikely = answer.organization_key.map(|it| it.verify(&answer.server_key));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _unlikely = EnrollCode::read_address(text);
        if let Some(code) = EnrollCode::read(text) {
            assert_eq!(EnrollCode::read(&code.to_string()), Some(code));
        }
    }
}

/// A rescue bundle, as a file.
pub fn bundle(bytes: &[u8]) {
    let Some((head, mut rest)) = bytes.split_first_chunk::<HEAD_BYTES>() else { return };
    let secret = OrganizationSecret::from_seed(&SEED);
    let Ok(mut opener) = Opener::begin(&secret, head) else { return };
    while let Some((length, frames)) = rest.split_first_chunk::<LENGTH_BYTES>() {
        let Ok(length) = frame_length(*length) else { return };
        let Some((frame, more)) = frames.split_at_checked(length) else { return };
        if opener.frame(frame).is_err() {
            return;
        }
        rest = more;
    }
    let _whole = opener.is_whole();
}

/// What lies in a bundle's frame, for whoever has the organization's public key and means ill.
pub fn bundle_part(bytes: &[u8]) {
    let Ok(part) = Part::decode(bytes) else { return };
    assert_eq!(Part::decode(&part.encode()).expect("reads again"), part);
    if let Part::Picture(picture) = &part {
        upload(picture.metadata().header().as_bytes());
    }
}

/// The text of a QR code.
pub fn tag(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(tag) = Tag::read(text) {
        assert_eq!(Tag::read(&tag.text()).as_ref(), Some(&tag));
        let _unlikely = tag.is_from(&SigningKey::from_seed(&SEED).public());
    }
}

/// The text of a code on a screen.
pub fn live_code(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(code) = LiveCode::read(text) {
        assert_eq!(LiveCode::read(&code.text()), Some(code));
        let (from, to) = code.shown();
        assert!(from <= to);
        let _unlikely = LiveKey::from_bytes(SEED).made(&code);
    }
}

/// The headers that say who calls.
pub fn authorization(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(signature) = DeviceSig::read(text) {
        assert_eq!(DeviceSig::read(&signature.header()).expect("reads again"), signature);
        let body = sha256(&[bytes]);
        let request = Request { method: "POST", path: text, body: &body, audience: text };
        let _unlikely = signature.verify(&SigningKey::from_seed(&SEED).public(), request);
    }
    if let Some(digest) = auth::read_content_digest(text) {
        assert_eq!(auth::read_content_digest(&auth::content_digest(&digest)), Some(digest));
    }
    answered(text);
}

/// The headers by which a server says which request it answers, and which key took the place of which.
fn answered(text: &str) {
    let server = SigningKey::from_seed(&SEED).public();
    if let Ok(signature) = AnswerSig::read(text) {
        assert_eq!(AnswerSig::read(&signature.header()).expect("reads again"), signature);
        let asked = answer::asked(&signature.signature);
        let said = Said { asked: &asked, status: 200, content: None, upload_offset: Some(text), epoch: None };
        let _unlikely = signature.verify(&server, said);
    }
    if let Ok(changes) = KeyChange::read(text) {
        assert_eq!(KeyChange::read(&KeyChange::header(&changes)).expect("reads again"), changes);
        let mut keys = ServerKeys::of(server, Vec::new());
        keys.learn(&changes);
        assert!(keys.all().count() <= server_keys::KEYS_MAX);
    }
}

/// Reads a value; one that was read must be the same after it was written and read again.
fn survives<T: for<'b> Decode<'b, ()> + Encode<()> + PartialEq + Debug>(bytes: &[u8]) -> Option<T> {
    let value = from_cbor::<T>(bytes).ok()?;
    assert_eq!(from_cbor::<T>(&to_cbor(&value)).expect("what was read can be read again"), value);
    Some(value)
}
