//! Moving a home's files aside, in steps that can each be done again after a kill or a power cut.
//!
//! Every folder under `set-aside/` is numbered and never deleted here. What is to be moved is written down before the
//! first file moves, and crossed out before anything new begins in its place: a start that finds such a list finishes it.
//! The last mark says how the folder's contents were dealt with; without it they are looked at again at each start.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::{StoreError, open};

const FOLDER: &str = "set-aside";
/// A technical word why.
const WHY: &str = "why";
/// Names that are still to be moved, one a line.
const MOVING: &str = "moving";
/// Marks a folder whose readable contents were taken over, pictures too; it holds how many records.
const TAKEN: &str = "taken-over";
/// Marks a folder that no key at hand has opened, and of which the person was told.
const LOCKED: &str = "locked";
/// Ending of a mark that is being written.
const UNFINISHED: &str = "part";

/// Moves files and folders of a home aside; those that do not exist are passed over. Where they lie.
pub(crate) fn begin(home: &Path, names: &[&str], why: &str) -> Result<PathBuf, StoreError> {
    let all = home.join(FOLDER);
    let numbered = |n: u32| all.join(format!("{n:03}"));
    let folder = (1..).map(numbered).find(|folder| is_unused(folder)).unwrap_or_else(|| numbered(0));
    fs::create_dir_all(&folder)?;
    open::sync_folder(&all)?;
    open::sync_folder(home)?;
    write(&folder, WHY, why)?;
    let names: Vec<&str> = names.iter().copied().filter(|name| home.join(name).exists()).collect();
    write(&folder, MOVING, &names.join("\n"))?;
    move_listed(home, &folder)?;
    Ok(folder)
}

/// Finishes what a program began to move and did not live to finish.
pub(crate) fn finish(home: &Path) -> Result<(), StoreError> {
    folders(home).iter().filter(|folder| folder.join(MOVING).exists()).try_for_each(|folder| move_listed(home, folder))
}

/// Whether something was begun to be moved.
pub(crate) fn is_unfinished(home: &Path) -> bool {
    folders(home).iter().any(|folder| folder.join(MOVING).exists())
}

fn move_listed(home: &Path, folder: &Path) -> Result<(), StoreError> {
    for name in fs::read_to_string(folder.join(MOVING))?.lines() {
        // What is there already was moved before the kill.
        if home.join(name).exists() && !folder.join(name).exists() {
            fs::rename(home.join(name), folder.join(name))?;
        }
    }
    open::sync_folder(folder)?;
    open::sync_folder(home)?;
    fs::remove_file(folder.join(MOVING))?;
    open::sync_folder(folder)
}

/// All that was put aside, the oldest first.
pub(crate) fn folders(home: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(home.join(FOLDER)).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Whether its contents were taken over.
pub(crate) fn is_taken(folder: &Path) -> bool {
    folder.join(TAKEN).exists()
}

/// Whether the person was told that nothing opens it.
pub(crate) fn is_known_locked(folder: &Path) -> bool {
    folder.join(LOCKED).exists()
}

/// Marks it as taken over.
pub(crate) fn mark_taken(folder: &Path, records: u64) -> Result<(), StoreError> {
    write(folder, TAKEN, &records.to_string())
}

/// Marks it as one that nothing opens yet.
pub(crate) fn mark_locked(folder: &Path) -> Result<(), StoreError> {
    write(folder, LOCKED, "")
}

/// Why it was put aside.
pub(crate) fn why(folder: &Path) -> String {
    fs::read_to_string(folder.join(WHY)).unwrap_or_default()
}

/// Not there, or left by a program that was killed before it listed anything.
fn is_unused(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return !folder.exists() };
    entries.flatten().all(|entry| {
        let name = entry.file_name();
        name == WHY || Path::new(&name).extension().is_some_and(|ending| ending == UNFINISHED)
    })
}

/// A mark is there whole or not at all, and once this returns a power cut does not take it.
fn write(folder: &Path, name: &str, text: &str) -> Result<(), StoreError> {
    let aside = folder.join(name).with_extension(UNFINISHED);
    let mut file = File::create(&aside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&aside, folder.join(name))?;
    open::sync_folder(folder)
}
