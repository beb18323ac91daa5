//! My records.

use domain::{Problem, ids::RecordId};
use field::{
    records,
    views::{RecordDetail, RecordRow},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn records(shell: State<'_, Shell>, before: Option<u64>, limit: usize) -> Result<Vec<RecordRow>, Problem> {
    shell.with(|home| records::page(home, before, limit))
}

#[tauri::command(async)]
pub(crate) fn record(shell: State<'_, Shell>, record_id: RecordId) -> Result<Option<RecordDetail>, Problem> {
    shell.with(|home| records::detail(home, record_id))
}
