//! What the phone noticed about its own clock. Evidence beside the records around it; it never refuses anything.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::time::UtcMs;

/// What was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum ClockFinding {
    /// Within one boot the wall clock moved against the boot clock: somebody set it, or the network did.
    #[n(0)]
    Jumped,
    /// After a restart the wall clock said less than at the record before.
    #[n(1)]
    RanBackward,
}

/// The wall clock did what a clock does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ClockEvent {
    /// What; `None` for something that came after this build.
    #[n(0)]
    pub finding: Option<ClockFinding>,
    /// What the wall clock said at the record before.
    #[n(1)]
    pub wall_before: UtcMs,
    /// By how many milliseconds it moved, forward or back.
    #[n(2)]
    pub moved_ms: i64,
}
