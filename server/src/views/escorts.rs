//! Escort sheets 护导单 by day, and who looked at them.

use domain::{
    day::Day,
    duty_note::{Situation, Weather},
    duty_window::WindowKind,
    escort::{DayVerdict, Handed, RemainingReason},
    ids::{RecordId, SchoolId},
    time::UtcMs,
};
use serde::{Deserialize, Serialize};

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

/// What somebody said of a day: a signature on a phone, or a word of the office.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct DayWord {
    /// Of a signature.
    #[schema(value_type = Option<String>)]
    pub(crate) record_id: Option<RecordId>,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    /// Name of the worker, or account of the office.
    pub(crate) who: String,
    #[schema(value_type = String)]
    pub(crate) verdict: DayVerdict,
    pub(crate) text: String,
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
    /// The word that holds.
    pub(crate) review: Option<DayWord>,
    /// Sheets that came or were corrected after it.
    pub(crate) later: u32,
    /// All that was said, the oldest first.
    pub(crate) words: Vec<DayWord>,
}

impl EscortDay {
    /// Whether somebody looked at all of it and did not send it back.
    pub(crate) fn is_reviewed(&self) -> bool {
        self.later == 0 && self.review.as_ref().is_some_and(|word| word.verdict.settles())
    }
}

/// Days with sheets or a review, the newest first.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EscortList {
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    pub(crate) days: Vec<EscortDay>,
    pub(crate) may_review: bool,
}

/// What the office says of a day.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct DayWish {
    /// `confirmed` or `sent_back`.
    #[schema(value_type = String)]
    pub(crate) verdict: DayVerdict,
    /// A remark; needed when it is sent back.
    pub(crate) text: String,
}
