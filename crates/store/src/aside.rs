//! A database that cannot be read is put aside, whole, and a new one begins: a guard must be able to record now.
//!
//! It is kept under `set-aside/` in the home folder ([`crate::away`]). What can be read of it is taken over
//! ([`crate::salvage`]); what cannot (its key may be gone) is looked at again at each start. Each step may be cut off by a
//! kill and is done again then: moving, taking over, and the caller's own, until [`SetAside::finish`] writes the last mark.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Store, StoreError, StoreKey, Tx, away, open, salvage};

/// What was put aside, at this start or at one that did not live to deal with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Where it lies.
    pub folder: PathBuf,
    /// A technical word why.
    pub why: String,
    /// Records taken over from it.
    pub records: u64,
    /// They stand at the end of the stream that was growing here. Otherwise they came with streams of their own, the
    /// last of which is to be frozen.
    pub joined: bool,
    /// No key at hand opens it.
    pub locked: bool,
}

impl SetAside {
    /// Says that all was done about it: the folder gets its last mark, and a later start lets it be, unless it is locked.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Io`]: the next start does everything again.
    pub fn finish(&self) -> Result<(), StoreError> {
        if self.locked { away::mark_locked(&self.folder) } else { away::mark_taken(&self.folder, self.records) }
    }
}

impl Store {
    /// Opens the database in `home`; one that cannot be read is put aside first. What can be read of anything that lies
    /// aside is taken over, each in one transaction with what `go_on` does.
    ///
    /// # Errors
    /// As [`Store::open`], but never [`StoreError::Broken`]; those of `go_on`.
    pub fn open_or_set_aside(
        home: &Path,
        key: &StoreKey,
        go_on: impl Fn(&Tx<'_>, &SetAside) -> Result<(), StoreError>,
    ) -> Result<(Self, Vec<SetAside>), StoreError> {
        let lock = open::lock(home)?;
        away::finish(home)?;
        if open::has_only_a_log(home) {
            // The engine throws such a log away.
            away::begin(home, &open::FILES, "the database's file is gone")?;
        }
        let writer = match open::writer(home, key) {
            Err(StoreError::Broken(why)) => {
                away::begin(home, &open::FILES, &why.to_string())?;
                open::writer(home, key)?
            }
            other => other?,
        };
        let store = Self::assemble(home, key, writer, lock)?;
        let mut asides = Vec::new();
        for folder in away::folders(home).into_iter().filter(|folder| !away::is_taken(folder)) {
            let aside = store.take_over(folder, key, &go_on)?;
            if !(aside.locked && away::is_known_locked(&aside.folder)) {
                asides.push(aside);
            }
        }
        Ok((store, asides))
    }

    fn take_over(
        &self,
        folder: PathBuf,
        key: &StoreKey,
        go_on: &impl Fn(&Tx<'_>, &SetAside) -> Result<(), StoreError>,
    ) -> Result<SetAside, StoreError> {
        let why = away::why(&folder);
        let none = SetAside { folder, why, records: 0, joined: false, locked: false };
        if !none.folder.join(open::FILE_NAME).exists() {
            return Ok(none);
        }
        let taken = salvage::take_over(self, &none.folder, key, |tx, taken| {
            let aside = SetAside { records: taken.records, joined: taken.joined, ..none.clone() };
            if taken.known { Ok(aside) } else { go_on(tx, &aside).map(|()| aside) }
        });
        match taken {
            Ok(Some(aside)) => Ok(aside),
            // A file that the system cannot read either may be readable another time.
            Ok(None) | Err(StoreError::Io(_)) => Ok(SetAside { locked: true, ..none }),
            Err(error) => Err(error),
        }
    }
}

/// Puts files and folders of a home aside whose key is gone; those that do not exist are passed over. Where they lie.
///
/// # Errors
/// [`StoreError::InUse`], [`StoreError::Io`].
pub fn put_aside(home: &Path, names: &[&str], why: &str) -> Result<PathBuf, StoreError> {
    let _ours = open::lock(home)?;
    away::begin(home, &[&open::FILES, names].concat(), why)
}

/// Finishes what a program that was killed had begun to put aside. For the start, before anything is looked for.
///
/// # Errors
/// [`StoreError::InUse`], [`StoreError::Io`].
pub fn finish_putting_aside(home: &Path) -> Result<(), StoreError> {
    if !away::is_unfinished(home) {
        return Ok(());
    }
    let _ours = open::lock(home)?;
    away::finish(home)
}

/// A folder of its own among what is put aside, for files that belong to no database any more.
///
/// # Errors
/// [`StoreError::Io`].
pub fn new_folder_aside(home: &Path, why: &str) -> Result<SetAside, StoreError> {
    let folder = away::begin(home, &[], why)?;
    Ok(SetAside { folder, why: why.to_owned(), records: 0, joined: false, locked: false })
}

/// All folders that were put aside, the oldest first, and whether each was dealt with.
#[must_use]
pub fn folders_aside(home: &Path) -> Vec<(PathBuf, bool)> {
    let marked = |folder: PathBuf| {
        let taken = away::is_taken(&folder);
        (folder, taken)
    };
    away::folders(home).into_iter().map(marked).collect()
}

/// Whether somebody met a damaged page since the database was last looked through: the next opening looks closer.
#[must_use]
pub fn is_in_doubt(home: &Path) -> bool {
    fs::exists(home.join(open::DOUBT)).unwrap_or(false)
}
