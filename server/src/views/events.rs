//! What happened, newest first.

use domain::{
    check_in::VisitResult,
    ids::RecordId,
    presence::ProofLevel,
    time::{ClockQuality, UtcMs},
};
use serde::Serialize;

/// Something that happened.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EventRow {
    /// Place in the feed; rises.
    pub(crate) no: i64,
    /// The record behind it.
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    /// Kind of record.
    #[ts(type = r#""duty_on" | "duty_off" | "check_in" | "hazard_report""#)]
    pub(crate) kind: String,
    /// When it was, as it counts.
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    /// When the server had it.
    #[schema(value_type = i64)]
    pub(crate) received_ms: UtcMs,
    /// School.
    pub(crate) school: String,
    /// Post, point or nothing.
    pub(crate) place: String,
    /// Who.
    pub(crate) who: String,
    /// Proof of a visit.
    #[schema(value_type = Option<String>)]
    pub(crate) level: Option<ProofLevel>,
    /// Whole meters from the fix to post or point.
    pub(crate) distance_m: Option<u32>,
    /// How the time is known.
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
    /// Half-width of the time.
    pub(crate) err_ms: i64,
    /// Pictures that are here.
    pub(crate) photos_stored: i64,
    /// Pictures that the record names.
    pub(crate) photos_total: i64,
    /// Of these, those that will not come.
    pub(crate) photos_lost: i64,
    /// Category of a hazard.
    pub(crate) category: Option<String>,
    /// Its Chinese name.
    pub(crate) category_label: Option<String>,
    /// Text of a hazard, note of a visit.
    pub(crate) text: Option<String>,
    /// What a visit found.
    #[schema(value_type = Option<String>)]
    pub(crate) result: Option<VisitResult>,
}

/// A page of the feed.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EventList {
    /// Newest first.
    pub(crate) events: Vec<EventRow>,
    /// Ask with `before` = this for more.
    pub(crate) next: Option<i64>,
}
