//! 到岗 and 离岗.

use domain::{Problem, ids::PostId};
use field::{
    duty::{self, When},
    session,
    views::Saved,
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn duty_on(shell: State<'_, Shell>, post_id: PostId) -> Result<Saved, Problem> {
    shell.with(|home| duty::on(home, session::worker(home)?, post_id, When::Now))
}

#[tauri::command(async)]
pub(crate) fn duty_off(shell: State<'_, Shell>, post_id: PostId) -> Result<Saved, Problem> {
    shell.with(|home| duty::off(home, session::worker(home)?, post_id, When::Now))
}
