//! The feed of what happened: coming, going, visits, hazards, newest first.

use axum::{
    Json,
    extract::{Query, State},
};
use domain::{
    check_in::VisitResult,
    hazard,
    ids::RecordId,
    presence::ProofLevel,
    time::{ClockQuality, UtcMs},
};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::problem::ApiProblem;
use crate::{scope::Viewer, state::Shared, tables::event_list};

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct EventsQuestion {
    /// Only events with a number below.
    before: Option<i64>,
    /// At most so many, up to 200.
    limit: Option<i64>,
}

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

/// What happened in my schools.
#[utoipa::path(get, path = "/api/events", params(EventsQuestion), responses((status = 200, body = EventList)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(question): Query<EventsQuestion>,
) -> Result<Json<EventList>, ApiProblem> {
    let limit = question.limit.unwrap_or(50).clamp(1, 200);
    let mut conn = state.db.snapshot().await?;
    let mut events = event_list::before(&mut conn, viewer.unit(), question.before, limit + 1).await?;
    let more = events.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    events.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = events.last().filter(|_| more).map(|event| event.no);
    Ok(Json(EventList { events, next }))
}

/// The Chinese name of a category; a code of a later list has none here.
pub(crate) fn category_label(code: &str) -> Option<String> {
    hazard::find_category(code).map(|category| category.label.to_owned())
}
