//! 排班: my turns and my posts', colleagues to swap with, what I asked for.

use domain::{
    Problem,
    day::Day,
    ids::{PostId, WindowId},
};
use field::{
    roster, roster_request, session,
    views::{Roster, RosterRequestRow, RosterWish, Saved, SwapChoice},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn roster(shell: State<'_, Shell>, post_id: Option<PostId>) -> Result<Roster, Problem> {
    shell.with(|home| roster::roster(home, post_id))
}

#[tauri::command(async)]
pub(crate) fn swap_choices(
    shell: State<'_, Shell>,
    post_id: PostId,
    day: Day,
    window_id: WindowId,
) -> Result<Vec<SwapChoice>, Problem> {
    shell.with(|home| roster::swap_choices(home, post_id, day, window_id))
}

#[tauri::command(async)]
pub(crate) fn request_roster(shell: State<'_, Shell>, wish: RosterWish) -> Result<Saved, Problem> {
    shell.with(|home| roster_request::request(home, session::worker(home)?, &wish))
}

#[tauri::command(async)]
pub(crate) fn roster_requests(shell: State<'_, Shell>) -> Result<Vec<RosterRequestRow>, Problem> {
    shell.with(roster_request::requests)
}
