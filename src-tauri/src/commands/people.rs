//! Who I am: name tiles, PINs, switching.

use domain::{Problem, ids::StaffId};
use field::{
    app, pin, session,
    views::{AppState, Person},
};
use tauri::State;

use crate::{device::PLATFORM, shell::Shell};

#[tauri::command(async)]
pub(crate) fn people(shell: State<'_, Shell>) -> Result<Vec<Person>, Problem> {
    shell.with(session::people)
}

#[tauri::command(async)]
pub(crate) fn sign_in(shell: State<'_, Shell>, staff_id: StaffId, pin: Option<String>) -> Result<AppState, Problem> {
    shell.with(|home| {
        session::sign_in(home, staff_id, pin.as_deref())?;
        app::state(home, PLATFORM)
    })
}

#[tauri::command(async)]
pub(crate) fn sign_out(shell: State<'_, Shell>) -> Result<AppState, Problem> {
    shell.with(|home| {
        session::sign_out(home)?;
        app::state(home, PLATFORM)
    })
}

#[tauri::command(async)]
pub(crate) fn set_pin(
    shell: State<'_, Shell>,
    pin: Option<String>,
    old_pin: Option<String>,
) -> Result<AppState, Problem> {
    shell.with(|home| {
        pin::set(home, pin.as_deref(), old_pin.as_deref())?;
        app::state(home, PLATFORM)
    })
}
