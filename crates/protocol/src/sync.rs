//! The one round trip that pushes, pulls and paces: `POST /v1/sync`, CBOR, `Content-Encoding: zstd` or none.
//!
//! Acceptance is a contiguous prefix; the answer carries nothing the phone needs for correctness beyond head
//! and receipt, so losing it costs nothing. Records travel as the bytes they were chained with.

use domain::{
    ids::StreamId,
    time::{Anchor, TimeBlock, UtcMs},
};
use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};

use crate::{Receipt, Seal, ServerEpoch, VouchedKey};

/// Path of the exchange.
pub const PATH: &str = "/v1/sync";

/// The phone speaks.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SyncRequest {
    /// [`crate::PROTO`].
    #[n(0)]
    pub proto: u16,
    /// Version of the app.
    #[n(1)]
    pub app_version: String,
    /// The phone's current stream.
    #[n(2)]
    pub stream_id: StreamId,
    /// The phone's clocks as it wrote this.
    #[n(3)]
    pub now: TimeBlock,
    /// The best anchor of the current boot that the phone has.
    #[n(4)]
    pub anchor: Option<Anchor>,
    /// What the phone still holds, before this push.
    #[n(5)]
    pub backlog: Backlog,
    /// Records to store.
    #[n(6)]
    pub push: Option<Push>,
    /// Where the last pull ended, as the server gave it.
    #[n(7)]
    pub cursor: Option<ByteVec>,
    /// At most so many bytes of changes are wanted back.
    #[n(8)]
    pub want_bytes: u32,
    /// The phone has no key of the organization yet (it enrolled with an earlier server): `true` asks for it.
    #[n(9)]
    pub wants_organization_key: Option<bool>,
    /// The server named floors ([`Pull::floors`]): these are the things the phone has from above them.
    #[n(10)]
    pub repair: Option<Vec<Thing>>,
}

/// A server-owned thing, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Thing {
    /// Scope it came through.
    #[n(0)]
    pub scope: u32,
    /// Number of its [`crate::EntityKind`].
    #[n(1)]
    pub kind: u16,
    /// Which.
    #[n(2)]
    pub id: ByteArray<16>,
}

/// How much of a scope's feed outlived the loss of what came after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Floor {
    /// Which scope.
    #[n(0)]
    pub scope: u32,
    /// The last number in it that is still what it was.
    #[n(1)]
    pub seq: u64,
}

/// What a phone still holds; the office sees it even when the push itself fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Backlog {
    /// Records without a receipt.
    #[n(0)]
    pub records: u64,
    /// Pictures and thumbnails not stored on the server.
    #[n(1)]
    pub photos: u64,
    /// Wall time of the oldest of them.
    #[n(2)]
    pub oldest: Option<UtcMs>,
}

/// A sealed run of records.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Push {
    /// The records' bytes, in order; the first has the seal's `first`.
    #[n(0)]
    pub records: Vec<ByteVec>,
    /// The seal over them.
    #[n(1)]
    pub seal: Seal,
}

/// The server answers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SyncResponse {
    /// Life of the server's storage.
    #[n(0)]
    pub epoch: ServerEpoch,
    /// Server time as it answered.
    #[n(1)]
    pub server_time: UtcMs,
    /// What it holds of the stream.
    #[n(2)]
    pub ack: Ack,
    /// What changed for this phone.
    #[n(3)]
    pub pull: Pull,
    /// When to come again.
    #[n(4)]
    pub pacing: Pacing,
    /// What rescue bundles are encrypted to, for a phone that asked.
    #[n(5)]
    pub organization_key: Option<VouchedKey>,
}

/// What the server holds of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Ack {
    /// Signed: committed up to here.
    #[n(0)]
    pub receipt: Receipt,
    /// Would survive the loss of the server's disk (replicated or backed up) up to here.
    #[n(1)]
    pub durable_upto: u64,
    /// Records of this push that were stored but not understood.
    #[n(2)]
    pub outcomes: Vec<RecordOutcome>,
}

/// A record that was stored, with a remark.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RecordOutcome {
    /// Which.
    #[n(0)]
    pub seq: u64,
    /// `unknown` (kind of a later version) or `quarantined` (not of its shape).
    #[n(1)]
    pub code: String,
}

/// Changes of server-owned things, in the order they are to be applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Pull {
    /// The changes.
    #[n(0)]
    pub changes: Vec<Change>,
    /// Where this page ends; applied in one transaction with the changes. `None`: nothing new.
    #[n(1)]
    pub cursor: Option<ByteVec>,
    /// There is more; ask again at once.
    #[n(2)]
    pub more: bool,
    /// The phone no longer looks after these scopes: forget what came from them (never its own records).
    #[n(3)]
    pub dropped_scopes: Vec<u32>,
    /// The server lost some of its feed since this cursor. The phone asks again, naming what it has from above these
    /// floors ([`SyncRequest::repair`]); the answer is each of those as it is now, and a cursor that goes on below.
    #[n(4)]
    pub floors: Option<Vec<Floor>>,
}

/// One server-owned thing as it now is, or gone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Change {
    /// Scope it came through (a small number the server gives to a school or station).
    #[n(0)]
    pub scope: u32,
    /// Place in that scope's feed.
    #[n(1)]
    pub scope_seq: u64,
    /// Number of its [`crate::EntityKind`]; a number this build does not know is kept unread.
    #[n(2)]
    pub kind: u16,
    /// Which.
    #[n(3)]
    pub id: ByteArray<16>,
    /// Higher wins; equal is the same.
    #[n(4)]
    pub rev: u64,
    /// Its CBOR; `None` when it is gone.
    #[n(5)]
    pub payload: Option<ByteVec>,
}

/// When to come again, and with how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Pacing {
    /// Seconds until the next idle sync.
    #[n(0)]
    pub next_sync_after_s: u32,
    /// Largest compressed request the server likes.
    #[n(1)]
    pub max_batch_bytes: u32,
}
