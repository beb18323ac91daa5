//! 到点打卡: what is proven so far, saving it, saying why a point was out of reach, reading the code from a
//! picture or from the frames of a camera.

use domain::{Problem, ids::PointId, presence::Proof};
use field::{
    check_in::{self, CouldNot, Signals, Visit},
    scan, session,
    views::{CheckInSaved, Scan},
};
use tauri::{State, ipc::Request};

use super::bytes;
use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn preview_check_in(shell: State<'_, Shell>, point_id: PointId, signals: Signals) -> Result<Proof, Problem> {
    shell.with(|home| check_in::preview(home, point_id, &signals))
}

#[tauri::command(async)]
pub(crate) fn check_in(shell: State<'_, Shell>, visit: Visit) -> Result<CheckInSaved, Problem> {
    shell.with(|home| check_in::record(home, session::worker(home)?, visit))
}

#[tauri::command(async)]
pub(crate) fn could_not(shell: State<'_, Shell>, said: CouldNot) -> Result<CheckInSaved, Problem> {
    shell.with(|home| check_in::could_not(home, session::worker(home)?, said))
}

#[tauri::command(async)]
pub(crate) fn scan_tag(shell: State<'_, Shell>, request: Request<'_>) -> Result<Scan, Problem> {
    let image = bytes(&request)?;
    shell.with(|home| scan::scan(home, &image))
}

/// One grey frame, rows from the top; its size stands beside it. It may come many times a second.
#[tauri::command(async)]
pub(crate) fn scan_frame(shell: State<'_, Shell>, request: Request<'_>) -> Result<Option<Scan>, Problem> {
    let side = |name: &str| request.headers().get(name).and_then(|it| it.to_str().ok()?.parse().ok()).unwrap_or(0);
    let luma = bytes(&request)?;
    shell.with(|home| scan::frame(home, (side("x-width"), side("x-height")), &luma))
}
