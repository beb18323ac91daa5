//! An enrolled phone on a scripted line, and the server's part of the handwriting: its key signs receipts.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use domain::{
    check_in::{CheckIn, VisitResult},
    hazard::{HazardReport, SuspectedSeverity},
    ids::{BootId, DeviceId, PhotoId, PointId, RecordId, SchoolId, SessionId, StaffId, StreamId},
    photo::{Digest, Photo},
    position::{Place, Position},
    presence::ProofLevel,
    time::{TimeBlock, UtcMs},
};
use photos::vault::Vault;
use protocol::{
    Body, Receipt, ServerEpoch, SigningKey, chain, sha256,
    sync::{Ack, Pacing, Pull, SyncResponse},
};
use store::{
    Store, StoreKey,
    identity::{self, Identity},
    photos as rows,
    records::{self, NewRecord},
    stream, sync_state, uploads,
};
use sync::{Clocks, Failure, Options, RoundReport, Syncer};
use tempfile::TempDir;
use uuid::Uuid;

use crate::line::{Line, ours, read_sync};

pub const BOOT: BootId = BootId(Uuid::from_u128(1));

/// Clocks that move by a tenth of a second at each look.
pub struct HandClocks(pub AtomicU64);

impl Clocks for HandClocks {
    fn read(&self) -> TimeBlock {
        let ms = self.0.fetch_add(100, Ordering::SeqCst);
        TimeBlock {
            wall: UtcMs(1_800_000_000_000 + i64::try_from(ms).expect("small")),
            tz_min: 480,
            boot_id: BOOT,
            boot_ms: ms,
            estimate: None,
            estimate_err_ms: None,
            gnss: None,
            gnss_boot_ms: None,
            flags: None,
        }
    }
}

/// A phone.
pub struct Phone {
    pub store: Store,
    pub vault: Arc<Vault>,
    pub clocks: Arc<HandClocks>,
    pub line: Line,
    pub syncer: Syncer<Line>,
    _home: TempDir,
    saved: Mutex<u128>,
}

pub fn server_key() -> SigningKey {
    SigningKey::from_seed(&[9; 32])
}

pub fn epoch(number: u32) -> ServerEpoch {
    ServerEpoch { number, tag: [1; 8].into() }
}

fn identity() -> Identity {
    Identity {
        device_id: DeviceId(Uuid::from_u128(100)),
        device_no: "0007".into(),
        organization: "福清市护校安园行动办公室".into(),
        place: "城关小学".into(),
        audience: "huxiao-test".into(),
        server_url: "http://gate.example".into(),
        server_key: server_key().public(),
        epoch: epoch(1),
        nonce: [3; 16],
        device_seed: [5; 32],
    }
}

/// A number below `below` that looks like nothing in particular.
fn wild(n: u64, below: i32) -> i32 {
    let mixed = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31).wrapping_mul(0xd6e8_feb8_6659_fd93);
    i32::try_from((mixed >> 33) % u64::try_from(below).expect("positive")).expect("small")
}

impl Phone {
    /// A phone that the server knows.
    pub fn enrolled() -> Self {
        let phone = Self::blank();
        let begun = phone.store.write(|tx| {
            identity::put(tx, &identity())?;
            let stream_id = StreamId(Uuid::from_u128(2));
            let device = SigningKey::from_seed(&[5; 32]).public();
            stream::open(tx, stream_id, &chain::genesis(stream_id, &device, &[3; 16]))
        });
        begun.expect("enrolls");
        phone
    }

    /// A phone that no server knows.
    pub fn blank() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let store = Store::open(home.path(), &StoreKey::new([7; 32])).expect("opens");
        let vault = Arc::new(Vault::open(home.path().join("photos"), [8; 32]).expect("opens"));
        let clocks = Arc::new(HandClocks(AtomicU64::new(1_000)));
        let line = Line::default();
        let options = Options { app_version: "0.1.0-test".into() };
        let syncer = Syncer::over(line.clone(), store.clone(), vault.clone(), clocks.clone(), options);
        let syncer = syncer.expect("starts");
        Self { store, vault, clocks, line, syncer, _home: home, saved: Mutex::new(0) }
    }

    /// Saves a check-in.
    pub fn save(&self) -> records::Stored {
        let body = Body::CheckIn(CheckIn {
            point_id: PointId(Uuid::from_u128(40)),
            result: VisitResult::Normal,
            note: "门口正常".into(),
            position: None,
            tag: None,
            photos: Vec::new(),
            shown_proof: ProofLevel::C,
            detail: None,
        });
        self.append(body)
    }

    /// Saves a check-in as a busy morning makes them: by one of four people, each at a place and time of its own.
    pub fn save_lively(&self, n: u64) {
        let place = Place { lat_e7: 257_213_000 + wild(n, 90_000), lon_e7: 1_193_840_000 + wild(n + 7, 90_000) };
        let body = Body::CheckIn(CheckIn {
            point_id: PointId(Uuid::from_u128(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834 ^ u128::from(n % 12))),
            result: VisitResult::Normal,
            note: String::new(),
            position: Some(Position {
                place,
                accuracy_m: 5 + u32::try_from(wild(n + 3, 30)).expect("small"),
                fix_age_ms: u32::try_from(wild(n + 5, 20_000)).expect("small"),
                provider: "gps".into(),
                mock: false,
            }),
            tag: None,
            photos: Vec::new(),
            shown_proof: ProofLevel::B,
            detail: None,
        });
        self.clocks.0.fetch_add(u64::try_from(wild(n + 1, 900_000)).expect("positive"), Ordering::SeqCst);
        let new = NewRecord {
            record_id: RecordId(Uuid::now_v7()),
            body,
            actor: Some(StaffId(Uuid::from_u128(0x1234_5678_9abc_def0_0fed_cba9_8765_4321 + u128::from(n % 4)))),
            session: Some(SessionId(Uuid::from_u128(0x0f1e_2d3c_4b5a_6978_8796_a5b4_c3d2_e1f0))),
            time: self.clocks.read(),
            refs: Vec::new(),
        };
        self.store.write(|tx| records::append(tx, new)).expect("saves");
    }

    pub fn save_many(&self, count: u64) {
        for _ in 0..count {
            self.save();
        }
    }

    /// Saves a hazard with one picture of these bytes.
    pub fn save_with_picture(&self, picture: &[u8], thumb: &[u8]) -> Photo {
        let n = self.next_number() * 1_000;
        let digest = |bytes: &[u8]| sha256(&[bytes]);
        let photo = Photo {
            id: PhotoId(Uuid::from_u128(n)),
            sha256: digest(picture),
            bytes: u32::try_from(picture.len()).expect("small"),
            width: 1600,
            height: 1200,
            thumb_id: PhotoId(Uuid::from_u128(n + 1)),
            thumb_sha256: digest(thumb),
            thumb_bytes: u32::try_from(thumb.len()).expect("small"),
            taken: None,
            place: None,
            notes: None,
        };
        self.vault.put(*photo.sha256, picture).expect("keeps");
        self.vault.put(*photo.thumb_sha256, thumb).expect("keeps");
        let body = Body::HazardReport(HazardReport {
            school_id: SchoolId(Uuid::from_u128(50)),
            category: "PHY".into(),
            text: "围墙有缺口".into(),
            severity: SuspectedSeverity::General,
            position: None,
            photos: vec![photo.clone()],
            effort: None,
        });
        self.store.write(|tx| rows::add_draft(tx, "hazard", &photo, UtcMs(0))).expect("drafts");
        let stored = self.append(body);
        self.store.write(|tx| rows::attach(tx, &[photo.id], stored.seq)).expect("attaches");
        photo
    }

    fn append(&self, body: Body) -> records::Stored {
        let record_id = RecordId(Uuid::from_u128(self.next_number()));
        let time = self.clocks.read();
        let new = NewRecord { record_id, body, actor: None, session: None, time, refs: Vec::new() };
        self.store.write(|tx| records::append(tx, new)).expect("saves")
    }

    fn next_number(&self) -> u128 {
        let mut saved = self.saved.lock().expect("sound");
        *saved += 1;
        *saved
    }

    /// What the server answers when it holds the phone's records up to `upto`.
    pub fn held(&self, upto: u64) -> SyncResponse {
        let head = self.store.read(|tx| records::hash_at(tx, upto)).expect("reads").expect("such a record");
        self.signed(upto, head, 1)
    }

    /// The next request is answered as a server does that holds what came before: it takes the push, if there is one,
    /// and gives `pull`.
    pub fn server_gives(&self, pull: Pull) -> &Self {
        let (stream, before) = (self.stream(), self.held(self.acked()));
        self.line.then(move |exchange| {
            let receipt = before.ack.receipt.clone();
            let (upto, head) = match read_sync(exchange).push {
                Some(push) => {
                    let from = if push.seal.first == 1 { stream.genesis } else { receipt.head };
                    (push.seal.last, chain::extend(&from, push.records.iter().map(|it| it.as_slice())))
                }
                None => (receipt.acked_upto, receipt.head),
            };
            let receipt =
                Receipt::sign(&server_key(), stream.stream_id, upto, head, receipt.received_at, receipt.epoch);
            let ack = Ack { receipt, durable_upto: 0, outcomes: Vec::new() };
            Ok(ours(&SyncResponse { ack, pull, ..before }))
        });
        self
    }

    /// An answer with a receipt over whatever is given.
    pub fn signed(&self, upto: u64, head: Digest, epoch_number: u32) -> SyncResponse {
        let stream_id = self.stream().stream_id;
        let at = UtcMs(1_900_000_000_000);
        SyncResponse {
            epoch: epoch(epoch_number),
            server_time: at,
            ack: Ack {
                receipt: Receipt::sign(&server_key(), stream_id, upto, head, at, epoch(epoch_number)),
                durable_upto: 0,
                outcomes: Vec::new(),
            },
            pull: Pull::default(),
            pacing: Pacing { next_sync_after_s: 120, max_batch_bytes: 256 * 1024 },
            organization_key: None,
        }
    }

    pub fn stream(&self) -> stream::Stream {
        self.store.read(stream::current).expect("reads")
    }

    pub fn acked(&self) -> u64 {
        self.stream().acked_upto
    }

    pub fn last_failure(&self) -> Option<String> {
        self.store.read(sync_state::get).expect("reads").last_failure
    }

    pub fn upload(&self) -> Option<uploads::Upload> {
        self.store.read(uploads::next_upload).expect("reads")
    }

    /// One full exchange.
    pub async fn round(&self) -> RoundReport {
        self.syncer.round().await
    }

    /// One full exchange that fails.
    pub async fn fails(&self) -> Failure {
        self.round().await.failure.expect("a failure")
    }
}
