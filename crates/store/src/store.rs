//! The open database: a value that can be cloned and shared, with one door to write and one to read.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::defect::{self, Defect};
use rusqlite::Connection;

use crate::{StoreError, StoreKey, Tx, open, tx::Doubt};

/// The phone's database. Clones share one file; it closes with the last of them.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

/// Dropped from top to bottom: the reader closes before the writer, whose closing empties the WAL, and the lock goes last.
struct Shared {
    reader: Mutex<Connection>,
    writer: Mutex<Connection>,
    file: PathBuf,
    _lock: File,
}

impl Store {
    /// Opens the database in `home`, making both when they do not exist, and takes the folder for this process.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::NewerSchema`] (the file stays untouched), [`StoreError::Broken`] (also for
    /// a wrong key), [`StoreError::Full`].
    pub fn open(home: &Path, key: &StoreKey) -> Result<Self, StoreError> {
        let lock = open::lock(home)?;
        let writer = open::writer(home, key)?;
        Self::assemble(home, key, writer, lock)
    }

    /// The store over a connection that writes, in a home that is locked.
    pub(crate) fn assemble(home: &Path, key: &StoreKey, writer: Connection, lock: File) -> Result<Self, StoreError> {
        let reader = open::reader(home, key)?;
        Ok(Self(Arc::new(Shared {
            reader: Mutex::new(reader),
            writer: Mutex::new(writer),
            file: home.join(open::FILE_NAME),
            _lock: lock,
        })))
    }

    /// Does `work` in one transaction. When this returns `Ok`, it is on the disk; otherwise nothing of it is.
    ///
    /// # Errors
    /// Those of `work`; [`StoreError::Full`] when the commit finds no room.
    pub fn write<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.try_write(work)
    }

    /// [`Store::write`] for work that may be refused for reasons of the caller's own.
    ///
    /// # Errors
    /// Those of `work`, and the store's.
    pub fn try_write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.watched(|doubt| {
            let mut connection = held(&self.0.writer);
            let tx = Tx::writing(&mut connection, doubt)?;
            let value = work(&tx)?;
            let committed = tx.commit();
            if !defect::has(Defect::SavedAnyway) {
                committed?;
            }
            Ok(value)
        })
    }

    /// Reads one consistent state: all that was committed before. Writing in here is refused.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn read<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.try_read(work)
    }

    /// [`Store::read`] for work that may fail for reasons of the caller's own.
    ///
    /// # Errors
    /// Those of `work`, and the store's.
    pub fn try_read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.watched(|doubt| {
            let mut connection = held(&self.0.reader);
            work(&Tx::reading(&mut connection, doubt)?)
        })
    }

    /// Leaves word for the next opening when the work met a damaged page, whatever became of the work.
    fn watched<T>(&self, work: impl FnOnce(&Doubt) -> T) -> T {
        let doubt = Doubt::default();
        let done = work(&doubt);
        if doubt.is_raised() {
            open::leave_doubt(&self.0.file);
        }
        done
    }

    /// Bytes the database takes on the disk, its WAL included.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        let wal = self.0.file.with_extension("db-wal");
        [&self.0.file, &wal].iter().filter_map(|path| path.metadata().ok()).map(|it| it.len()).sum()
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.0.file.display())
    }
}

/// A panic inside a transaction has rolled it back; the connection itself is sound.
fn held(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}
