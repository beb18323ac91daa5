//! The inputs that every door takes in: golden records, and what carries them.

use domain::{
    enroll_code::EnrollCode,
    ids::{DeviceId, PointId, SchoolId},
    position::Place,
    school::{LocalityKind, School, SchoolKind},
    time::UtcMs,
};
use protocol::{
    Cursor, KeyChange, LiveKey, OrganizationSecret, PROTO, ProblemClass, PublicKey, Receipt, Record, Seal, ServerEpoch,
    SigningKey, Tag, VouchedKey, WireProblem,
    answer::{self, AnswerSig, Said},
    auth::{self, DeviceSig, Request},
    bundle::{Opener, Opening, Part, Picture, Run, Sealer},
    enroll::{EnrollRequest, EnrollResponse},
    pack,
    quarantine::QuarantineRequest,
    sha256,
    sync::{Ack, Backlog, Change, Pacing, Pull, Push, RecordOutcome, SyncRequest, SyncResponse},
    to_cbor, tus,
};
use uuid::Uuid;

use crate::{cast, doors::SEED};

/// The inputs of a door.
pub fn inputs(door: &str) -> Vec<Vec<u8>> {
    match door {
        "packed_request" => [to_cbor(&request(true)), to_cbor(&request(false)), vec![7; 280 * 1024]]
            .map(|it| pack(&it, 9).unwrap_or(it))
            .to_vec(),
        "sync_request" => vec![to_cbor(&request(true)), to_cbor(&request(false))],
        "quarantine" => {
            let given = to_cbor(&quarantined());
            vec![pack(&given, 9).unwrap_or_else(|| given.clone()), given]
        }
        "record" => records().into_iter().chain(cast::one_of_each_kind().into_iter().map(|it| it.body)).collect(),
        "sync_answer" => {
            let answer = to_cbor(&answer());
            let packed = pack(&answer, 3).unwrap_or_else(|| answer.clone());
            let refusal = WireProblem { head_seq: Some(4), ..WireProblem::new(ProblemClass::Resync, "gap") };
            vec![packed, answer, to_cbor(&receipt()), to_cbor(&refusal), to_cbor(&vouched())]
        }
        "cursor" => {
            let sealed = Cursor { epoch: epoch(), upto: vec![(1, 40), (7, 3)], begun: Some(vec![(7, 2)]) }.seal(&SEED);
            vec![sealed[..sealed.len() - 8].to_vec(), sealed]
        }
        "upload" => vec![
            picture().metadata().header().into_bytes(),
            tus::upload_checksum(&sha256(&[b"chunk"])).into_bytes(),
            format!("{}.3", cast::photo().id).into_bytes(),
            b"244180382".to_vec(),
            u64::MAX.to_string().into_bytes(),
        ],
        "enrollment" => {
            let code = EnrollCode::from_random([9; 15]).to_string();
            let at = format!("http://127.0.0.1:8787/enroll#{code}");
            vec![to_cbor(&enrolling(&code)), to_cbor(&enrolled()), code.into_bytes(), at.into_bytes()]
        }
        "bundle" => vec![bundle()],
        "bundle_part" => parts().iter().map(Part::encode).collect(),
        "tag" => vec![Tag::sign(&server(), PointId(Uuid::from_u128(0x9017)), 1).text().into_bytes()],
        "live_code" => {
            let point = PointId(Uuid::from_u128(0x9017));
            let key = LiveKey::derive(&SEED, point, 1);
            vec![key.code_at(point, UtcMs(cast::MORNING)).text().into_bytes()]
        }
        "authorization" => {
            let body = sha256(&[b"body"]);
            let request = Request { method: "POST", path: "/v1/sync", body: &body, audience: "fuqing" };
            let signed = DeviceSig::sign(&cast::device(), request, 7);
            let (header, asked) = (signed.header(), answer::asked(&signed.signature));
            let said = Said { asked: &asked, status: 200, content: Some(&body), upload_offset: None, epoch: None };
            let signed = AnswerSig::sign(&server(), said).header();
            let changes = KeyChange::header(&[KeyChange::sign(&server(), &SigningKey::from_seed(&[12; 32]))]);
            let digest = auth::content_digest(&body);
            [header, digest, signed, changes].map(String::into_bytes).to_vec()
        }
        other => panic!("no inputs for the door {other}"),
    }
}

/// The inputs are not only read without a panic but understood.
pub fn mean_what_they_should() {
    let (secret, file) = (OrganizationSecret::from_seed(&SEED), bundle());
    let (head, mut rest) = file.split_first_chunk().expect("a head");
    let mut opener = Opener::begin(&secret, head).expect("ours");
    while let Some((length, frames)) = rest.split_first_chunk() {
        let (frame, more) = frames.split_at(protocol::bundle::frame_length(*length).expect("a length"));
        opener.frame(frame).expect("opens");
        rest = more;
    }
    assert!(opener.is_whole());
    for record in records() {
        assert!(Record::decode(&record).expect("an envelope").read_body().is_ok());
    }
    assert_eq!(protocol::from_cbor::<SyncRequest>(&inputs("sync_request")[0]).expect("reads"), request(true));
    assert_eq!(protocol::from_cbor::<QuarantineRequest>(&inputs("quarantine")[1]).expect("reads"), quarantined());
    assert_eq!(tus::read_bytes("244180382"), Some(244_180_382));
    for wrong in ["", "+5", "-1", "1e3", "0x10", "18446744073709551616", "1 2"] {
        assert_eq!(tus::read_bytes(wrong), None, "{wrong}");
    }
    let code = String::from_utf8(inputs("live_code").swap_remove(0)).expect("text");
    assert!(protocol::LiveCode::read(&code).is_some());
    assert_eq!(protocol::from_cbor::<SyncResponse>(&inputs("sync_answer")[1]).expect("reads"), answer());
    assert_eq!(protocol::from_cbor::<EnrollResponse>(&inputs("enrollment")[1]).expect("reads"), enrolled());
}

fn server() -> SigningKey {
    SigningKey::from_seed(&SEED)
}

fn epoch() -> ServerEpoch {
    ServerEpoch { number: 2, tag: [5; 8].into() }
}

fn records() -> Vec<Vec<u8>> {
    cast::one_of_each_kind().iter().map(Record::encode).collect()
}

fn push() -> Push {
    let head = sha256(&[b"h"]);
    let seal = Seal::sign(&cast::device(), cast::stream(), 1, 6, &head, cast::time(9));
    Push { records: records().into_iter().map(Into::into).collect(), seal }
}

fn request(full: bool) -> SyncRequest {
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
        repair: full.then(|| vec![protocol::sync::Thing { scope: 1, kind: 1, id: [6; 16].into() }]),
    }
}

fn quarantined() -> QuarantineRequest {
    let record = records().swap_remove(0);
    let head = sha256(&[&record]);
    QuarantineRequest {
        proto: PROTO,
        app_version: "0.1.0".into(),
        stream_id: cast::stream(),
        now: cast::time(9),
        record: record.into(),
        seal: Seal::sign(&cast::device(), cast::stream(), 1, 1, &head, cast::time(9)),
    }
}

fn receipt() -> Receipt {
    Receipt::sign(&server(), cast::stream(), 6, sha256(&[b"h"]), UtcMs(cast::MORNING), epoch())
}

fn vouched() -> VouchedKey {
    VouchedKey::sign(&server(), OrganizationSecret::from_seed(&SEED).public())
}

fn answer() -> SyncResponse {
    let school = protocol::Entity::School(school());
    let change = |payload| Change { scope: 1, scope_seq: 4, kind: 1, id: school.id().into(), rev: 2, payload };
    SyncResponse {
        epoch: epoch(),
        server_time: UtcMs(cast::MORNING),
        ack: Ack {
            receipt: receipt(),
            durable_upto: 3,
            outcomes: vec![RecordOutcome { seq: 5, code: "unknown".into() }],
        },
        pull: Pull {
            changes: vec![change(Some(school.encode().into())), change(None)],
            cursor: Some(vec![2; 40].into()),
            more: true,
            dropped_scopes: vec![9],
            floors: Some(vec![protocol::sync::Floor { scope: 1, seq: 3 }]),
        },
        pacing: Pacing { next_sync_after_s: 120, max_batch_bytes: 262_144 },
        organization_key: Some(vouched()),
    }
}

fn school() -> School {
    School {
        id: SchoolId(Uuid::from_u128(0x5c00)),
        code: "2135810001".into(),
        name: "城关小学".into(),
        kind: SchoolKind::Primary,
        locality: LocalityKind::Urban,
        division_code: "350181001".into(),
        place: Place { lat_e7: 256_100_123, lon_e7: 1_194_500_456 },
        pupils: 1_200,
        boarders: 0,
    }
}

fn enrolling(code: &str) -> EnrollRequest {
    EnrollRequest::sign(&cast::device(), code.replace('-', ""), "Linux".into(), "0.1.0".into(), cast::time(0))
}

fn enrolled() -> EnrollResponse {
    let server_key: PublicKey = server().public();
    EnrollResponse {
        device_id: DeviceId(Uuid::from_u128(9)),
        device_no: "0012".into(),
        organization: "福清市护校安园行动办公室".into(),
        place: "城关小学".into(),
        audience: "huxiao-test".into(),
        server_key,
        epoch: epoch(),
        nonce: [7; 16].into(),
        server_time: UtcMs(cast::MORNING),
        organization_key: Some(vouched()),
    }
}

fn picture() -> Picture {
    let bytes = vec![0xff; 300];
    Picture {
        photo_id: cast::photo().id,
        stream_id: cast::stream(),
        seq: 4,
        sha256: sha256(&[&bytes]),
        is_thumb: false,
        bytes: bytes.into(),
    }
}

fn opening() -> Opening {
    Opening { device: cast::device().public(), app_version: "0.1.0".into(), made_at: cast::time(10) }
}

fn parts() -> [Part; 3] {
    [Part::Opening(opening()), Part::Run(Run { stream_id: cast::stream(), push: push() }), Part::Picture(picture())]
}

fn bundle() -> Vec<u8> {
    let organization = OrganizationSecret::from_seed(&SEED).public();
    let (mut sealer, mut file) = Sealer::begin(&organization, opening(), [4; 32]).expect("begins");
    for part in &parts()[1..] {
        file.extend(sealer.frame(part).expect("fits"));
    }
    file.extend(sealer.end(&cast::device()).expect("ends"));
    file
}
