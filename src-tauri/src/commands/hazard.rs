//! 隐患随手拍.

use domain::{Problem, hazard::SuspectedSeverity, ids::PhotoId};
use field::{
    hazard::{self, Sighting},
    session,
    views::{HazardForm, Position, Saved},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn hazard_form(shell: State<'_, Shell>) -> Result<HazardForm, Problem> {
    shell.with(hazard::form)
}

#[tauri::command(async)]
pub(crate) fn report_hazard(
    shell: State<'_, Shell>,
    school_code: String,
    category: String,
    text: String,
    severity: SuspectedSeverity,
    photo_ids: Vec<PhotoId>,
    position: Option<Position>,
) -> Result<Saved, Problem> {
    let sighting = Sighting { school_code, category, text, severity, photo_ids, position };
    shell.with(|home| hazard::report(home, session::worker(home)?, sighting))
}
