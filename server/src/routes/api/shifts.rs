//! Shifts 勤务: the history of a school's posts, one shift with everything that speaks for it, and what the office decides.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use domain::{
    day::Day,
    duty_note::DutyEntry,
    duty_shift::{ShiftDecision, ShiftState},
    ids::{PostId, StaffId, WindowId},
    limits::NOTE_CHARS_MAX,
};

use super::span::{self, SpanQuestion};
use crate::{
    audit::Entry,
    clock,
    db::Conn,
    live::Tag,
    problem::ApiProblem,
    scope::Viewer,
    shift::{self, Ledger},
    sql::plain_text,
    state::Shared,
    tables::{
        audit_log::{self, Action},
        jurisdictions, posts,
        shift_decisions::{self, Decided},
    },
    told::{Deed, Told},
    views::shifts::{DecisionWish, ShiftDetail, ShiftList},
};

/// The shifts of my schools.
#[utoipa::path(get, path = "/api/shifts", params(SpanQuestion),
    responses((status = 200, body = ShiftList), (status = 400, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SpanQuestion>,
) -> Result<Json<ShiftList>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let now = clock::now();
    let asked = span::read(&mut conn, &viewer, &asked, now).await?;
    let ledger = Ledger::read(&mut conn, asked.unit, (asked.first, asked.last), now).await?;
    let shifts =
        ledger.all(asked.first, asked.last).filter(|held| asked.takes(held)).map(|held| shift::row(&ledger, &held));
    Ok(Json(ShiftList { now_ms: now, first: asked.first, last: asked.last, shifts: shifts.collect() }))
}

/// One shift.
#[utoipa::path(get, path = "/api/shifts/{post_id}/{window_id}/{day}",
    params(("post_id" = String, Path), ("window_id" = String, Path), ("day" = String, Path)),
    responses((status = 200, body = ShiftDetail), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(key): Path<(String, String, String)>,
) -> Result<Json<ShiftDetail>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    Ok(Json(find(&mut conn, &viewer, &key).await?))
}

/// Cancel a shift, give the reason why it was missed, or close one that closed by itself.
#[utoipa::path(post, path = "/api/shifts/{post_id}/{window_id}/{day}/decision", request_body = DecisionWish,
    params(("post_id" = String, Path), ("window_id" = String, Path), ("day" = String, Path)),
    responses((status = 200, body = ShiftDetail), (status = 400, body = ApiProblem), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem)))]
pub(crate) async fn decide(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(key): Path<(String, String, String)>,
    Json(wish): Json<DecisionWish>,
) -> Result<Json<ShiftDetail>, ApiProblem> {
    if !viewer.account.role.may_decide_shifts() {
        return Err(ApiProblem::new(StatusCode::FORBIDDEN, "forbidden"));
    }
    let (reason, leader) = (plain_text(wish.reason.trim()), plain_text(wish.leader.trim()));
    if reason.is_empty() || leader.is_empty() || reason.chars().count() > NOTE_CHARS_MAX || leader.chars().count() > 60
    {
        return Err(ApiProblem::new(StatusCode::BAD_REQUEST, "reason-missing"));
    }
    let found = find(&mut *state.db.snapshot().await?, &viewer, &key).await?;
    let held = &found.shift;
    let fits = match wish.decision {
        ShiftDecision::Cancel => !held.state.was_held(),
        ShiftDecision::Excuse => matches!(held.state, ShiftState::Missed | ShiftState::MissedPending),
        ShiftDecision::Close => held.state == ShiftState::AutoClosed,
    };
    if !fits {
        return Err(ApiProblem::new(StatusCode::CONFLICT, "shift-was-held"));
    }
    let (now, account) = (clock::now(), viewer.account.name.clone());
    let told = Told::of(Deed::ShiftDecided).with("school", &held.school).with("name", &held.post);
    let told = told.with("kind", crate::sql::word(&held.kind)).with("label", &held.label).with("day", held.day);
    let told = told.with("post", held.post_id).with("window", held.window_id).with("reason", &reason);
    let subject = told.with("decision", crate::sql::word(&wish.decision)).subject();
    let mut tx = state.db.begin().await?;
    let decided = Decided { at: now, decision: wish.decision, reason, leader, account: account.clone() };
    shift_decisions::insert(&mut tx, (held.post_id, held.window_id, held.day), &decided).await?;
    audit_log::insert(&mut tx, &[Entry { at: now, account, action: Action::ShiftDecided, subject }]).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    state.live.changed([Tag::Duty]);
    Ok(Json(find(&mut *state.db.snapshot().await?, &viewer, &key).await?))
}

async fn find(conn: &mut Conn, viewer: &Viewer, key: &(String, String, String)) -> Result<ShiftDetail, ApiProblem> {
    let post_id: PostId = key.0.parse().map_err(|_| ApiProblem::not_found())?;
    let window_id: WindowId = key.1.parse().map_err(|_| ApiProblem::not_found())?;
    let day = Day::parse(&key.2).ok_or_else(ApiProblem::not_found)?;
    let post = posts::get(conn, post_id).await?.ok_or_else(ApiProblem::not_found)?;
    if !viewer.sees_all() && !jurisdictions::reaches(conn, viewer.unit(), post.school_id).await? {
        return Err(ApiProblem::not_found());
    }
    let now = clock::now();
    let ledger = Ledger::read(conn, post.school_id.into(), (day, day), now).await?;
    let held = ledger.shifts(&post, day).into_iter().find(|held| held.at.window.id == window_id);
    let held = held.ok_or_else(ApiProblem::not_found)?;
    let may_decide = viewer.account.role.may_decide_shifts();
    Ok(shift::detail(conn, &ledger, &held, may_decide).await?)
}

/// The ids of named people in an entry.
pub(crate) fn named(entry: &DutyEntry) -> Vec<StaffId> {
    match entry {
        DutyEntry::RollCall(it) => it.present.iter().copied().chain(it.absent.iter().map(|it| it.staff_id)).collect(),
        DutyEntry::HandOver(it) => it.to.into_iter().collect(),
        DutyEntry::Log(_) | DutyEntry::Close(_) => Vec::new(),
    }
}
