//! Rosters as a workbook: out for printing and changing, in with a preview; nothing changes unless the whole file is right.

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use domain::{day::Day, ids::PostId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::roster::{chosen, done, of_school};
use crate::{
    audit::Entry,
    clock,
    problem::ApiProblem,
    roster::{
        SchoolRoster, change,
        sheet::{self, Language},
    },
    scope::Viewer,
    state::Shared,
    tables::audit_log::Action,
    told::{Deed, Told},
    views::roster_sheet::{SheetChange, SheetFault, SheetReading},
};

/// Bytes of a workbook that is taken in.
pub(crate) const SHEET_BYTES_MAX: usize = 1024 * 1024;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Which workbook.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct SheetQuestion {
    /// Code of the school.
    school: String,
    /// Any day of the week on its second sheet; this week without it.
    week: Option<String>,
    /// `en`, or Chinese.
    lang: Option<String>,
}

/// What to do with a workbook.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct SheetWish {
    /// Code of the school.
    school: String,
    /// Change the draft, if the whole file is right; else only say what would change.
    #[serde(default)]
    apply: bool,
}

/// The rosters of a school of mine as a workbook.
#[utoipa::path(get, path = "/api/roster/sheet", params(SheetQuestion),
    responses((status = 200, body = Vec<u8>, content_type = XLSX), (status = 404, body = ApiProblem)))]
pub(crate) async fn write(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SheetQuestion>,
) -> Result<impl IntoResponse, ApiProblem> {
    let (roster, monday, language) = taken(&state, viewer, asked).await?;
    let code = roster.school.code.clone();
    let write = move || sheet::write(&roster, monday, language);
    let bytes = tokio::task::spawn_blocking(write).await.map_err(|_| unwell())??;
    let name = format!("attachment; filename=\"roster-{code}-{monday}.xlsx\"");
    Ok(([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes))
}

/// The published week of a school of mine on paper.
#[utoipa::path(get, path = "/api/roster/sheet.pdf", params(SheetQuestion),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = 404, body = ApiProblem)))]
pub(crate) async fn print(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SheetQuestion>,
) -> Result<impl IntoResponse, ApiProblem> {
    let (roster, monday, language) = taken(&state, viewer, asked).await?;
    let code = roster.school.code.clone();
    let print = move || sheet::print(&roster, monday, language);
    let bytes = tokio::task::spawn_blocking(print).await.ok().flatten().ok_or_else(unwell)?;
    let name = format!("attachment; filename=\"roster-{code}-{monday}.pdf\"");
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes))
}

/// The rosters somebody takes away; it is noted who did.
async fn taken(
    state: &Shared,
    viewer: Viewer,
    asked: SheetQuestion,
) -> Result<(SchoolRoster, Day, Language), ApiProblem> {
    let today = Day::of(clock::now());
    let monday = asked.week.as_deref().and_then(Day::parse).unwrap_or(today).monday();
    let language = if asked.lang.as_deref() == Some("en") { Language::English } else { Language::Chinese };
    let mut conn = state.db.snapshot().await?;
    let school = chosen(&mut conn, &viewer, Some(&asked.school)).await?;
    let roster = SchoolRoster::of(&mut conn, school, monday).await?.ok_or_else(ApiProblem::not_found)?;
    drop(conn);
    let subject = Told::of(Deed::RosterOut).with("school", &roster.school.name).subject();
    let entry = Entry { at: clock::now(), account: viewer.account.name, action: Action::RosterSheet, subject };
    state.audit.write(entry).await?;
    Ok((roster, monday, language))
}

/// Reads a workbook for my side of a school's roster.
#[utoipa::path(post, path = "/api/roster/sheet", params(SheetWish), request_body(content = Vec<u8>, content_type = XLSX),
    responses((status = 200, body = SheetReading), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 413, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(wish): Query<SheetWish>,
    bytes: Bytes,
) -> Result<Json<SheetReading>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let school = chosen(&mut conn, &viewer, Some(&wish.school)).await?;
    let (roster, hand) = of_school(&mut conn, &viewer, school).await?;
    drop(conn);
    let (side, roster) = (hand.side, std::sync::Arc::new(roster));
    let seen = roster.clone();
    let reading = tokio::task::spawn_blocking(move || sheet::read(&seen, side, &bytes)).await.map_err(|_| unwell())?;
    let apply = wish.apply && reading.problems.is_empty() && !reading.lines.is_empty();
    if apply {
        let mut tx = state.db.begin().await?;
        let (now, hand) = of_school(&mut tx, &viewer, school).await?;
        // Between reading and writing somebody may have changed the draft: then the preview was of another one.
        let revs = |roster: &SchoolRoster| roster.plans.iter().map(|plan| (plan.post_id, plan.rev)).collect::<Vec<_>>();
        if revs(&now) != revs(&roster) {
            return Err(ApiProblem::new(axum::http::StatusCode::CONFLICT, "changed-meanwhile"));
        }
        change::set_lines(&mut tx, &now, hand, (&reading.lines, None)).await?;
        let told = change::told(Deed::RosterIn, &now, hand).with("lines", reading.lines.len());
        hand.note(&mut tx, Action::RosterSheet, told).await?;
        done(&state, tx).await?;
    }
    let name = |id: PostId| roster.posts.iter().find(|post| post.id == id).map(|post| post.name.clone());
    let change = |it: sheet::Change| SheetChange {
        post: name(it.post_id).unwrap_or_default(),
        post_id: it.post_id,
        window_id: it.window_id,
        weekday: it.weekday,
        before: it.before,
        after: it.after,
    };
    let fault = |it: sheet::CellProblem| SheetFault { cell: it.cell, code: it.problem.code, args: it.problem.args };
    Ok(Json(SheetReading {
        faults: reading.problems.into_iter().map(fault).collect(),
        changes: reading.changes.into_iter().map(change).collect(),
        applied: apply,
    }))
}

fn unwell() -> ApiProblem {
    ApiProblem::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "server-unwell")
}
