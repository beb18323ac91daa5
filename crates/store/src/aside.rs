//! A database that cannot be read is put aside, whole, and a new one begins: a guard must be able to record now.
//!
//! It is kept under `set-aside/` in the home folder, numbered, never deleted here. What can be read of it is taken over
//! ([`crate::salvage`]); what cannot (its key may be gone) may be one day, by somebody with the key.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Store, StoreError, StoreKey, open, salvage};

const FOLDER: &str = "set-aside";
/// Marks a folder whose readable contents were taken over.
const TAKEN: &str = "taken-over";

/// What was put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Where it lies.
    pub folder: PathBuf,
    /// A technical word why.
    pub why: String,
    /// Records taken over from it.
    pub records: u64,
}

impl Store {
    /// Opens the database in `home`; one that cannot be read is put aside first, and what can be read of it taken over.
    ///
    /// # Errors
    /// As [`Store::open`], but never [`StoreError::Broken`].
    pub fn open_or_set_aside(home: &Path, key: &StoreKey) -> Result<(Self, Option<SetAside>), StoreError> {
        let lock = open::lock(home)?;
        let why = match open::writer(home, key) {
            Ok(writer) => return Ok((Self::assemble(home, key, writer, lock)?, None)),
            Err(StoreError::Broken(why)) => why.to_string(),
            Err(error) => return Err(error),
        };
        let folder = move_away(home, &open::FILES)?;
        let store = Self::assemble(home, key, open::writer(home, key)?, lock)?;
        let records = take_over(&store, home, key)?;
        Ok((store, Some(SetAside { folder, why, records })))
    }
}

/// Puts files and folders of a home aside whose key is gone; those that do not exist are passed over. Where they lie.
///
/// # Errors
/// [`StoreError::InUse`], [`StoreError::Io`].
pub fn put_aside(home: &Path, names: &[&str]) -> Result<PathBuf, StoreError> {
    let _ours = open::lock(home)?;
    move_away(home, &[&open::FILES, names].concat())
}

fn move_away(home: &Path, names: &[&str]) -> Result<PathBuf, StoreError> {
    let numbered = |n: u32| home.join(FOLDER).join(format!("{n:03}"));
    let folder = (1..).map(numbered).find(|folder| !folder.exists()).unwrap_or_else(|| numbered(0));
    fs::create_dir_all(&folder)?;
    for name in names.iter().filter(|name| home.join(name).exists()) {
        fs::rename(home.join(name), folder.join(name))?;
    }
    open::sync_folder(&folder)?;
    open::sync_folder(home)?;
    Ok(folder)
}

/// Takes over what this key opens of everything that was put aside and not taken over yet. How many records.
fn take_over(store: &Store, home: &Path, key: &StoreKey) -> Result<u64, StoreError> {
    let mut records = 0;
    let Ok(folders) = fs::read_dir(home.join(FOLDER)) else { return Ok(0) };
    let mut folders: Vec<PathBuf> = folders.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|folder| !folder.join(TAKEN).exists()) {
        if let Some(taken) = salvage::take_over(store, folder, key)? {
            fs::write(folder.join(TAKEN), taken.to_string())?;
            records += taken;
        }
    }
    Ok(records)
}
