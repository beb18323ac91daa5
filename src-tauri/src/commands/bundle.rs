//! The rescue bundle 救援包: what it would hold, and writing it where the person finds it.

use domain::Problem;
use field::{
    bundle,
    views::{BundleContents, BundleSaved},
};
use tauri::{AppHandle, State};

use crate::{device, shell::Shell};

#[tauri::command(async)]
pub(crate) fn bundle_contents(shell: State<'_, Shell>) -> Result<BundleContents, Problem> {
    shell.with(bundle::contents)
}

#[tauri::command(async)]
pub(crate) fn export_bundle(app: AppHandle, shell: State<'_, Shell>) -> Result<BundleSaved, Problem> {
    shell.with(|home| bundle::export(home, &device::folder_to_hand_out(&app)?.join(bundle::file_name(home)?)))
}
