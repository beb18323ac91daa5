//! One phone with everything the office can know of it.

use domain::{
    ids::{RecordId, StreamId},
    time::{ClockQuality, UtcMs},
};
use serde::{Deserialize, Serialize};

use super::devices::DeviceRow;
use crate::tables::{devices::DeviceState, records::RecordStatus};

/// What the office decided once.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct DeviceDecision {
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    pub(crate) state: DeviceState,
    pub(crate) reason: String,
    /// Sign-in name, or `command-line`.
    pub(crate) account: String,
}

/// A record that is stored and not understood, with what its envelope tells.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct UnreadRow {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    pub(crate) status: RecordStatus,
    /// Code word of its kind; `unknown` for one that came after this build.
    pub(crate) kind: String,
    pub(crate) kind_number: u16,
    pub(crate) kind_version: u16,
    /// Its place in the phone's stream.
    pub(crate) seq: u64,
    pub(crate) bytes: u32,
    /// What the phone's wall clock showed.
    #[schema(value_type = i64)]
    pub(crate) wall_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) received_ms: UtcMs,
    /// Who acted, as the phone says; empty for nobody or a stranger.
    pub(crate) who: String,
    /// What the reader stumbled over, in English.
    pub(crate) detail: String,
}

/// A push that was refused and kept.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RejectedPush {
    pub(crate) code: String,
    #[schema(value_type = i64)]
    pub(crate) received_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) stream_id: StreamId,
    pub(crate) bytes: i64,
}

/// A stream of a phone. More than one means that its database was made anew, cloned or rolled back.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct StreamRow {
    #[schema(value_type = String)]
    pub(crate) stream_id: StreamId,
    /// Records the server holds of it.
    pub(crate) records: i64,
    /// When the first of them came.
    #[schema(value_type = i64)]
    pub(crate) opened_ms: UtcMs,
    /// When a phone first told another history of it.
    #[schema(value_type = Option<i64>)]
    pub(crate) forked_ms: Option<UtcMs>,
    /// Pushes of the other history that are kept as evidence.
    pub(crate) rejected_pushes: i64,
}

/// What a phone noticed about its clock or itself, in a record of its own.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Finding {
    /// The record that says so.
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    /// Code word: `clock_jumped`, `clock_ran_backward`, `storage_low`, `database_set_aside`, `records_salvaged`,
    /// `photo_lost`, `photo_refused`, `stream_frozen`, `removal_held_back`, `order_not_believed`, or `unknown`.
    pub(crate) code: String,
    /// Milliseconds a clock moved, megabytes left, how many: as the code says.
    pub(crate) amount: i64,
    /// What it is about, in hex.
    pub(crate) subject: Option<String>,
    /// A technical detail.
    pub(crate) detail: String,
    /// When it was noticed.
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    /// When it came.
    #[schema(value_type = i64)]
    pub(crate) received_ms: UtcMs,
}

/// A record before which the clock was set, or whose clock was wrong.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ClockFinding {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    pub(crate) kind: String,
    /// The corrected time.
    #[schema(value_type = i64)]
    pub(crate) best_ms: UtcMs,
    /// What the phone's wall clock showed.
    #[schema(value_type = i64)]
    pub(crate) wall_ms: UtcMs,
    /// How well the corrected time is known, either way.
    pub(crate) err_ms: i64,
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
    /// The clock was set before this record.
    pub(crate) jumped: bool,
}

/// How well the times of recent records are known.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct QualityCount {
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
    pub(crate) records: u32,
}

/// The phone's clock.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct DeviceClock {
    /// How many recent records were looked at.
    pub(crate) looked_at: u32,
    pub(crate) qualities: Vec<QualityCount>,
    /// The newest first.
    pub(crate) findings: Vec<ClockFinding>,
}

/// A phone.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct DeviceReport {
    pub(crate) device: DeviceRow,
    #[schema(value_type = i64)]
    pub(crate) enrolled_ms: UtcMs,
    /// The newest first.
    pub(crate) decisions: Vec<DeviceDecision>,
    /// Records that came since the phone was last stopped; 0 for a phone in use.
    pub(crate) late: i64,
    /// At most a hundred, the newest first.
    pub(crate) unread: Vec<UnreadRow>,
    /// The newest first.
    pub(crate) rejected: Vec<RejectedPush>,
    /// The newest first.
    pub(crate) streams: Vec<StreamRow>,
    pub(crate) clock: DeviceClock,
    /// What it reported about its clock and itself, at most a hundred, the newest first.
    pub(crate) findings: Vec<Finding>,
    /// Whether the asker may suspend, revoke and activate it.
    pub(crate) may_decide: bool,
}

/// The office's word about a phone.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct DeviceWish {
    /// What it is to be.
    pub(crate) state: DeviceState,
    /// Why, in words for whoever looks later.
    pub(crate) reason: String,
}
