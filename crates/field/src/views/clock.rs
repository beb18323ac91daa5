//! What the phone noticed about its clock, to be told once in plain words.

use domain::{clock_event::ClockFinding, time::UtcMs};
use serde::Serialize;
use ts_rs::TS;

/// The newest finding nobody was told yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClockTold {
    /// What; nothing for a finding of a later version.
    pub finding: Option<ClockFinding>,
    /// How far the wall clock had been set, milliseconds; ahead is above zero.
    pub moved_ms: i64,
    /// When it was noticed, as it is known now.
    pub at_ms: UtcMs,
    /// How many findings nobody was told, this one included.
    pub count: u32,
}
