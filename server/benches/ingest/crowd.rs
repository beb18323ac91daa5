//! Many phones at one school, and the requests they have ready before the clock starts.

use std::sync::Arc;

use domain::{
    check_in::{CheckIn, VisitResult},
    ids::{PointId, RecordId, StaffId},
    presence::ProofLevel,
};
use protocol::{
    Body, Record,
    auth::{self, DeviceSig, Request},
    chain, sha256,
    sync::{PATH, SyncResponse},
    to_cbor,
};
use tokio::sync::Mutex;

use crate::{limit::Row, phone::Phone, served::Served};

/// As a phone packs.
const LEVEL: i32 = 9;

/// The phones.
pub(crate) struct Crowd {
    pub(crate) http: reqwest::Client,
    phones: Vec<Phone>,
    points: Vec<PointId>,
    staff: StaffId,
}

/// A request that is ready to go.
pub(crate) struct Ready {
    url: String,
    authorization: String,
    digest: String,
    pub(crate) body: Vec<u8>,
    /// What the receipt must say.
    upto: u64,
}

impl Crowd {
    /// Enrolls the phones.
    pub(crate) async fn enrolled(served: &Served, devices: usize) -> Self {
        let (school, points, staff) = served.a_school();
        let code = served.code(&school, devices);
        let http = reqwest::Client::new();
        let mut phones = Vec::with_capacity(devices);
        for _ in 0..devices {
            let mut phone = Phone::new(&served.url, http.clone());
            phone.enroll(&code).await.expect("the phone enrolls");
            // The first pull is large and no part of what is measured.
            phone.sync(None).await.expect("the phone pulls");
            while let Ok(answer) = phone.sync(None).await {
                if !answer.pull.more {
                    break;
                }
            }
            phones.push(phone);
        }
        Self { http, phones, points, staff }
    }

    /// The next records of every phone, each phone's in one sealed, signed and packed request.
    pub(crate) fn pushes(&mut self, records: usize) -> Vec<Ready> {
        let (points, staff) = (&self.points, self.staff);
        self.phones.iter_mut().map(|phone| push(phone, records, points, staff)).collect()
    }

    /// Sends them over so many connections; each must be acknowledged whole.
    pub(crate) async fn send(&self, pushes: Vec<Ready>, connections: usize) {
        let waiting = Arc::new(Mutex::new(pushes.into_iter()));
        let senders = (0..connections.max(1)).map(|_| {
            let (waiting, http) = (waiting.clone(), self.http.clone());
            tokio::spawn(async move {
                loop {
                    let Some(push) = waiting.lock().await.next() else { return };
                    send_one(&http, push).await;
                }
            })
        });
        for sender in senders.collect::<Vec<_>>() {
            sender.await.expect("every push is acknowledged");
        }
    }

    /// The rows that the last pushes became, for the limit.
    pub(crate) fn last_rows(&self, records: usize) -> Vec<Row> {
        self.phones.iter().flat_map(|phone| rows(phone, records)).collect()
    }
}

fn push(phone: &mut Phone, records: usize, points: &[PointId], staff: StaffId) -> Ready {
    let first = phone.records.len() + 1;
    for place in 0..records {
        let body = Body::CheckIn(CheckIn {
            point_id: points[place % points.len()],
            result: VisitResult::Normal,
            note: if place % 10 == 0 { "围墙外有杂物，已请门卫清理".to_owned() } else { String::new() },
            position: None,
            tag: None,
            photos: Vec::new(),
            shown_proof: ProofLevel::C,
            detail: None,
        });
        phone.record(&body, Some(staff));
    }
    let last = phone.records.len();
    let mut request = phone.request(Some(phone.sealed(first, last)));
    // A phone tells the server's time of its boot with every request after the first.
    request.anchor = Some(phone.anchor());
    let body = zstd::bulk::compress(&to_cbor(&request), LEVEL).expect("packs");
    phone.ctr += 1;
    let digest = sha256(&[&body]);
    let audience = &phone.identity().audience;
    let signed = Request { method: "POST", path: PATH, body: &digest, audience };
    Ready {
        url: format!("{}{PATH}", phone.server),
        authorization: DeviceSig::sign(&phone.key, signed, phone.ctr).header(),
        digest: auth::content_digest(&digest),
        body,
        upto: last as u64,
    }
}

async fn send_one(http: &reqwest::Client, push: Ready) {
    let sent = http
        .post(push.url)
        .header("authorization", push.authorization)
        .header(auth::CONTENT_DIGEST, push.digest)
        .header("content-type", protocol::MEDIA_TYPE)
        .header("content-encoding", "zstd")
        .body(push.body)
        .send()
        .await;
    let answer = sent.expect("the server answers");
    assert!(answer.status().is_success(), "{}", answer.status());
    let answer: SyncResponse = protocol::from_cbor(&answer.bytes().await.expect("a body")).expect("its shape");
    assert_eq!(answer.ack.receipt.acked_upto, push.upto);
}

fn rows(phone: &Phone, records: usize) -> Vec<Row> {
    let first = phone.records.len() - records;
    let mut hash = phone.head(first);
    let own = phone.records[first..].iter().map(|bytes| {
        hash = chain::next(&hash, bytes);
        let record = Record::decode(bytes).expect("made here");
        let RecordId(id) = record.record_id;
        let stream = phone.stream_id.as_bytes().to_vec();
        Row { stream, seq: record.seq, id: id.as_bytes().to_vec(), hash: hash.to_vec(), bytes: bytes.clone() }
    });
    own.collect()
}
