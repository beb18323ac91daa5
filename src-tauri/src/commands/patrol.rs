//! 巡逻: the run under way, starting, finishing and taking it back.

use domain::Problem;
use field::{
    patrol_run, session,
    views::{Effort, MissedPoint, PatrolPage, Position, RunPlan, RunSaved},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn patrol(shell: State<'_, Shell>, position: Option<Position>) -> Result<PatrolPage, Problem> {
    shell.with(|home| patrol_run::page(home, position.as_ref()))
}

#[tauri::command(async)]
pub(crate) fn start_patrol(shell: State<'_, Shell>, plan: RunPlan) -> Result<RunSaved, Problem> {
    shell.with(|home| patrol_run::start(home, session::worker(home)?, &plan))
}

#[tauri::command(async)]
pub(crate) fn finish_patrol(
    shell: State<'_, Shell>,
    missed: Vec<MissedPoint>,
    note: String,
    effort: Option<Effort>,
) -> Result<RunSaved, Problem> {
    shell.with(|home| patrol_run::finish(home, session::worker(home)?, &missed, (&note, effort)))
}

#[tauri::command(async)]
pub(crate) fn void_patrol(shell: State<'_, Shell>, note: String) -> Result<RunSaved, Problem> {
    shell.with(|home| patrol_run::void(home, session::worker(home)?, &note))
}
