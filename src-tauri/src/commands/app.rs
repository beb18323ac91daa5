//! The frame: which page, settings, the home page, 关于.

use domain::Problem;
use field::{
    app, clock, settings,
    views::{About, AppState, Home, Settings, SettingsPatch},
};
use tauri::State;

use crate::{device::PLATFORM, shell::Shell};

#[tauri::command(async)]
pub(crate) fn app_state(shell: State<'_, Shell>) -> Result<AppState, Problem> {
    shell.with(|home| app::state(home, PLATFORM))
}

#[tauri::command(async)]
pub(crate) fn patch_settings(shell: State<'_, Shell>, patch: SettingsPatch) -> Result<Settings, Problem> {
    shell.with(|home| settings::patch(home, patch))
}

#[tauri::command(async)]
pub(crate) fn home(shell: State<'_, Shell>) -> Result<Home, Problem> {
    shell.with(app::home)
}

#[tauri::command(async)]
pub(crate) fn about(shell: State<'_, Shell>) -> Result<About, Problem> {
    shell.with(app::about)
}

/// What was noticed about the clock was told; it is not told again.
#[tauri::command(async)]
pub(crate) fn clock_told(shell: State<'_, Shell>) -> Result<(), Problem> {
    shell.with(clock::told)
}
