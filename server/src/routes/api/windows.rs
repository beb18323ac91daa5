//! Duty windows of a school: what it holds, and the spans in which nobody watches over its boarders.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use domain::{
    Problem, cover,
    day::Day,
    duty_window::{self, DutyWindow},
    ids::WindowId,
    limits::WINDOWS_MAX,
    school::School,
};
use protocol::{Entity, EntityKind};
use serde::Deserialize;
use utoipa::IntoParams;

use super::calendar::{changed, settle_school};
use crate::{
    audit::Entry,
    clock,
    db::Conn,
    defaults::WindowDefaults,
    feed,
    problem::ApiProblem,
    random,
    scope::Viewer,
    state::Shared,
    tables::{
        audit_log::{self, Action},
        calendars, window_editions, windows,
    },
    told::{Deed, Told},
    views::windows::{GapRow, WindowRow, WindowWish, WindowsView},
};

/// Days over which gaps are looked for.
const LOOK_AHEAD_DAYS: i32 = 13;
/// Gaps that are listed.
const GAPS_MAX: usize = 40;

/// Which school.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct WindowsQuestion {
    /// Its code.
    school: String,
}

/// The windows of a school of mine.
#[utoipa::path(get, path = "/api/windows", params(WindowsQuestion),
    responses((status = 200, body = WindowsView), (status = 404, body = ApiProblem)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<WindowsQuestion>,
) -> Result<Json<WindowsView>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let school = viewer.school(&mut conn, &asked.school).await?;
    Ok(Json(view(&mut conn, &viewer, school).await?))
}

/// Adds a window.
#[utoipa::path(post, path = "/api/windows", request_body = WindowWish,
    responses((status = 200, body = WindowsView), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn add(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wish): Json<WindowWish>,
) -> Result<Json<WindowsView>, ApiProblem> {
    put(&state, &viewer, None, wish).await
}

/// Changes a window.
#[utoipa::path(put, path = "/api/windows/{window_id}", params(("window_id" = String, Path)), request_body = WindowWish,
    responses((status = 200, body = WindowsView), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn change(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(window_id): Path<String>,
    Json(wish): Json<WindowWish>,
) -> Result<Json<WindowsView>, ApiProblem> {
    let id = window_id.parse().map_err(|_| ApiProblem::not_found())?;
    put(&state, &viewer, Some(id), wish).await
}

/// Takes a window away.
#[utoipa::path(delete, path = "/api/windows/{window_id}", params(("window_id" = String, Path), WindowsQuestion),
    responses((status = 200, body = WindowsView), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn remove(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(window_id): Path<String>,
    Query(asked): Query<WindowsQuestion>,
) -> Result<Json<WindowsView>, ApiProblem> {
    let id: WindowId = window_id.parse().map_err(|_| ApiProblem::not_found())?;
    let mut tx = state.db.begin().await?;
    let school = editable(&mut tx, &viewer, &asked.school).await?;
    let held = of_school(&mut tx, &school, id).await?;
    window_editions::keep(&mut tx, &held, Day::of(clock::now())).await?;
    windows::delete(&mut tx, id).await?;
    feed::withdraw(&mut tx, school.id.into(), &[(EntityKind::Window, *id.as_bytes())]).await?;
    finish(&state, tx, &viewer, (school, told(Deed::WindowGone, &held))).await
}

/// Gives a school the windows its kind begins with.
#[utoipa::path(post, path = "/api/windows/defaults", params(WindowsQuestion),
    responses((status = 200, body = WindowsView), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn defaults(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<WindowsQuestion>,
) -> Result<Json<WindowsView>, ApiProblem> {
    let mut tx = state.db.begin().await?;
    let school = editable(&mut tx, &viewer, &asked.school).await?;
    let gone = windows::of_school(&mut tx, school.id).await?;
    // Ids stay with what is the same, so that rosters keep their lines.
    let fresh = WindowDefaults::read()?.of(&school, |kind, before| {
        let same = gone.iter().filter(|it| it.kind == kind).nth(before);
        same.map_or_else(|| WindowId(random::id()), |it| it.id)
    })?;
    let over: Vec<_> = gone.iter().filter(|it| fresh.iter().all(|kept| kept.id != it.id)).collect();
    let today = Day::of(clock::now());
    for window in gone.iter().filter(|it| !fresh.contains(it)) {
        window_editions::keep(&mut tx, window, today).await?;
    }
    for window in fresh.iter().filter(|it| gone.iter().all(|kept| kept.id != it.id)) {
        window_editions::begin(&mut tx, window, today).await?;
    }
    for window in &over {
        windows::delete(&mut tx, window.id).await?;
    }
    let withdrawn: Vec<_> = over.iter().map(|it| (EntityKind::Window, *it.id.as_bytes())).collect();
    feed::withdraw(&mut tx, school.id.into(), &withdrawn).await?;
    windows::put(&mut tx, &fresh).await?;
    let entities: Vec<Entity> = fresh.into_iter().map(Entity::Window).collect();
    feed::publish(&mut tx, school.id.into(), &entities).await?;
    finish(&state, tx, &viewer, (school, Told::of(Deed::WindowDefaults))).await
}

async fn put(
    state: &Shared,
    viewer: &Viewer,
    id: Option<WindowId>,
    wish: WindowWish,
) -> Result<Json<WindowsView>, ApiProblem> {
    let mut tx = state.db.begin().await?;
    let school = editable(&mut tx, viewer, &wish.school).await?;
    let held = match id {
        Some(id) => Some(of_school(&mut tx, &school, id).await?),
        None => None,
    };
    if held.is_none() && windows::of_school(&mut tx, school.id).await?.len() >= WINDOWS_MAX {
        return Err(Problem::new("window-too-many").with("count", WINDOWS_MAX).into());
    }
    let id = id.unwrap_or_else(|| WindowId(random::id()));
    let window = wish.window(id, &school);
    window.check()?;
    let today = Day::of(clock::now());
    let deed = if held.is_some() { Deed::WindowChanged } else { Deed::WindowMade };
    match held {
        Some(held) if held != window => window_editions::keep(&mut tx, &held, today).await?,
        Some(_) => {}
        None => window_editions::begin(&mut tx, &window, today).await?,
    }
    windows::put(&mut tx, std::slice::from_ref(&window)).await?;
    let told = told(deed, &window);
    feed::publish(&mut tx, school.id.into(), &[Entity::Window(window)]).await?;
    finish(state, tx, viewer, (school, told)).await
}

/// The school, if the viewer keeps its windows.
async fn editable(conn: &mut Conn, viewer: &Viewer, code: &str) -> Result<School, ApiProblem> {
    let school = viewer.school(conn, code).await?;
    if viewer.account.role.keeps_school_days() { Ok(school) } else { Err(ApiProblem::forbidden()) }
}

/// A window of this school; one of another is refused as if it were not there.
async fn of_school(conn: &mut Conn, school: &School, id: WindowId) -> Result<DutyWindow, ApiProblem> {
    let held = windows::get(conn, id).await?.ok_or_else(ApiProblem::not_found)?;
    if held.school_id == school.id { Ok(held) } else { Err(ApiProblem::not_found()) }
}

/// What was done to a window, in the audit log.
fn told(deed: Deed, window: &DutyWindow) -> Told {
    let told = Told::of(deed).with("kind", crate::sql::word(&window.kind)).with("label", window.kind.label());
    told.with("start", duty_window::clock(window.start_min)).with("end", duty_window::clock(window.end_min))
}

/// Writes down who did it, brings the rosters after, and answers with what the school holds now.
async fn finish(
    state: &Shared,
    mut tx: crate::db::Tx,
    viewer: &Viewer,
    (school, told): (School, Told),
) -> Result<Json<WindowsView>, ApiProblem> {
    let subject = told.with("school", &school.name).subject();
    let account = viewer.account.name.clone();
    let entry = Entry { at: clock::now(), account, action: Action::WindowChange, subject };
    audit_log::insert(&mut tx, &[entry]).await?;
    settle_school(&mut tx, school.id).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    changed(state);
    let mut conn = state.db.snapshot().await?;
    Ok(Json(view(&mut conn, viewer, school).await?))
}

async fn view(conn: &mut Conn, viewer: &Viewer, school: School) -> Result<WindowsView, ApiProblem> {
    let held = windows::of_school(conn, school.id).await?;
    let all = calendars::of_school(conn, school.id).await?;
    let calendars = domain::calendar::Calendars::of(school.id, &all);
    let first = Day::of(clock::now()).monday();
    let gaps = match school.boarders {
        0 => vec![],
        _ => cover::gaps(&held, &calendars, first, first.plus(LOOK_AHEAD_DAYS)),
    };
    Ok(WindowsView {
        school: school.code,
        name: school.name,
        kind: school.kind,
        boarders: school.boarders,
        may_edit: viewer.account.role.keeps_school_days(),
        windows: held.into_iter().map(row).collect(),
        gaps: gaps.into_iter().take(GAPS_MAX).map(|gap| GapRow { from_ms: gap.from, to_ms: gap.to }).collect(),
    })
}

fn row(it: DutyWindow) -> WindowRow {
    let terms = it.terms.unwrap_or_default();
    WindowRow {
        id: it.id,
        kind: it.kind,
        label: it.kind.label().to_owned(),
        start_min: it.start_min,
        end_min: it.end_min,
        weekdays: it.weekdays,
        arrive_before_min: it.arrive_before_min,
        leave_after_min: it.leave_after_min,
        grades: terms.grades.unwrap_or_default(),
        from: terms.from,
        to: terms.to,
        exam_only: terms.exam_only == Some(true),
    }
}
