//! A disk that can fail as real ones do, under the real database code: at any write or flush the program can be
//! killed or the power can go, the disk can be full, a write can fail.
//!
//! [`Disk::under`] watches a folder: from then on every SQLite database in it is written through [`shim`], which tells
//! this file of each write before it happens. After a cut nothing more reaches the disk; [`Disk::after`] makes the
//! folder that the next start finds. Other files of the folder (pictures, keys, what was put aside) are taken as they lie:
//! our own code flushes each of them, and each renaming, before it counts.

mod platter;
mod shim;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub use platter::Loss;
use platter::Platter;

/// Databases in this folder were moved there, and SQLite does not write them.
const ASIDE: &str = "set-aside";

/// Where a cut can be: before the `n`-th of these from now on (1 is the next).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// Writes, truncations, flushes and removals.
    Any(u64),
    /// Flushes that commit a transaction.
    Commit(u64),
}

/// What is wrong with the disk while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no room.
    Full,
    /// The write after so many others fails, once.
    WriteFails(u64),
}

/// What SQLite is about to do to a file.
#[derive(Clone, Copy, Debug)]
enum Act<'a> {
    Write { at: usize, bytes: &'a [u8] },
    Truncate { length: usize },
    Flush,
    Remove { flushed: bool },
}

/// Whether it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Go,
    Fails,
    Full,
}

/// A folder whose disk can be cut off. Dropping it lets the folder be.
#[derive(Debug)]
pub struct Disk {
    watched: Arc<Watched>,
}

#[derive(Debug)]
struct Watched {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    platter: Platter,
    cut_at: Option<Boundary>,
    is_cut: bool,
    trouble: Option<Trouble>,
    acts: u64,
}

impl Disk {
    /// The disk under `folder`, which must exist and hold no open database.
    ///
    /// # Panics
    /// When the folder is not there.
    #[must_use]
    pub fn under(folder: &Path) -> Self {
        shim::install();
        let folder = folder.canonicalize().expect("the folder exists");
        let watched = Arc::new(Watched { folder, state: Mutex::default() });
        shim::watch(&watched);
        Self { watched }
    }

    /// Cuts it off at a boundary that is still to come; `None` takes that back.
    pub fn cut_at(&self, boundary: Option<Boundary>) {
        self.watched.held().cut_at = boundary;
    }

    /// Cuts it off now.
    pub fn cut(&self) {
        self.watched.held().is_cut = true;
    }

    /// Copies everything of the folder but its databases.
    ///
    /// # Errors
    /// Those of the real file system.
    pub fn copy_all_but_databases(&self, to: &Path) -> io::Result<()> {
        fs::create_dir_all(to)?;
        copy_others(&self.watched.folder, to)
    }

    /// Whether it was cut off: nothing that the program did since then happened.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.watched.held().is_cut
    }

    /// Lets it be in trouble, or well again.
    pub fn trouble(&self, trouble: Option<Trouble>) {
        self.watched.held().trouble = trouble;
    }

    /// Writes, truncations, flushes and removals so far.
    #[must_use]
    pub fn acts(&self) -> u64 {
        self.watched.held().acts
    }

    /// Makes `to` the folder that the next start finds after this loss. Whatever the old program still does to the
    /// old folder no longer matters.
    ///
    /// # Errors
    /// Those of the real file system.
    pub fn after(&self, loss: &Loss, to: &Path) -> io::Result<()> {
        let mut state = self.watched.held();
        state.is_cut = true;
        fs::create_dir_all(to)?;
        copy_others(&self.watched.folder, to)?;
        state.platter.forget_moved(|name| self.watched.folder.join(name).exists());
        state.platter.write_after(loss, to)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        shim::forget(&self.watched);
    }
}

impl Watched {
    fn held(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The name of a file of this folder.
    fn name_of(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.folder).ok().map(Path::to_owned)
    }

    fn opened(&self, name: &Path, was_there: bool, flushes_folder: bool) {
        let path = self.folder.join(name);
        self.held().platter.opened(name, was_there, flushes_folder, || fs::read(path).unwrap_or_default());
    }

    /// Asked before each act; notes it when it may happen.
    fn about_to(&self, name: &Path, act: Act<'_>) -> Verdict {
        let mut state = self.held();
        state.acts += 1;
        let commits = matches!(act, Act::Flush) && is_log(name) && state.platter.has_frames(name);
        if let Some(boundary) = &mut state.cut_at {
            let left = match boundary {
                Boundary::Any(left) => Some(left),
                Boundary::Commit(left) => commits.then_some(left),
            };
            if let Some(left) = left {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    state.is_cut = true;
                    state.cut_at = None;
                }
            }
        }
        if state.is_cut {
            return Verdict::Fails;
        }
        match (act, &mut state.trouble) {
            (Act::Write { .. }, Some(Trouble::Full)) => return Verdict::Full,
            (Act::Write { .. }, Some(Trouble::WriteFails(0))) => {
                state.trouble = None;
                return Verdict::Fails;
            }
            (Act::Write { .. }, Some(Trouble::WriteFails(left))) => *left -= 1,
            _ => {}
        }
        match act {
            Act::Write { at, bytes } => state.platter.wrote(name, at, bytes),
            Act::Truncate { length } => state.platter.truncated(name, length),
            Act::Flush => state.platter.flushed(name),
            Act::Remove { flushed } => state.platter.removed(name, flushed),
        }
        Verdict::Go
    }
}

fn is_log(name: &Path) -> bool {
    name.to_string_lossy().ends_with("-wal")
}

/// Whether SQLite writes this file. Its index of the log is memory, and made anew from the log.
fn is_database(name: &str) -> bool {
    ["", "-wal", "-shm", "-journal"]
        .iter()
        .any(|ending| name.strip_suffix(ending).is_some_and(|stem| stem.ends_with(".db") || stem.ends_with(".sqlite")))
}

/// A folder with all that is in it, but no databases and no sockets.
fn copy_others(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() && entry.file_name() == ASIDE {
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_dir() {
            fs::create_dir_all(&target)?;
            copy_others(&entry.path(), &target)?;
        } else if kind.is_file() && !is_database(&entry.file_name().to_string_lossy()) {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Copies a folder whose databases are closed.
///
/// # Errors
/// Those of the file system.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A folder for a run, in memory where the system has such a place: the simulator itself decides what a flush means.
///
/// # Panics
/// When no folder can be made.
#[must_use]
pub fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).expect("a folder of our own")
}
