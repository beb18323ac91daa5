//! Escort sheets 护导单 by day, whether somebody has looked at them, and the office's word about a day 总值审阅.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use domain::{day::Day, escort::DayVerdict, ids::SchoolId, limits::NOTE_CHARS_MAX};

use super::span::{self, SpanQuestion};
use crate::{
    clock,
    db::Conn,
    escort,
    live::Tag,
    problem::ApiProblem,
    scope::Viewer,
    sql::plain_text,
    state::Shared,
    tables::accounts,
    views::escorts::{DayWish, EscortDay, EscortList},
};

/// The escort sheets of my schools.
#[utoipa::path(get, path = "/api/escorts", params(SpanQuestion),
    responses((status = 200, body = EscortList), (status = 400, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SpanQuestion>,
) -> Result<Json<EscortList>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let asked = span::read(&mut conn, &viewer, &asked, clock::now()).await?;
    let mut days = escort::days(&mut conn, asked.unit, (asked.first, asked.last)).await?;
    call(&mut conn, &mut days).await?;
    let may_review = viewer.account.role.may_review_days();
    Ok(Json(EscortList { first: asked.first, last: asked.last, days, may_review }))
}

/// Confirm a day, or send it back with a remark; whoever signed it is asked then. It may be said again, and the newest word
/// holds, whether it came from a phone or the office.
#[utoipa::path(post, path = "/api/escorts/{school_id}/{day}/review", request_body = DayWish,
    params(("school_id" = String, Path), ("day" = String, Path)),
    responses((status = 200, body = EscortDay), (status = 400, body = ApiProblem), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem)))]
pub(crate) async fn review(
    State(state): State<Shared>,
    viewer: Viewer,
    Path((school_id, day)): Path<(String, String)>,
    Json(wish): Json<DayWish>,
) -> Result<Json<EscortDay>, ApiProblem> {
    if !viewer.account.role.may_review_days() {
        return Err(ApiProblem::forbidden());
    }
    if !wish.verdict.is_of_office() {
        return Err(ApiProblem::bad_question());
    }
    let text = plain_text(wish.text.trim());
    let is_unsaid = wish.verdict == DayVerdict::SentBack && text.is_empty();
    if is_unsaid || text.chars().count() > NOTE_CHARS_MAX {
        return Err(ApiProblem::new(StatusCode::BAD_REQUEST, "reason-missing"));
    }
    let school_id: SchoolId = school_id.parse().map_err(|_| ApiProblem::not_found())?;
    let day = Day::parse(&day).ok_or_else(ApiProblem::not_found)?;
    let mut tx = state.db.begin().await?;
    viewer.reach(&mut tx, school_id).await?;
    let found = of_day(&mut tx, school_id, day).await?;
    let by = (clock::now(), viewer.account.name.as_str());
    let changed = escort::review(&mut tx, &found, (wish.verdict, &text), by).await?;
    let mut now = of_day(&mut tx, school_id, day).await?;
    call(&mut tx, std::slice::from_mut(&mut now)).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    if changed {
        state.live.changed([Tag::Escorts, Tag::Reviews]);
    }
    Ok(Json(now))
}

/// Calls the accounts of the office's words by their labels; who signed on a phone has a name.
async fn call(conn: &mut Conn, days: &mut [EscortDay]) -> Result<(), ApiProblem> {
    let words = days.iter_mut().flat_map(|day| day.words.iter_mut().chain(day.review.as_mut()));
    let said = words.filter(|it| it.record_id.is_none()).map(|it| &mut it.who);
    Ok(accounts::call_by_label(conn, said.collect()).await?)
}

/// One day; a day without a sheet or a word is none.
async fn of_day(conn: &mut Conn, school: SchoolId, day: Day) -> Result<EscortDay, ApiProblem> {
    escort::days(conn, school.into(), (day, day)).await?.pop().ok_or_else(ApiProblem::not_found)
}
