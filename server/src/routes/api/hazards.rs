//! Hazards as reported, newest first.

use axum::{
    Json,
    extract::{Query, State},
};
use domain::{hazard::SuspectedSeverity, ids::RecordId, time::UtcMs};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::problem::ApiProblem;
use crate::{scope::Viewer, state::Shared, tables::hazards};

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

/// A hazard.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct HazardRow {
    /// The report.
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    /// Provisional number, until the office registers it.
    pub(crate) temp_no: String,
    /// School.
    pub(crate) school: String,
    /// Town.
    pub(crate) town: String,
    /// Category.
    pub(crate) category: String,
    /// Its Chinese name.
    pub(crate) category_label: String,
    /// What is wrong.
    pub(crate) text: String,
    /// How bad it looked.
    #[schema(value_type = String)]
    pub(crate) severity: SuspectedSeverity,
    /// When it was reported.
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    /// By whom.
    pub(crate) who: String,
    /// Pictures that are here.
    pub(crate) photos_stored: i64,
    /// Pictures that the report names.
    pub(crate) photos_total: i64,
}

/// A page of hazards.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct HazardList {
    /// Newest first.
    pub(crate) hazards: Vec<HazardRow>,
    /// Ask with `before` = this for more.
    pub(crate) next: Option<i64>,
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
