//! One record with everything that speaks for it: who, where, when and how that is known, which phone, its place in
//! the chain, its pictures, and its fields as plain JSON.

use axum::{
    Json,
    extract::{Path, State},
};
use domain::ids::RecordId;

use crate::{evidence, problem::ApiProblem, scope::Viewer, state::Shared, views::evidence::Evidence};

/// A record of my schools.
#[utoipa::path(get, path = "/api/records/{record_id}", params(("record_id" = String, Path)),
    responses((status = 200, body = Evidence), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(record_id): Path<String>,
) -> Result<Json<Evidence>, ApiProblem> {
    let record_id: RecordId = record_id.parse().map_err(|_| ApiProblem::not_found())?;
    let mut conn = state.db.snapshot().await?;
    let found = evidence::find(&mut conn, record_id).await?.ok_or_else(ApiProblem::not_found)?;
    if !viewer.sees(&mut conn, found.school_id, found.device.id).await? {
        return Err(ApiProblem::not_found());
    }
    Ok(Json(evidence::describe(&mut conn, found).await?))
}
