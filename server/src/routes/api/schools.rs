//! The schools I look over, by code: what a clerk picks from.

use axum::{Json, extract::State};
use serde::Serialize;

use super::problem::ApiProblem;
use crate::{
    scope::Viewer,
    state::Shared,
    tables::schools::{self, Listed},
};

/// A school.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SchoolRow {
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Town or street.
    town: String,
    /// Police station.
    station: String,
}

/// All of mine.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SchoolList {
    /// By code.
    schools: Vec<SchoolRow>,
}

/// My schools.
#[utoipa::path(get, path = "/api/schools", responses((status = 200, body = SchoolList)))]
pub(crate) async fn list(State(state): State<Shared>, viewer: Viewer) -> Result<Json<SchoolList>, ApiProblem> {
    let unit = (!viewer.sees_all()).then(|| viewer.unit());
    let listed = schools::list(&mut *state.db.snapshot().await?, unit).await?;
    let row = |it: Listed| SchoolRow { code: it.school.code, name: it.school.name, town: it.town, station: it.station };
    Ok(Json(SchoolList { schools: listed.into_iter().map(row).collect() }))
}
