//! Must-patrol points as a sheet: out as a workbook, in with a preview; nothing changes unless the whole sheet is right.

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::point;
use crate::{
    audit::Entry,
    clock,
    point_sheet::{self, Known, Language},
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::audit_log::Action,
    told::{Deed, Told},
    views::point_sheet::{PointSheetFault, PointSheetReading, PointSheetRow},
};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Which sheet.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct PointSheetQuestion {
    /// Only of the school with this code.
    school: Option<String>,
    /// `en`, or Chinese.
    lang: Option<String>,
}

/// What to do with a sheet.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct PointSheetWish {
    /// Carry it out, if the whole sheet is right; else only say what it would do.
    #[serde(default)]
    apply: bool,
}

/// The points of my schools as a workbook.
#[utoipa::path(get, path = "/api/points/sheet", params(PointSheetQuestion),
    responses((status = 200, body = Vec<u8>, content_type = XLSX), (status = 404, body = ApiProblem)))]
pub(crate) async fn write(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<PointSheetQuestion>,
) -> Result<impl IntoResponse, ApiProblem> {
    let language = if asked.lang.as_deref() == Some("en") { Language::English } else { Language::Chinese };
    let mut conn = state.db.snapshot().await?;
    let mut known = known(&mut conn, &viewer).await?;
    let mut of = String::new();
    if let Some(code) = asked.school.as_deref().filter(|it| !it.is_empty()) {
        let school = viewer.school(&mut conn, code).await?;
        known = known.only(&school.code);
        of = school.name;
    }
    drop(conn);
    let subject = Told::of(Deed::PointsOut).with("of", of).subject();
    let entry = Entry { at: clock::now(), account: viewer.account.name, action: Action::PointSheet, subject };
    state.audit.write(entry).await?;
    let write = move || point_sheet::write(&known, language);
    let bytes = tokio::task::spawn_blocking(write).await.map_err(|_| unwell())??;
    let name = "attachment; filename=\"points.xlsx\"".to_owned();
    Ok(([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes))
}

/// Reads a sheet (a workbook or CSV) with points of my schools.
#[utoipa::path(post, path = "/api/points/sheet", params(PointSheetWish), request_body(content = Vec<u8>, content_type = XLSX),
    responses((status = 200, body = PointSheetReading), (status = 403, body = ApiProblem), (status = 413, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(wish): Query<PointSheetWish>,
    bytes: Bytes,
) -> Result<Json<PointSheetReading>, ApiProblem> {
    let reach = viewer.account.role.sets_points().ok_or_else(ApiProblem::forbidden)?;
    let mut tx = state.db.begin().await?;
    let known = known(&mut tx, &viewer).await?.reached(reach);
    let done = point_sheet::import(&mut tx, &known, &bytes, (wish.apply, point::author(&viewer))).await?;
    if done.applied {
        tx.commit().await.map_err(crate::Error::from)?;
    }
    let fault = |it: point_sheet::Fault| PointSheetFault {
        row: it.row,
        cell: it.cell,
        code: it.problem.code,
        args: it.problem.args,
    };
    let row = |it: point_sheet::ImportedRow| PointSheetRow {
        row: it.row,
        school: it.school,
        typed_no: domain::point_no::with_check(&it.point_no),
        name: it.name,
        differences: it.differences,
    };
    Ok(Json(PointSheetReading {
        faults: done.faults.into_iter().map(fault).collect(),
        rows: done.rows.into_iter().map(row).collect(),
        same: done.same,
        applied: done.applied,
    }))
}

async fn known(conn: &mut crate::db::Conn, viewer: &Viewer) -> Result<Known, ApiProblem> {
    Ok(Known::read(conn, (!viewer.sees_all()).then(|| viewer.unit())).await?)
}

fn unwell() -> ApiProblem {
    ApiProblem::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "server-unwell")
}
