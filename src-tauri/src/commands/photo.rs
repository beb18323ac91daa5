//! Pictures that wait for their record, and the form beside them.

use domain::{Problem, ids::PhotoId};
use field::{
    draft, photo,
    views::{Draft, DraftPhoto, Progress},
};
use tauri::{
    State,
    ipc::{Request, Response},
};

use super::bytes;
use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn add_photo(shell: State<'_, Shell>, request: Request<'_>) -> Result<DraftPhoto, Problem> {
    let key = request.headers().get("x-draft").and_then(|key| key.to_str().ok()).unwrap_or_default();
    let image = bytes(&request)?;
    shell.with(|home| photo::add(home, key, &image))
}

#[tauri::command(async)]
pub(crate) fn photo_thumb(shell: State<'_, Shell>, photo_id: PhotoId) -> Result<Response, Problem> {
    shell.with(|home| photo::thumb(home, photo_id)).map(Response::new)
}

#[tauri::command(async)]
pub(crate) fn photo_progress(shell: State<'_, Shell>) -> Result<Progress, Problem> {
    shell.with(photo::progress)
}

#[tauri::command(async)]
pub(crate) fn drop_photo(shell: State<'_, Shell>, photo_id: PhotoId) -> Result<(), Problem> {
    shell.with(|home| photo::drop_draft(home, photo_id))
}

#[tauri::command(async)]
pub(crate) fn draft(shell: State<'_, Shell>, key: String) -> Result<Option<Draft>, Problem> {
    shell.with(|home| draft::get(home, &key))
}

#[tauri::command(async)]
pub(crate) fn save_draft(shell: State<'_, Shell>, key: String, draft: Draft) -> Result<(), Problem> {
    shell.with(|home| draft::save(home, &key, &draft))
}
