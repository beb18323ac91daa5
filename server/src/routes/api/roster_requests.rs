//! Requests for a swap or leave from phones, and the office's answers.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use domain::{day::Day, duty_window::clock as clock_text, ids::RecordId, roster::Side};
use serde::Deserialize;
use utoipa::IntoParams;

use super::roster::{done, of_school};
use crate::{
    clock,
    problem::ApiProblem,
    roster::{
        change::Hand,
        request::{self, Decision},
    },
    scope::Viewer,
    state::Shared,
    tables::{
        accounts,
        roster_requests::{self, Cut, Listed},
    },
    views::roster_requests::{RosterRequestList, RosterRequestRow, RulingWish},
};

/// Rows on a page.
const PAGE: usize = 50;

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct RequestsQuestion {
    /// `open`, `decided`, or all without it.
    state: Option<String>,
    /// Text that school or name contain.
    q: Option<String>,
    /// Only with a number below.
    before: Option<i64>,
}

/// Requests of my schools.
#[utoipa::path(get, path = "/api/roster-requests", params(RequestsQuestion),
    responses((status = 200, body = RosterRequestList)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<RequestsQuestion>,
) -> Result<Json<RosterRequestList>, ApiProblem> {
    let cut = match asked.state.as_deref() {
        Some("open") => Cut::Open,
        Some("decided") => Cut::Decided,
        None | Some("" | "all") => Cut::All,
        Some(_) => return Err(ApiProblem::bad_question()),
    };
    let text = asked.q.as_deref().map(str::trim).unwrap_or_default();
    let mut conn = state.db.snapshot().await?;
    let which = (cut, text, asked.before.unwrap_or(i64::MAX));
    let mut found = roster_requests::list(&mut conn, viewer.unit(), which, PAGE as i64 + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|it| it.no);
    let open = roster_requests::open_count(&mut conn, viewer.unit()).await?;
    accounts::call_by_label(&mut conn, found.iter_mut().map(|it| &mut it.decided_by).collect()).await?;
    let side = viewer.account.role.decides_requests();
    Ok(Json(RosterRequestList { requests: found.into_iter().map(|it| row(it, side)).collect(), next, open }))
}

/// Decides a request of my school's or station's people.
#[utoipa::path(post, path = "/api/roster-requests/{record_id}", params(("record_id" = String, Path)),
    request_body = RulingWish, responses((status = 204), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem), (status = 409, body = ApiProblem), (status = 422, body = ApiProblem)))]
pub(crate) async fn decide(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(record_id): Path<String>,
    Json(wish): Json<RulingWish>,
) -> Result<StatusCode, ApiProblem> {
    let id: RecordId = record_id.parse().map_err(|_| ApiProblem::not_found())?;
    let mut tx = state.db.begin().await?;
    let asked = roster_requests::one(&mut tx, id).await?.ok_or_else(ApiProblem::not_found)?;
    let school = asked.school_id.ok_or_else(ApiProblem::not_found)?;
    viewer.reach(&mut tx, school).await?;
    let side = viewer.account.role.decides_requests().filter(|side| *side == asked.side());
    let side = side.ok_or_else(ApiProblem::forbidden)?;
    let (roster, _) = of_school(&mut tx, &viewer, school).await?;
    let hand = Hand { account: &viewer.account.name, side };
    let decision = Decision { verdict: wish.verdict, note: wish.note, with: wish.with };
    request::decide(&mut tx, (&roster, &asked), hand, (decision, Day::of(clock::now()))).await?;
    done(&state, tx).await
}

fn row(it: Listed, side: Option<Side>) -> RosterRequestRow {
    let mine = side.is_some_and(|side| side == it.side());
    let (window, start_min, end_min) = it.window.unwrap_or_default();
    RosterRequestRow {
        record_id: it.record_id,
        ask: it.request.ask,
        reason: it.request.reason,
        text: it.request.text,
        who: it.who,
        who_kind: it.kind,
        with: it.with_name,
        school: it.school,
        school_code: it.school_code,
        post: it.post,
        day: it.request.day,
        window,
        start: clock_text(start_min),
        end: clock_text(end_min),
        at_ms: it.at,
        verdict: it.verdict,
        note: it.note,
        decided_ms: it.decided_at,
        decided_by: it.decided_by,
        mine,
    }
}
