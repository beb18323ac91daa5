//! How the server refuses: a class the phone acts on, and a code for the record.

use domain::photo::Digest;
use minicbor::{Decode, Encode};

use crate::ServerEpoch;

/// What the phone should do about it (sync-and-reliability §2.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum ProblemClass {
    /// Try again later; nothing changed.
    #[n(0)]
    Retryable,
    /// Move pointers as told; the outbox is untouched.
    #[n(1)]
    Resync,
    /// Two histories under one stream: freeze it and open a new one.
    #[n(2)]
    Fork,
    /// Send less at once.
    #[n(3)]
    Shrink,
    /// The key is not (or no longer) accepted; keep recording.
    #[n(4)]
    Auth,
    /// The batch cannot be read; find the one record.
    #[n(5)]
    Poison,
    /// The request itself was refused for good (a used code, say).
    #[n(6)]
    Refused,
}

/// The body of every refusal, as CBOR under [`crate::MEDIA_TYPE`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WireProblem {
    /// What to do.
    #[n(0)]
    pub class: ProblemClass,
    /// Kebab-case, such as `code-used`, `gap`, `unknown-key`, `too-large`.
    #[n(1)]
    pub code: String,
    /// Not before so many seconds.
    #[n(2)]
    pub retry_after_s: Option<u32>,
    /// For gaps and forks: what the server holds, as the last sequence number.
    #[n(3)]
    pub head_seq: Option<u64>,
    /// For gaps and forks: the chain's hash there.
    #[n(4)]
    pub head_hash: Option<Digest>,
    /// In which life of the storage it holds that: a phone believes its earlier receipts only within one life.
    #[n(5)]
    pub epoch: Option<ServerEpoch>,
}

impl WireProblem {
    /// A refusal without particulars.
    #[must_use]
    pub fn new(class: ProblemClass, code: &str) -> Self {
        Self { class, code: code.to_owned(), retry_after_s: None, head_seq: None, head_hash: None, epoch: None }
    }
}
