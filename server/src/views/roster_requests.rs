//! Requests for a swap or leave, and the office's answers.

use domain::{
    day::Day,
    ids::{RecordId, StaffId},
    roster::{RosterAsk, RosterReason},
    ruling::Verdict,
    staff::StaffKind,
    time::UtcMs,
};
use serde::{Deserialize, Serialize};

/// A request.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterRequestRow {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[schema(value_type = String)]
    pub(crate) ask: RosterAsk,
    #[schema(value_type = String)]
    pub(crate) reason: RosterReason,
    pub(crate) text: String,
    pub(crate) who: String,
    #[schema(value_type = Option<String>)]
    pub(crate) who_kind: Option<StaffKind>,
    pub(crate) with: String,
    pub(crate) school: String,
    pub(crate) school_code: String,
    pub(crate) post: String,
    #[schema(value_type = String)]
    pub(crate) day: Day,
    /// Kind of window, as a code word; empty when it is no longer there.
    pub(crate) window: String,
    pub(crate) start: String,
    pub(crate) end: String,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = Option<String>)]
    pub(crate) verdict: Option<Verdict>,
    pub(crate) note: String,
    #[schema(value_type = Option<i64>)]
    pub(crate) decided_ms: Option<UtcMs>,
    pub(crate) decided_by: String,
    /// I decide it.
    pub(crate) mine: bool,
}

/// A page of requests.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterRequestList {
    /// Newest first.
    pub(crate) requests: Vec<RosterRequestRow>,
    /// Ask with `before` = this for more.
    pub(crate) next: Option<i64>,
    /// Waiting for somebody, in all.
    pub(crate) open: i64,
}

/// The office's answer.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct RulingWish {
    #[schema(value_type = String)]
    pub(crate) verdict: Verdict,
    #[serde(default)]
    pub(crate) note: String,
    /// Who takes the turn, when the office names somebody.
    #[schema(value_type = Option<String>)]
    pub(crate) with: Option<StaffId>,
}
