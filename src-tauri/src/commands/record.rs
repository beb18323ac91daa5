//! My records.

use domain::Problem;
use field::{records, views::RecordRow};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn records(shell: State<'_, Shell>, before: Option<u64>, limit: usize) -> Result<Vec<RecordRow>, Problem> {
    shell.with(|home| records::page(home, before, limit))
}
