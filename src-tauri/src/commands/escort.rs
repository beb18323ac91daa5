//! 护导: routes, the sheet being filled in, saving it; the day as its head looks at it.

use domain::{
    Problem,
    day::Day,
    ids::{RouteId, SchoolId},
};
use field::{
    day_review, escort, session,
    views::{DayReviewPage, Effort, EscortForm, EscortPage, EscortSum, ReviewForm, Saved},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn escort(shell: State<'_, Shell>) -> Result<EscortPage, Problem> {
    shell.with(escort::page)
}

#[tauri::command(async)]
pub(crate) fn escort_draft(
    shell: State<'_, Shell>,
    school_id: SchoolId,
    route_id: Option<RouteId>,
) -> Result<Option<EscortForm>, Problem> {
    shell.with(|home| escort::draft(home, school_id, route_id))
}

#[tauri::command(async)]
pub(crate) fn save_escort_draft(shell: State<'_, Shell>, form: EscortForm) -> Result<EscortSum, Problem> {
    shell.with(|home| escort::save_draft(home, &form))
}

#[tauri::command(async)]
pub(crate) fn drop_escort_draft(
    shell: State<'_, Shell>,
    school_id: SchoolId,
    route_id: Option<RouteId>,
) -> Result<(), Problem> {
    shell.with(|home| escort::drop_draft(home, school_id, route_id))
}

#[tauri::command(async)]
pub(crate) fn save_escort(shell: State<'_, Shell>, form: EscortForm, effort: Option<Effort>) -> Result<Saved, Problem> {
    shell.with(|home| escort::save(home, session::worker(home)?, &form, effort))
}

#[tauri::command(async)]
pub(crate) fn day_review(
    shell: State<'_, Shell>,
    school_id: SchoolId,
    day: Option<Day>,
) -> Result<DayReviewPage, Problem> {
    shell.with(|home| day_review::page(home, school_id, day))
}

#[tauri::command(async)]
pub(crate) fn review_day(shell: State<'_, Shell>, form: ReviewForm) -> Result<Saved, Problem> {
    shell.with(|home| day_review::review(home, session::worker(home)?, &form))
}
