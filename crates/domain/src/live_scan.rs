//! A live code 动态码 that a phone read from a screen at the gate: where and when, even when both are offline.
//!
//! The phone cannot judge it (a phone that could, could forge it); the server does, and takes it as an anchor of the
//! phone's clock too.

use minicbor::{Decode, Encode};
use serde::Serialize;

/// A code was read when it was not shown if the two differ by more: somebody passed it on.
pub const STALE_MS: i64 = 90_000;

/// What was read, and when by the clock that only runs forward.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(array)]
pub struct LiveScan {
    /// The text of the code.
    #[n(0)]
    pub text: String,
    /// Boot clock at the reading, in the boot of the record.
    #[n(1)]
    pub boot_ms: u64,
}
