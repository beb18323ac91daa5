//! The key of a point's live code, handed to the screen at its gate.

use domain::{ids::PointId, time::UtcMs};
use serde::Serialize;

/// What a screen needs.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct LiveKeyGiven {
    #[schema(value_type = String)]
    pub(crate) point_id: PointId,
    /// The number with its check digit.
    pub(crate) typed_no: String,
    pub(crate) point: String,
    pub(crate) school: String,
    /// Which key; the office may renew it.
    pub(crate) serial: u32,
    /// 64 hex digits.
    pub(crate) key: String,
    /// The server's clock, which the screen is set by.
    #[schema(value_type = i64)]
    pub(crate) server_ms: UtcMs,
}
