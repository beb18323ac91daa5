//! Pictures that wait for their record, and the form beside them.

use domain::{Problem, ids::PhotoId, photo::PhotoSource, policy::PictureRules};
use field::{
    camera_files, draft,
    photo::{self, Taking},
    policy,
    space::{self, Room},
    views::{Draft, DraftPhoto, Progress},
};
use tauri::{
    State,
    ipc::{Request, Response},
};

use super::bytes;
use crate::shell::{Shell, told};

#[tauri::command(async)]
pub(crate) fn add_photo(shell: State<'_, Shell>, request: Request<'_>) -> Result<DraftPhoto, Problem> {
    let header = |name: &str| request.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let taking = told(Taking::read(header("x-source"), header("x-masks"), header("x-replaces")))?;
    let taking = taking.at(header("x-position"));
    let image = bytes(&request)?;
    let added = shell.with(|home| photo::add_taken(home, header("x-draft"), &image, &taking))?;
    // One that was refused stays where the camera app put it, until it is kept or given up.
    if taking.source == Some(PhotoSource::SystemCamera) {
        shell.forget_camera_files()?;
    }
    Ok(added)
}

/// The picture upright, for covering faces in it; nothing of it is kept.
#[tauri::command(async)]
pub(crate) fn photo_preview(request: Request<'_>) -> Result<Response, Problem> {
    told(photo::preview(&bytes(&request)?)).map(Response::new)
}

/// The system's camera is about to be opened for this form.
#[tauri::command(async)]
pub(crate) fn camera_opens(shell: State<'_, Shell>, key: String) -> Result<(), Problem> {
    shell.with(|home| camera_files::opens(home, &key))
}

/// The form that a picture of the system's camera waits for, since this app was ended meanwhile.
#[tauri::command(async)]
pub(crate) fn left_picture(shell: State<'_, Shell>) -> Result<Option<String>, Problem> {
    match shell.camera_folder() {
        Some(folder) => shell.with(|home| camera_files::waits_for(home, &folder)),
        None => Ok(None),
    }
}

#[tauri::command(async)]
pub(crate) fn read_left_picture(shell: State<'_, Shell>) -> Result<Response, Problem> {
    let folder = shell.camera_folder().ok_or_else(|| Problem::new("photo-missing"))?;
    told(camera_files::read(&folder)).map(Response::new)
}

/// It is not wanted.
#[tauri::command(async)]
pub(crate) fn forget_left_picture(shell: State<'_, Shell>) -> Result<(), Problem> {
    shell.forget_camera_files()
}

#[tauri::command(async)]
pub(crate) fn picture_rules(shell: State<'_, Shell>) -> Result<PictureRules, Problem> {
    shell.with(policy::pictures)
}

#[tauri::command(async)]
pub(crate) fn room(shell: State<'_, Shell>) -> Result<Room, Problem> {
    shell.with(|home| Ok(space::room(home)))
}

#[tauri::command(async)]
pub(crate) fn draft_photos(shell: State<'_, Shell>, key: String) -> Result<Vec<DraftPhoto>, Problem> {
    shell.with(|home| draft::photos(home, &key))
}

#[tauri::command(async)]
pub(crate) fn caption_photo(shell: State<'_, Shell>, photo_id: PhotoId, caption: String) -> Result<(), Problem> {
    shell.with(|home| photo::caption(home, photo_id, &caption))
}

#[tauri::command(async)]
pub(crate) fn photo_picture(shell: State<'_, Shell>, photo_id: PhotoId) -> Result<Response, Problem> {
    shell.with(|home| photo::picture(home, photo_id)).map(Response::new)
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
