//! What the office decided about a record 审核意见, as the phone it came from is told.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{RecordId, StaffId},
    time::UtcMs,
};

/// The decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Verdict {
    /// A question to the worker; nothing is decided.
    #[n(0)]
    Asked,
    /// 采信 / 同意
    #[n(1)]
    Accepted,
    /// 不采信 / 不同意
    #[n(2)]
    Rejected,
}

/// What was decided, or asked, about a record.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Ruling {
    /// About which record (also the ruling's identity: the newest holds).
    #[n(0)]
    pub record_id: RecordId,
    /// Whose record it is; only they are shown it.
    #[n(1)]
    pub staff_id: Option<StaffId>,
    /// Decision.
    #[n(2)]
    pub verdict: Verdict,
    /// What was noticed, as code words; the pages have sentences for them.
    #[n(3)]
    pub reasons: Vec<String>,
    /// In words.
    #[n(4)]
    pub note: String,
    /// When.
    #[n(5)]
    pub at: UtcMs,
}
