//! The records of this phone.

use domain::{Problem, ids::RecordId};
use field::{
    records::{self, Whose},
    views::{RecordDetail, RecordRow},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn records(
    shell: State<'_, Shell>,
    whose: Whose,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<RecordRow>, Problem> {
    shell.with(|home| records::page(home, whose, before, limit))
}

#[tauri::command(async)]
pub(crate) fn record(shell: State<'_, Shell>, record_id: RecordId) -> Result<Option<RecordDetail>, Problem> {
    shell.with(|home| records::detail(home, record_id))
}
