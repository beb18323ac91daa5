//! Escort sheets 护导单 by day, and who looked at them.

use domain::{
    day::Day,
    duty_note::{Situation, Weather},
    duty_window::WindowKind,
    escort::{Handed, RemainingReason},
    ids::{RecordId, SchoolId},
    time::UtcMs,
};
use serde::Serialize;

/// A walk.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SheetRow {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    pub(crate) who: String,
    /// Name of the route; `None` for one that is in no list.
    pub(crate) route: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) window: Option<WindowKind>,
    pub(crate) out: u16,
    #[schema(value_type = Vec<Object>)]
    pub(crate) handed: Vec<Handed>,
    pub(crate) returned: u16,
    /// Heads nobody can account for.
    pub(crate) remaining: i32,
    #[schema(value_type = Option<String>)]
    pub(crate) remaining_reason: Option<RemainingReason>,
    #[schema(value_type = String)]
    pub(crate) situation: Situation,
    #[schema(value_type = Option<String>)]
    pub(crate) weather: Option<Weather>,
    pub(crate) note: String,
    pub(crate) revisions: u32,
}

/// The signature under a day.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct DaySignature {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    pub(crate) who: String,
    #[schema(value_type = String)]
    pub(crate) situation: Situation,
    pub(crate) text: String,
    /// Sheets that came or were corrected after it was signed.
    pub(crate) later: u32,
}

/// A day of a school.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EscortDay {
    #[schema(value_type = String)]
    pub(crate) day: Day,
    #[schema(value_type = String)]
    pub(crate) school_id: SchoolId,
    pub(crate) school: String,
    pub(crate) out: u32,
    pub(crate) handed: u32,
    pub(crate) returned: u32,
    pub(crate) remaining: i32,
    pub(crate) sheets: Vec<SheetRow>,
    pub(crate) review: Option<DaySignature>,
}

/// Days with sheets or a review, the newest first.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EscortList {
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    pub(crate) days: Vec<EscortDay>,
}
