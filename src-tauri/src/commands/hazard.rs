//! 隐患随手拍.

use domain::Problem;
use field::{
    hazard::{self, Sighting},
    session,
    views::{HazardForm, Saved},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn hazard_form(shell: State<'_, Shell>) -> Result<HazardForm, Problem> {
    shell.with(hazard::form)
}

#[tauri::command(async)]
pub(crate) fn report_hazard(shell: State<'_, Shell>, sighting: Sighting) -> Result<Saved, Problem> {
    shell.with(|home| hazard::report(home, session::worker(home)?, sighting))
}
