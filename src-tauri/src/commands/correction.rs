//! 更正: putting one's own records right.

use domain::{Problem, ids::RecordId};
use field::{
    correction, session,
    views::{Correction, Effort, Saved},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn correct(
    shell: State<'_, Shell>,
    record_id: RecordId,
    change: Correction,
    reason: String,
    effort: Option<Effort>,
) -> Result<Saved, Problem> {
    shell.with(|home| correction::correct(home, session::worker(home)?, (record_id, effort), &change, &reason))
}
