//! 到岗 and 离岗, and the duty as it stands.

use domain::{Problem, ids::PostId, time::UtcMs};
use field::{
    duty::{self, When},
    session, shift,
    views::{Coming, Leaving, Saved, ShiftNow},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn duty_on(
    shell: State<'_, Shell>,
    post_id: PostId,
    at_ms: Option<UtcMs>,
    coming: Option<Coming>,
) -> Result<Saved, Problem> {
    let coming = coming.unwrap_or_default();
    shell.with(|home| duty::come(home, session::worker(home)?, post_id, When::from(at_ms), &coming))
}

#[tauri::command(async)]
pub(crate) fn duty_off(
    shell: State<'_, Shell>,
    post_id: PostId,
    at_ms: Option<UtcMs>,
    leaving: Option<Leaving>,
) -> Result<Saved, Problem> {
    let leaving = leaving.unwrap_or_default();
    shell.with(|home| duty::leave(home, session::worker(home)?, post_id, When::from(at_ms), &leaving))
}

#[tauri::command(async)]
pub(crate) fn duty_shift(shell: State<'_, Shell>, post_id: PostId) -> Result<ShiftNow, Problem> {
    shell.with(|home| shift::now(home, post_id))
}
