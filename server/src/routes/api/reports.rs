//! The report of duty and patrol: as JSON for pages and programs, as a workbook, and on paper.

use axum::{
    Json,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::span::{self, Asked, SpanQuestion};
use crate::{
    audit::Entry,
    clock,
    problem::ApiProblem,
    reports::{
        self,
        duty::{Counted, DutyReport},
    },
    scope::Viewer,
    state::Shared,
    tables::audit_log::Action,
    told::{Deed, Told},
};

/// Counts of my schools over some days.
#[utoipa::path(get, path = "/api/reports/duty", params(SpanQuestion),
    responses((status = 200, body = DutyReport), (status = 400, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SpanQuestion>,
) -> Result<Json<DutyReport>, ApiProblem> {
    Ok(Json(count(&state, &viewer, &asked).await?.1.report))
}

/// The same as a workbook, with the rows it was counted from.
#[utoipa::path(get, path = "/api/reports/duty.xlsx", params(SpanQuestion),
    responses((status = 200), (status = 400, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn workbook(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SpanQuestion>,
) -> Result<Response, ApiProblem> {
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let (asked, counted) = count(&state, &viewer, &asked).await?;
    let made = tokio::task::spawn_blocking(move || reports::workbook(&counted)).await;
    let bytes = made.ok().and_then(Result::ok).ok_or_else(unwell)?;
    taken(&state, &viewer, &asked, "xlsx").await?;
    Ok(file(&asked, ("xlsx", TYPE), bytes))
}

/// The same on paper: the sums, and the shifts somebody should look at.
#[utoipa::path(get, path = "/api/reports/duty.pdf", params(SpanQuestion),
    responses((status = 200), (status = 400, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn print(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SpanQuestion>,
) -> Result<Response, ApiProblem> {
    let (asked, counted) = count(&state, &viewer, &asked).await?;
    let made = tokio::task::spawn_blocking(move || reports::print(&counted)).await;
    let bytes = made.ok().flatten().ok_or_else(unwell)?;
    taken(&state, &viewer, &asked, "pdf").await?;
    Ok(file(&asked, ("pdf", "application/pdf"), bytes))
}

async fn count(state: &Shared, viewer: &Viewer, asked: &SpanQuestion) -> Result<(Asked, Counted), ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let now = clock::now();
    let asked = span::read(&mut conn, viewer, asked, now).await?;
    let counted = reports::duty::count(&mut conn, &asked, now).await?;
    Ok((asked, counted))
}

/// Who takes a report away is written down first.
async fn taken(state: &Shared, viewer: &Viewer, asked: &Asked, kind: &str) -> Result<(), ApiProblem> {
    let told = Told::of(Deed::ReportTaken).with("format", kind).with("of", &asked.name);
    let subject = told.with("first", asked.first).with("last", asked.last).subject();
    let account = viewer.account.name.clone();
    Ok(state.audit.write(Entry { at: clock::now(), account, action: Action::ReportTaken, subject }).await?)
}

fn file(asked: &Asked, (ending, media): (&str, &'static str), bytes: Vec<u8>) -> Response {
    let name = format!("duty-{}-{}.{ending}", asked.first, asked.last);
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

fn unwell() -> ApiProblem {
    ApiProblem::new(StatusCode::INTERNAL_SERVER_ERROR, "server-unwell")
}
