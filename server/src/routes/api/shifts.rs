//! Shifts 勤务: the history of a school's posts, one shift with everything that speaks for it, and what the office decides.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use domain::{
    day::Day,
    duty_note::{AbsenceReason, DutyEntry, Situation},
    duty_shift::{Gap, ShiftDecision, ShiftState},
    duty_window::WindowKind,
    ids::{PostId, RecordId, SchoolId, StaffId, WindowId},
    limits::NOTE_CHARS_MAX,
    staff::StaffKind,
    time::{ClockQuality, UtcMs},
};
use serde::{Deserialize, Serialize};

use super::{
    board::MissingStaff,
    problem::ApiProblem,
    span::{self, SpanQuestion},
};
use crate::{
    audit::Entry,
    clock,
    db::Conn,
    live::Tag,
    scope::Viewer,
    shift::{self, Ledger},
    sql::plain_text,
    state::Shared,
    tables::{
        audit_log::{self, Action},
        jurisdictions, posts,
        shift_decisions::{self, Decided},
    },
};

/// Somebody's time at a post.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftPerson {
    #[schema(value_type = Option<String>)]
    pub(crate) staff_id: Option<StaffId>,
    pub(crate) name: String,
    #[schema(value_type = Option<String>)]
    pub(crate) kind: Option<StaffKind>,
    pub(crate) on: Moment,
    /// When they left, if somebody said so.
    pub(crate) off: Option<Moment>,
    /// Why before the end.
    #[schema(value_type = Option<String>)]
    pub(crate) early: Option<AbsenceReason>,
    /// They came after the minute that was due, even by the earliest time that is possible.
    pub(crate) late: bool,
    /// It does not count: the office rejected it, or its clock is in doubt.
    pub(crate) doubtful: bool,
    /// They read the gate's own live code while it was shown: that proves place and time.
    pub(crate) live: bool,
    /// Who recorded it for them, when that was somebody else.
    pub(crate) recorder: Option<String>,
}

/// When something was, how that is known, and the record behind it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Moment {
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) lo_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) hi_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
    /// The worker stated or corrected the time.
    pub(crate) stated: bool,
    #[schema(value_type = i64)]
    pub(crate) received_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    /// How often it was corrected.
    pub(crate) revisions: u32,
}

/// A shift.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftRow {
    #[schema(value_type = String)]
    pub(crate) post_id: PostId,
    #[schema(value_type = String)]
    pub(crate) window_id: WindowId,
    #[schema(value_type = String)]
    pub(crate) day: Day,
    #[schema(value_type = String)]
    pub(crate) school_id: SchoolId,
    pub(crate) school: String,
    pub(crate) town: String,
    pub(crate) post: String,
    #[schema(value_type = String)]
    pub(crate) kind: WindowKind,
    pub(crate) label: String,
    #[schema(value_type = i64)]
    pub(crate) start_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) end_ms: UtcMs,
    /// When one should be there.
    #[schema(value_type = i64)]
    pub(crate) due_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) state: ShiftState,
    /// Nobody was heard of although it has begun: that says nothing.
    pub(crate) silent: bool,
    pub(crate) need: u32,
    /// People who came, each counted once.
    pub(crate) came: u32,
    pub(crate) missing: Vec<MissingStaff>,
    pub(crate) late: bool,
    /// 脱岗
    #[schema(value_type = Vec<Object>)]
    pub(crate) gaps: Vec<Gap>,
    /// Somebody came, but only by a clock in doubt.
    pub(crate) unproven: bool,
    /// 情况, of the closing, else the worst of the notes.
    #[schema(value_type = Option<String>)]
    pub(crate) situation: Option<Situation>,
    /// Of a cancelled or excused shift: why, in words.
    pub(crate) reason: Option<String>,
    /// Corrections of its records.
    pub(crate) revisions: u32,
    /// Volunteers, parents and others, counted.
    pub(crate) headcount: u32,
    pub(crate) people: Vec<ShiftPerson>,
}

/// The shifts of a school or of more.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftList {
    #[schema(value_type = i64)]
    pub(crate) now_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    pub(crate) shifts: Vec<ShiftRow>,
}

/// A picture of a note.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct NotePhoto {
    pub(crate) sha256: String,
    pub(crate) stored: bool,
}

/// What was noted during a shift.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftNote {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    pub(crate) who: String,
    #[ts(type = r#""log" | "roll_call" | "hand_over" | "close""#)]
    pub(crate) kind: String,
    #[schema(value_type = Object)]
    #[ts(type = "Record<string, unknown>")]
    pub(crate) entry: serde_json::Value,
    /// Names behind the ids in the entry.
    pub(crate) names: std::collections::BTreeMap<String, String>,
    pub(crate) revisions: u32,
    pub(crate) photos: Vec<NotePhoto>,
}

/// What the office decided about it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftDecided {
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) decision: ShiftDecision,
    pub(crate) reason: String,
    pub(crate) leader: String,
    pub(crate) account: String,
}

/// One shift with everything that speaks for it.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftDetail {
    #[schema(value_type = i64)]
    pub(crate) now_ms: UtcMs,
    pub(crate) shift: ShiftRow,
    pub(crate) notes: Vec<ShiftNote>,
    pub(crate) photos: Vec<NotePhoto>,
    pub(crate) decided: Vec<ShiftDecided>,
    /// When a phone of the school last called.
    #[schema(value_type = Option<i64>)]
    pub(crate) heard_ms: Option<UtcMs>,
    pub(crate) may_decide: bool,
}

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

/// A decision.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct DecisionWish {
    #[schema(value_type = String)]
    decision: ShiftDecision,
    /// Why.
    reason: String,
    /// The leader who answers for it, by post.
    leader: String,
}

/// Cancel a shift, or give the reason why it was missed.
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
    };
    if !fits {
        return Err(ApiProblem::new(StatusCode::CONFLICT, "shift-was-held"));
    }
    let (now, account) = (clock::now(), viewer.account.name.clone());
    let subject = format!("{} {} {}", held.post_id, held.window_id, held.day);
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
