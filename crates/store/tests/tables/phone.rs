//! A phone for the tests: a folder of its own, enrolled with fixed keys, and the things it records.

use std::path::Path;

use domain::{
    check_in::{CheckIn, VisitResult},
    hazard::{HazardReport, SuspectedSeverity},
    ids::{BootId, DeviceId, PhotoId, PointId, RecordId, SchoolId, StaffId, StreamId},
    photo::{Digest, Photo},
    presence::ProofLevel,
    time::{TimeBlock, UtcMs},
};
use protocol::{Body, PublicKey, Receipt, ServerEpoch, SigningKey, chain, sha256};
use store::{
    Store, StoreError, StoreKey, Tx,
    identity::{self, Identity},
    records::{self, NewRecord},
    stream,
};
use tempfile::TempDir;
use uuid::Uuid;

/// An enrolled phone in a folder of its own.
pub struct Phone {
    pub store: Store,
    pub home: TempDir,
}

pub fn key() -> StoreKey {
    StoreKey::new([7; 32])
}

pub fn epoch() -> ServerEpoch {
    ServerEpoch { number: 1, tag: [1; 8].into() }
}

pub fn server_key() -> SigningKey {
    SigningKey::from_seed(&[9; 32])
}

impl Phone {
    pub fn enrolled() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let store = open_enrolled(home.path()).expect("opens");
        Self { store, home }
    }

    /// Closes the database and opens it again.
    pub fn restarted(self) -> Self {
        let Self { store, home } = self;
        drop(store);
        let store = Store::open(home.path(), &key()).expect("opens again");
        Self { store, home }
    }

    pub fn save(&self, n: u64) -> records::Stored {
        self.store.write(|tx| records::append(tx, check_in(n))).expect("saves")
    }

    pub fn save_many(&self, count: u64) {
        self.store.write(|tx| (1..=count).try_for_each(|n| records::append(tx, check_in(n)).map(drop))).expect("saves");
    }

    pub fn stream(&self) -> stream::Stream {
        self.store.read(stream::current).expect("reads")
    }

    /// What the server would sign for the phone's own record `upto`.
    pub fn receipt(&self, upto: u64) -> Receipt {
        let head = self.store.read(|tx| records::hash_at(tx, upto)).expect("reads").expect("such a record");
        receipt(self.stream().stream_id, upto, head)
    }

    pub fn acknowledge(&self, upto: u64) {
        let receipt = self.receipt(upto);
        self.store.write(|tx| stream::acknowledge(tx, &receipt, upto)).expect("acknowledges");
    }

    /// The chain as anybody can compute it from the bytes alone.
    pub fn assert_chains(&self) {
        let stream = self.stream();
        let kept = self.store.read(|tx| records::batch(tx, 1, 1_000_000, usize::MAX)).expect("reads");
        assert_eq!(kept.len() as u64, stream.last_seq());
        let mut hash = stream.genesis;
        for (index, record) in kept.iter().enumerate() {
            assert_eq!(record.seq, index as u64 + 1);
            hash = chain::next(&hash, &record.bytes);
            assert_eq!(record.hash, hash, "hash of record {}", record.seq);
        }
        assert_eq!(stream.head, hash);
    }
}

pub fn open_enrolled(home: &Path) -> Result<Store, StoreError> {
    let store = Store::open(home, &key())?;
    store.write(|tx| {
        identity::put(tx, &identity([5; 32]))?;
        open_stream(tx, 1)
    })?;
    Ok(store)
}

pub fn open_stream(tx: &Tx<'_>, n: u128) -> Result<stream::Stream, StoreError> {
    let id = StreamId(Uuid::from_u128(n));
    let device = SigningKey::from_seed(&[5; 32]).public();
    stream::open(tx, id, &chain::genesis(id, &device, &[3; 16]))
}

pub fn identity(device_seed: [u8; 32]) -> Identity {
    Identity {
        device_id: DeviceId(Uuid::from_u128(100)),
        device_no: "0007".into(),
        organization: "福清市护校安园行动办公室".into(),
        place: "城关小学".into(),
        audience: "huxiao-test".into(),
        server_url: "http://127.0.0.1:1".into(),
        server_key: PublicKey(server_key().public().0),
        epoch: epoch(),
        nonce: [3; 16],
        device_seed,
    }
}

pub fn receipt(stream_id: StreamId, upto: u64, head: Digest) -> Receipt {
    Receipt::sign(&server_key(), stream_id, upto, head, UtcMs(1_000 + i64::try_from(upto).expect("small")), epoch())
}

pub fn time(n: u64) -> TimeBlock {
    TimeBlock {
        wall: UtcMs(1_800_000_000_000 + i64::try_from(n).expect("small") * 1_000),
        tz_min: 480,
        boot_id: BootId(Uuid::from_u128(1)),
        boot_ms: n * 1_000,
        estimate: None,
        estimate_err_ms: None,
        gnss: None,
        gnss_boot_ms: None,
        flags: None,
    }
}

pub fn check_in(n: u64) -> NewRecord {
    let body = Body::CheckIn(CheckIn {
        point_id: PointId(Uuid::from_u128(40)),
        result: VisitResult::Normal,
        note: format!("第 {n} 次"),
        position: None,
        tag: None,
        photos: Vec::new(),
        shown_proof: ProofLevel::C,
        detail: None,
    });
    new_record(n, body)
}

pub fn hazard(n: u64, severity: SuspectedSeverity, photos: Vec<Photo>) -> NewRecord {
    let body = Body::HazardReport(HazardReport {
        school_id: SchoolId(Uuid::from_u128(50)),
        category: "PHY".into(),
        text: "围墙有缺口".into(),
        severity,
        position: None,
        photos,
        effort: None,
    });
    new_record(n, body)
}

pub fn new_record(n: u64, body: Body) -> NewRecord {
    NewRecord {
        record_id: RecordId(Uuid::from_u128(u128::from(n) + 10_000)),
        body,
        actor: Some(StaffId(Uuid::from_u128(60))),
        session: None,
        time: time(n),
        refs: Vec::new(),
    }
}

pub fn photo(n: u128) -> Photo {
    Photo {
        id: PhotoId(Uuid::from_u128(n * 2)),
        sha256: sha256(&[b"picture", &n.to_be_bytes()]),
        bytes: 200_000,
        width: 1600,
        height: 1200,
        thumb_id: PhotoId(Uuid::from_u128(n * 2 + 1)),
        thumb_sha256: sha256(&[b"thumb", &n.to_be_bytes()]),
        thumb_bytes: 9_000,
        taken: None,
        place: None,
        notes: None,
    }
}
