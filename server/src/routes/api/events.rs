//! The feed of what happened: coming, going, visits, hazards, newest first.

use axum::{
    Json,
    extract::{Query, State},
};
use domain::hazard;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{problem::ApiProblem, scope::Viewer, state::Shared, tables::event_list, views::events::EventList};

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct EventsQuestion {
    /// Only events with a number below.
    before: Option<i64>,
    /// At most so many, up to 200.
    limit: Option<i64>,
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
