//! Hazards as reported, newest first.

use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{problem::ApiProblem, scope::Viewer, state::Shared, tables::hazards, views::hazards::HazardList};

/// Which hazards.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct HazardsQuestion {
    /// Only in this state.
    pub(crate) state: Option<String>,
    /// Text that school, number or description contain.
    pub(crate) q: Option<String>,
    /// Only with a provisional number below.
    pub(crate) before: Option<i64>,
}

/// Rows on a page.
const PAGE: usize = 50;

/// Hazards of my schools.
#[utoipa::path(get, path = "/api/hazards", params(HazardsQuestion), responses((status = 200, body = HazardList)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(question): Query<HazardsQuestion>,
) -> Result<Json<HazardList>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let mut found = hazards::list(&mut conn, viewer.unit(), &question, PAGE as i64 + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|(no, _)| *no);
    Ok(Json(HazardList { hazards: found.into_iter().map(|(_, row)| row).collect(), next }))
}
