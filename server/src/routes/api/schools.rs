//! The schools I look over, by code: what a clerk picks from.

use axum::{Json, extract::State};

use crate::{
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::schools::{self, Listed},
    views::schools::{SchoolList, SchoolRow},
};

/// My schools.
#[utoipa::path(get, path = "/api/schools", responses((status = 200, body = SchoolList)))]
pub(crate) async fn list(State(state): State<Shared>, viewer: Viewer) -> Result<Json<SchoolList>, ApiProblem> {
    let unit = (!viewer.sees_all()).then(|| viewer.unit());
    let listed = schools::list(&mut *state.db.snapshot().await?, unit).await?;
    let row = |it: Listed| SchoolRow { code: it.school.code, name: it.school.name, town: it.town, station: it.station };
    Ok(Json(SchoolList { schools: listed.into_iter().map(row).collect() }))
}
