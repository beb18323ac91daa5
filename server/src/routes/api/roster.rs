//! Rosters of a school: the week, the draft of its pattern, publishing, one day that differs, who is away.

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use domain::{
    day::Day,
    duty_post::Requirement,
    ids::{PostId, SchoolId, StaffId},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    clock,
    db::{Conn, Tx},
    live::Tag,
    problem::ApiProblem,
    roster::{
        Edition, SchoolRoster,
        change::{self, Crew, Hand, Line, OneDay},
        view,
    },
    scope::Viewer,
    state::Shared,
    tables::{accounts, posts, schools},
    views::roster::{DayWish, OpenWish, PublishDone, PublishWish, RosterView, TurnWish},
};

/// Which school, which week.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct RosterQuestion {
    /// Code of the school; the first of mine without it.
    school: Option<String>,
    /// Any day of the week, `YYYY-MM-DD`; this week without it.
    week: Option<String>,
    /// `draft`, or `published` as without it.
    edition: Option<String>,
}

/// The week of a school of mine.
#[utoipa::path(get, path = "/api/roster", params(RosterQuestion),
    responses((status = 200, body = RosterView), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<RosterQuestion>,
) -> Result<Json<RosterView>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let today = Day::of(clock::now());
    let monday = match asked.week.as_deref().filter(|week| !week.is_empty()) {
        Some(text) => Day::parse(text).ok_or_else(ApiProblem::bad_question)?.monday(),
        None => today.monday(),
    };
    let edition = match asked.edition.as_deref() {
        None | Some("" | "published") => Edition::Published,
        Some("draft") => Edition::Draft,
        Some(_) => return Err(ApiProblem::bad_question()),
    };
    let school = chosen(&mut conn, &viewer, asked.school.as_deref()).await?;
    let roster = SchoolRoster::of(&mut conn, school, monday).await?.ok_or_else(ApiProblem::not_found)?;
    let conflicts = view::problems(&mut conn, &roster, edition, monday).await?;
    let mut sides = view::sides(&roster);
    let names = sides.iter_mut().flat_map(|it| [&mut it.changed_by, &mut it.published_by]);
    accounts::call_by_label(&mut conn, names.collect()).await?;
    Ok(Json(RosterView {
        school: roster.school.code.clone(),
        name: roster.school.name.clone(),
        week: monday,
        today,
        draft: edition == Edition::Draft,
        plans: viewer.account.role.plans(),
        days: view::days(&roster, monday),
        windows: view::windows(&roster, monday),
        posts: view::posts(&roster, edition, monday),
        staff: view::staff(&roster),
        sides,
        conflicts,
        gaps: view::gaps(&roster, edition, monday),
    }))
}

/// The school asked for, or the first of the viewer's.
pub(super) async fn chosen(conn: &mut Conn, viewer: &Viewer, code: Option<&str>) -> Result<SchoolId, ApiProblem> {
    match code.filter(|code| !code.is_empty()) {
        Some(code) => Ok(viewer.school(conn, code).await?.id),
        None => schools::first_of(conn, viewer.unit()).await?.ok_or_else(ApiProblem::not_found),
    }
}

/// Changes lines of the draft.
#[utoipa::path(put, path = "/api/roster/turn", request_body = TurnWish,
    responses((status = 204), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 409, body = ApiProblem), (status = 422, body = ApiProblem)))]
pub(crate) async fn set_turn(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wish): Json<TurnWish>,
) -> Result<StatusCode, ApiProblem> {
    let mut tx = state.db.begin().await?;
    let (roster, hand) = of_post(&mut tx, &viewer, wish.post_id).await?;
    let crew = crew(wish.staff, &wish.open);
    let line = Line { post_id: wish.post_id, window_id: wish.window_id, weekdays: wish.weekdays, crew };
    change::set_lines(&mut tx, &roster, hand, (&[line], Some(wish.rev))).await?;
    done(&state, tx).await
}

/// Puts another crew on one window of one day.
#[utoipa::path(put, path = "/api/roster/day", request_body = DayWish,
    responses((status = 204), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn set_day(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wish): Json<DayWish>,
) -> Result<StatusCode, ApiProblem> {
    let mut tx = state.db.begin().await?;
    let (roster, hand) = of_post(&mut tx, &viewer, wish.post_id).await?;
    let DayWish { post_id, day, window_id, reason, .. } = wish;
    let at = OneDay { post_id, day, window_id, reason, record_id: None };
    let crew = (!wish.back).then(|| crew(wish.staff, &wish.open));
    change::except(&mut tx, &roster, hand, (at, crew, Day::of(clock::now()))).await?;
    done(&state, tx).await
}

/// Publishes the drafts of my side for all posts of a school.
#[utoipa::path(post, path = "/api/roster/publish", request_body = PublishWish,
    responses((status = 200, body = PublishDone), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn publish(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wish): Json<PublishWish>,
) -> Result<Json<PublishDone>, ApiProblem> {
    let mut tx = state.db.begin().await?;
    let school = viewer.school(&mut tx, &wish.school).await?.id;
    let (roster, hand) = of_school(&mut tx, &viewer, school).await?;
    let weeks = change::publish_drafts(&mut tx, &roster, hand, Day::of(clock::now())).await?;
    done(&state, tx).await?;
    Ok(Json(PublishDone { weeks: u32::try_from(weeks).unwrap_or(u32::MAX) }))
}

fn crew(staff: Vec<StaffId>, open: &[OpenWish]) -> Crew {
    let mut open: Vec<Requirement> = open.iter().map(|it| Requirement { kind: it.kind, count: it.count }).collect();
    open.sort_by_key(|it| it.kind);
    Crew { staff, open }
}

async fn of_post<'v>(
    conn: &mut Conn,
    viewer: &'v Viewer,
    post: PostId,
) -> Result<(SchoolRoster, Hand<'v>), ApiProblem> {
    let post = posts::get(conn, post).await?.ok_or_else(ApiProblem::not_found)?;
    of_school(conn, viewer, post.school_id).await
}

/// The rosters of a school, and the viewer's hand on them.
pub(super) async fn of_school<'v>(
    conn: &mut Conn,
    viewer: &'v Viewer,
    school: SchoolId,
) -> Result<(SchoolRoster, Hand<'v>), ApiProblem> {
    viewer.reach(conn, school).await?;
    let side = viewer.account.role.plans().ok_or_else(ApiProblem::forbidden)?;
    let today = Day::of(clock::now());
    let roster = SchoolRoster::of(conn, school, today).await?.ok_or_else(ApiProblem::not_found)?;
    Ok((roster, Hand { account: &viewer.account.name, side }))
}

/// Commits, and tells open pages.
pub(super) async fn done(state: &Shared, tx: Tx) -> Result<StatusCode, ApiProblem> {
    tx.commit().await.map_err(crate::Error::from)?;
    state.live.changed([Tag::Rosters]);
    Ok(StatusCode::NO_CONTENT)
}
