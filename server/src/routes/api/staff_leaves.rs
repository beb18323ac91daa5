//! Who is away: entered by the office for its own people.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{Problem, ids::StaffId, roster::Leave};

use super::{calendar::settle_school, roster::done};
use crate::{
    audit::Entry,
    clock,
    db::Conn,
    problem::ApiProblem,
    random,
    scope::Viewer,
    sql::plain_text,
    state::Shared,
    tables::{
        audit_log::{self, Action},
        staff,
        staff_leaves::{self, KeptLeave},
    },
    told::{Deed, Told},
    views::staff_leaves::LeaveWish,
};

/// Longest leave in days.
const DAYS_MAX: i32 = 200;
/// Characters of a reason.
const REASON_CHARS_MAX: usize = 60;

/// Enters a leave of one of my people.
#[utoipa::path(post, path = "/api/staff-leaves", request_body = LeaveWish,
    responses((status = 204), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn add(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wish): Json<LeaveWish>,
) -> Result<StatusCode, ApiProblem> {
    if wish.last < wish.first || wish.last.0 - wish.first.0 > DAYS_MAX {
        return Err(Problem::new("leave-days").into());
    }
    let reason: String = plain_text(wish.reason.trim()).chars().take(REASON_CHARS_MAX).collect();
    if reason.is_empty() {
        return Err(Problem::new("reason-missing").into());
    }
    let mut tx = state.db.begin().await?;
    own_person(&mut tx, &viewer, wish.staff_id).await?;
    let kept = KeptLeave {
        id: random::id(),
        leave: Leave { staff_id: wish.staff_id, first: wish.first, last: wish.last },
        reason,
        at: clock::now(),
        account: viewer.account.name.clone(),
    };
    staff_leaves::insert(&mut tx, &kept).await?;
    settle(&mut tx, &viewer, (Deed::LeaveEntered, &kept)).await?;
    done(&state, tx).await
}

/// Takes a leave back.
#[utoipa::path(delete, path = "/api/staff-leaves/{leave_id}", params(("leave_id" = String, Path)),
    responses((status = 204), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn remove(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(leave_id): Path<String>,
) -> Result<StatusCode, ApiProblem> {
    let id = leave_id.parse().map_err(|_| ApiProblem::not_found())?;
    let mut tx = state.db.begin().await?;
    let kept = staff_leaves::get(&mut tx, id).await?.ok_or_else(ApiProblem::not_found)?;
    own_person(&mut tx, &viewer, kept.leave.staff_id).await?;
    staff_leaves::delete(&mut tx, id).await?;
    settle(&mut tx, &viewer, (Deed::LeaveGone, &kept)).await?;
    done(&state, tx).await
}

/// Refuses who is not of the viewer's own school or station, as if they were not there.
async fn own_person(conn: &mut Conn, viewer: &Viewer, id: StaffId) -> Result<(), ApiProblem> {
    let person = staff::get(conn, id).await?.ok_or_else(ApiProblem::not_found)?;
    viewer.account.role.plans().ok_or_else(ApiProblem::forbidden)?;
    if person.unit == viewer.unit() { Ok(()) } else { Err(ApiProblem::not_found()) }
}

/// Writes it down, and brings the rosters that name the person to it.
async fn settle(conn: &mut Conn, viewer: &Viewer, (deed, kept): (Deed, &KeptLeave)) -> Result<(), ApiProblem> {
    let Leave { staff_id, first, last } = kept.leave;
    let who = staff::get(conn, staff_id).await?.map(|it| it.name).unwrap_or_default();
    let told = Told::of(deed).with("staff", staff_id).with("who", who);
    let subject = told.with("first", first).with("last", last).subject();
    let account = viewer.account.name.clone();
    let entry = Entry { at: clock::now(), account, action: Action::StaffLeave, subject };
    audit_log::insert(conn, &[entry]).await?;
    for school in staff_leaves::schools_of(conn, staff_id).await? {
        settle_school(conn, school).await?;
    }
    Ok(())
}
