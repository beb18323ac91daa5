//! 到点打卡: what is proven so far, saving it, reading the tag.

use domain::{
    Problem,
    check_in::VisitResult,
    ids::{PhotoId, PointId},
    presence::Proof,
};
use field::{
    check_in::{self, Signals, Visit},
    session,
    views::{CheckInSaved, Position},
};
use serde::Serialize;
use tauri::{State, ipc::Request};

use super::bytes;
use crate::shell::{Shell, told};

#[tauri::command(async)]
pub(crate) fn preview_check_in(
    shell: State<'_, Shell>,
    point_id: PointId,
    position: Option<Position>,
    tag_text: Option<String>,
    photo_count: usize,
) -> Result<Proof, Problem> {
    shell.with(|home| check_in::preview(home, point_id, &Signals { position, tag_text, photo_count }))
}

#[tauri::command(async)]
pub(crate) fn check_in(
    shell: State<'_, Shell>,
    point_id: PointId,
    result: VisitResult,
    note: String,
    photo_ids: Vec<PhotoId>,
    position: Option<Position>,
    tag_text: Option<String>,
) -> Result<CheckInSaved, Problem> {
    let visit = Visit { point_id, result, note, photo_ids, position, tag_text };
    shell.with(|home| check_in::record(home, session::worker(home)?, visit))
}

/// The text of a tag.
#[derive(Serialize)]
pub(crate) struct TagText {
    text: String,
}

#[tauri::command(async)]
pub(crate) fn scan_tag(request: Request<'_>) -> Result<TagText, Problem> {
    Ok(TagText { text: told(check_in::scan(&bytes(&request)?))? })
}
