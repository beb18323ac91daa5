//! 点名、记事、交接、收岗.

use domain::{Problem, ids::PostId};
use field::{
    duty_note, session,
    views::{CloseForm, Effort, HandOverForm, LogForm, RollCallForm, Saved},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn duty_roll_call(
    shell: State<'_, Shell>,
    post_id: PostId,
    form: RollCallForm,
    effort: Option<Effort>,
) -> Result<Saved, Problem> {
    shell.with(|home| duty_note::roll_call(home, session::worker(home)?, post_id, &form, effort))
}

#[tauri::command(async)]
pub(crate) fn roll_call_draft(shell: State<'_, Shell>, post_id: PostId) -> Result<Option<RollCallForm>, Problem> {
    shell.with(|home| duty_note::roll_call_draft(home, post_id))
}

#[tauri::command(async)]
pub(crate) fn save_roll_call_draft(
    shell: State<'_, Shell>,
    post_id: PostId,
    form: RollCallForm,
) -> Result<(), Problem> {
    shell.with(|home| duty_note::save_roll_call_draft(home, post_id, &form))
}

#[tauri::command(async)]
pub(crate) fn duty_note(shell: State<'_, Shell>, form: LogForm) -> Result<Saved, Problem> {
    shell.with(|home| duty_note::log(home, session::worker(home)?, &form))
}

#[tauri::command(async)]
pub(crate) fn duty_hand_over(shell: State<'_, Shell>, form: HandOverForm) -> Result<Saved, Problem> {
    shell.with(|home| duty_note::hand_over(home, session::worker(home)?, &form))
}

#[tauri::command(async)]
pub(crate) fn duty_close(shell: State<'_, Shell>, form: CloseForm) -> Result<Saved, Problem> {
    shell.with(|home| duty_note::close(home, session::worker(home)?, &form))
}
