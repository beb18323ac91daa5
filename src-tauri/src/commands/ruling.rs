//! What the office asks or has decided about my records, and answering it.

use domain::Problem;
use field::{
    answer, ruling, session,
    views::{AnswerForm, RulingRow, Saved},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn rulings(shell: State<'_, Shell>) -> Result<Vec<RulingRow>, Problem> {
    shell.with(ruling::rulings)
}

#[tauri::command(async)]
pub(crate) fn answer(shell: State<'_, Shell>, form: AnswerForm) -> Result<Saved, Problem> {
    shell.with(|home| answer::answer(home, session::worker(home)?, &form))
}
