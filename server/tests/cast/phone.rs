//! A phone reduced to the protocol: a key, a chain, requests it signs. What it breaks, it breaks on purpose.

use domain::{
    hazard::{HazardReport, SuspectedSeverity},
    ids::{BootId, PhotoId, RecordId, SchoolId, StaffId, StreamId},
    photo::{Digest, Photo, PhotoRole},
    time::{Anchor, TimeBlock, UtcMs},
};
use protocol::{
    Body, PROTO, Record, Seal, SigningKey, WireProblem,
    auth::{self, DeviceSig, Request},
    chain,
    enroll::{EnrollRequest, EnrollResponse},
    from_cbor,
    quarantine::{self, QuarantineRequest},
    sha256,
    sync::{Backlog, Push, SyncRequest, SyncResponse},
    to_cbor,
    tus::UploadMetadata,
};
use reqwest::{
    Method, Response, StatusCode,
    header::{HeaderMap, HeaderValue},
};
use uuid::Uuid;

/// A refusal with its status.
#[derive(Debug)]
pub struct Refused {
    pub status: StatusCode,
    pub problem: WireProblem,
}

/// What a request gave.
pub type Answer<T> = Result<T, Refused>;

/// A phone.
pub struct Phone {
    pub key: SigningKey,
    seed: [u8; 32],
    pub server: String,
    pub http: reqwest::Client,
    pub identity: Option<EnrollResponse>,
    pub stream_id: StreamId,
    pub boot_id: BootId,
    /// When it was switched on, or is taken to have been.
    pub booted: std::time::Instant,
    /// What its boot clock showed then.
    pub boot_ms: u64,
    /// What the wall clock is off by.
    pub wall_off_ms: i64,
    pub records: Vec<Vec<u8>>,
    pub cursor: Option<Vec<u8>>,
    pub ctr: u64,
}

impl Phone {
    /// A phone that is not enrolled.
    pub fn new(server: &str, http: reqwest::Client) -> Self {
        let seed = random();
        Self {
            key: SigningKey::from_seed(&seed),
            seed,
            server: server.to_owned(),
            http,
            identity: None,
            stream_id: StreamId(Uuid::from_bytes(random())),
            boot_id: BootId(Uuid::from_bytes(random())),
            booted: std::time::Instant::now(),
            boot_ms: 60_000,
            wall_off_ms: 0,
            records: Vec::new(),
            cursor: None,
            ctr: 0,
        }
    }

    /// Another phone with the same key and the same records: its folder was copied.
    pub fn twin(&self) -> Self {
        Self {
            key: SigningKey::from_seed(&self.seed),
            server: self.server.clone(),
            http: self.http.clone(),
            identity: self.identity.clone(),
            records: self.records.clone(),
            cursor: self.cursor.clone(),
            ..*self
        }
    }

    /// What its clocks say.
    pub fn now(&self) -> TimeBlock {
        TimeBlock {
            wall: server::clock::now().plus(self.wall_off_ms),
            tz_min: 480,
            boot_id: self.boot_id,
            boot_ms: self.boot_ms + u64::try_from(self.booted.elapsed().as_millis()).expect("not for ever"),
            estimate: None,
            estimate_err_ms: None,
            gnss: None,
            gnss_boot_ms: None,
            flags: None,
        }
    }

    /// The enrollment request it would send.
    pub fn enroll_request(&self, code: &str) -> EnrollRequest {
        EnrollRequest::sign(&self.key, code.replace('-', ""), "测试手机".into(), "0.1.0".into(), self.now())
    }

    /// Enrolls with a code.
    pub async fn enroll(&mut self, code: &str) -> Answer<EnrollResponse> {
        let request = self.enroll_request(code);
        let answer: EnrollResponse = self.enroll_with(&request).await?;
        self.identity = Some(answer.clone());
        Ok(answer)
    }

    /// Sends an enrollment request as it is.
    pub async fn enroll_with(&self, request: &EnrollRequest) -> Answer<EnrollResponse> {
        let sent = self.http.post(format!("{}/v1/enroll", self.server)).body(to_cbor(request)).send().await;
        read(sent.expect("the server answers")).await
    }

    /// Who it is.
    pub fn identity(&self) -> &EnrollResponse {
        self.identity.as_ref().expect("the phone is enrolled")
    }

    /// The chain's hash after `seq` records.
    pub fn head(&self, seq: usize) -> Digest {
        let genesis = chain::genesis(self.stream_id, &self.key.public(), &self.identity().nonce);
        chain::extend(&genesis, self.records[..seq].iter().map(Vec::as_slice))
    }

    /// Off and on again.
    pub fn reboot(&mut self) {
        (self.boot_id, self.booted) = (BootId(Uuid::from_bytes(random())), std::time::Instant::now());
    }

    /// A comparison of its boot clock with the server's, as an exchange of right now would give it.
    pub fn anchor(&self) -> Anchor {
        let TimeBlock { boot_id, boot_ms, .. } = self.now();
        Anchor { boot_id, boot_ms, server: server::clock::now(), err_ms: 150 }
    }

    /// What an exchange tells the server once the phone has heard it in this boot.
    pub async fn tell_anchor(&mut self) {
        let mut request = self.request(None);
        request.anchor = Some(self.anchor());
        self.ask(&request).await.expect("an answer");
    }

    /// Records something.
    pub fn record(&mut self, body: &Body, actor: Option<StaffId>) -> RecordId {
        let bytes = body.encode();
        self.record_raw((body.kind(), body.version()), bytes, actor)
    }

    /// Records bytes of any kind.
    pub fn record_raw(
        &mut self,
        (kind, kind_ver): (protocol::Kind, u16),
        body: Vec<u8>,
        actor: Option<StaffId>,
    ) -> RecordId {
        let record = Record {
            stream_id: self.stream_id,
            seq: self.records.len() as u64 + 1,
            record_id: RecordId(Uuid::from_bytes(random())),
            kind,
            kind_ver,
            actor,
            session: None,
            time: self.now(),
            refs: Vec::new(),
            body,
            origin: None,
        };
        self.records.push(record.encode());
        record.record_id
    }

    /// Records a hazard that names a picture of these bytes: what its upload tells.
    pub fn report(&mut self, bytes: &[u8]) -> UploadMetadata {
        let new_id = || PhotoId(Uuid::from_bytes(random()));
        let photo = Photo {
            id: new_id(),
            sha256: sha256(&[bytes]),
            bytes: u32::try_from(bytes.len()).expect("small"),
            width: 1600,
            height: 1200,
            thumb_id: new_id(),
            thumb_sha256: sha256(&[b"thumb"]),
            thumb_bytes: 5,
            taken: None,
            place: None,
            notes: None,
        };
        let (photo_id, sha256) = (photo.id, photo.sha256);
        let report = HazardReport {
            school_id: SchoolId(Uuid::nil()),
            category: "FIR".into(),
            text: "消防通道堵塞".into(),
            severity: SuspectedSeverity::General,
            position: None,
            photos: vec![photo],
            effort: None,
        };
        self.record(&Body::HazardReport(report), None);
        let seq = self.records.len() as u64;
        UploadMetadata { photo_id, stream_id: self.stream_id, seq, sha256, role: PhotoRole::Picture }
    }

    /// Records `first..=last`, sealed.
    pub fn sealed(&self, first: usize, last: usize) -> Push {
        let head = self.head(last);
        let seal = Seal::sign(&self.key, self.stream_id, first as u64, last as u64, &head, self.now());
        Push { records: self.records[first - 1..last].iter().cloned().map(Into::into).collect(), seal }
    }

    /// Sends records `first..=last`.
    pub async fn push(&mut self, first: usize, last: usize) -> Answer<SyncResponse> {
        let push = self.sealed(first, last);
        self.sync(Some(push)).await
    }

    /// Sends all it has.
    pub async fn push_all(&mut self) -> SyncResponse {
        self.push(1, self.records.len()).await.expect("the push is taken")
    }

    /// The request it would send.
    pub fn request(&self, push: Option<Push>) -> SyncRequest {
        SyncRequest {
            proto: PROTO,
            app_version: "0.1.0".into(),
            stream_id: self.stream_id,
            now: self.now(),
            anchor: None,
            backlog: Backlog { records: self.records.len() as u64, photos: 0, oldest: Some(UtcMs(1)) },
            push,
            cursor: self.cursor.clone().map(Into::into),
            want_bytes: 64 * 1024,
            wants_organization_key: None,
            repair: None,
        }
    }

    /// One exchange.
    pub async fn sync(&mut self, push: Option<Push>) -> Answer<SyncResponse> {
        let request = self.request(push);
        self.ask(&request).await
    }

    /// One exchange with this request.
    pub async fn ask(&mut self, request: &SyncRequest) -> Answer<SyncResponse> {
        let body = to_cbor(request);
        let answer: SyncResponse = read(self.signed(Method::POST, "/v1/sync", body, HeaderMap::new()).await).await?;
        answer.ack.receipt.verify(&self.identity().server_key).expect("the receipt is the server's");
        if let Some(cursor) = &answer.pull.cursor {
            self.cursor = Some(cursor.to_vec());
        }
        Ok(answer)
    }

    /// The request that gives one record as it is, unread.
    pub fn unread(&self, place: usize) -> QuarantineRequest {
        let mut push = self.sealed(place, place);
        QuarantineRequest {
            proto: PROTO,
            app_version: "0.1.0".into(),
            stream_id: self.stream_id,
            now: self.now(),
            record: push.records.remove(0),
            seal: push.seal,
        }
    }

    /// Gives one record unread.
    pub async fn give(&mut self, request: &QuarantineRequest) -> Answer<SyncResponse> {
        read(self.signed(Method::POST, quarantine::PATH, to_cbor(request), HeaderMap::new()).await).await
    }

    /// Sends a signed request.
    pub async fn signed(&mut self, method: Method, path: &str, body: Vec<u8>, headers: HeaderMap) -> Response {
        let headers = self.request_for(method.clone(), path, &body, headers);
        let sent = self.http.request(method, format!("{}{path}", self.server)).headers(headers).body(body).send();
        sent.await.expect("the server answers")
    }

    /// The headers of a signed request.
    pub fn request_for(&mut self, method: Method, path: &str, body: &[u8], mut headers: HeaderMap) -> HeaderMap {
        self.ctr += 1;
        let digest = sha256(&[body]);
        let audience = self.identity.as_ref().map_or("", |i| i.audience.as_str());
        let request = Request { method: method.as_str(), path, body: &digest, audience };
        let signature = DeviceSig::sign(&self.key, request, self.ctr);
        let text = |text: String| HeaderValue::from_str(&text).expect("a header");
        headers.insert("authorization", text(signature.header()));
        headers.insert(auth::CONTENT_DIGEST, text(auth::content_digest(&digest)));
        if path.starts_with(protocol::tus::PATH) {
            headers.entry("tus-resumable").or_insert(HeaderValue::from_static(protocol::tus::VERSION));
        }
        headers
    }
}

/// Reads an answer or a refusal.
pub async fn read<T: for<'b> minicbor::Decode<'b, ()>>(response: Response) -> Answer<T> {
    let status = response.status();
    assert_eq!(response.headers()["content-type"], protocol::MEDIA_TYPE);
    let body = response.bytes().await.expect("a body");
    if status.is_success() {
        return Ok(from_cbor(&body).expect("the answer has its shape"));
    }
    Err(Refused { status, problem: from_cbor(&body).expect("the refusal has its shape") })
}

/// Random bytes.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("randomness");
    bytes
}
