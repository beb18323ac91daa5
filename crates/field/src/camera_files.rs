//! What a system's camera app writes for us: uncovered pictures in the app's own folder, which nothing else takes away.
//!
//! A phone short of memory ends this app while the camera is in front, so that a finished picture may lie there that nobody
//! was handed. It is offered when the app is opened again, for a day; whatever else lies there is swept.

use std::{
    fs::{self, DirEntry},
    path::Path,
    time::{Duration, SystemTime},
};

use store::drafts;

use crate::{Error, Home, draft, error::refused};

/// Key of the note which form the camera was opened from.
const OPENED_FROM: &str = "camera";
/// A picture that nobody asked for so long is not waited for.
const OFFERED_FOR: Duration = Duration::from_secs(24 * 3600);

/// Notes that the system's camera is opened for the form with this key.
///
/// # Errors
/// `bad-draft-key`.
pub fn opens(home: &Home, key: &str) -> Result<(), Error> {
    draft::photos_max(key)?;
    home.write(&[], |tx, _| Ok(drafts::put(tx, OPENED_FROM, key)?))
}

/// The form that a finished picture waits for, if one does.
///
/// # Errors
/// Only those of the database.
pub fn waits_for(home: &Home, folder: &Path) -> Result<Option<String>, Error> {
    match newest(folder) {
        Some(_) => home.read(|tx| Ok(drafts::get(tx, OPENED_FROM)?)),
        None => Ok(None),
    }
}

/// The bytes of the finished picture.
///
/// # Errors
/// `photo-missing`.
pub fn read(folder: &Path) -> Result<Vec<u8>, Error> {
    let file = newest(folder).ok_or_else(|| refused("photo-missing"))?;
    Ok(fs::read(file.path())?)
}

/// Removes all of them: what was wanted is in the vault by now, or was given up.
///
/// # Errors
/// Only those of the database.
pub fn forget(home: &Home, folder: &Path) -> Result<(), Error> {
    files(folder).for_each(|file| remove(&file));
    home.write(&[], |tx, _| Ok(drafts::delete(tx, OPENED_FROM)?))
}

/// Removes all but the finished picture that may still be asked for.
pub fn sweep(folder: &Path) {
    let kept = newest(folder).map(|file| file.path());
    files(folder).filter(|file| Some(file.path()) != kept).for_each(|file| remove(&file));
}

/// The newest file with a picture's beginning that is not too old. Whether it is whole is seen when it is read.
fn newest(folder: &Path) -> Option<DirEntry> {
    let since = SystemTime::now().checked_sub(OFFERED_FOR)?;
    let written = |file: &DirEntry| file.metadata().ok().filter(|it| it.len() > 0)?.modified().ok();
    let of_late = files(folder).filter_map(|file| Some((written(&file)?, file))).filter(|(at, _)| *at >= since);
    of_late.max_by_key(|(at, _)| *at).map(|(_, file)| file)
}

/// What the camera app wrote; nothing else in the folder is touched.
fn files(folder: &Path) -> impl Iterator<Item = DirEntry> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("JPEG_"))
}

fn remove(file: &DirEntry) {
    if let Err(error) = fs::remove_file(file.path()) {
        tracing::warn!(%error, "a picture that the camera app left behind stays");
    }
}
