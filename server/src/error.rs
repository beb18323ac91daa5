//! What can go wrong in operation, each with the one sentence that a person at the command line reads.
//!
//! Requests over HTTP never show these sentences: they are logged once, and the phone or the page gets a code.

use std::{io, path::PathBuf};

/// A fault of operation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another process writes to the folder.
    #[error("the folder {} is in use by another huxiao-server; stop that one first, or name another folder with --data", .0.display())]
    InUse(PathBuf),
    /// Nothing was ever stored there.
    #[error("there is no server data in {}; start `huxiao-server serve` or `huxiao-server demo` with this --data first", .0.display())]
    NoData(PathBuf),
    /// A later program wrote this database.
    #[error(
        "the database is of version {found}, and this program knows versions up to {known}; use the newer huxiao-server (nothing was changed)"
    )]
    NewerSchema {
        /// Version of the database.
        found: i64,
        /// Newest version this build knows.
        known: i64,
    },
    /// An earlier program wrote it, and this verb only reads.
    #[error(
        "the database is of the older version {found}; start `huxiao-server serve` once to bring it to version {known}"
    )]
    OlderSchema {
        /// Version of the database.
        found: i64,
        /// Newest version this build knows.
        known: i64,
    },
    /// A refusal with its sentence.
    #[error("{0}")]
    Refused(String),
    /// Nothing was done, and the same may be asked again soon.
    #[error("the server has too much to do at this moment; try again soon")]
    Busy,
    /// Nothing was done, because nothing more can be written.
    #[error("there is no space left for the database or the photos; free some (nothing that was stored is lost)")]
    Full,
    /// Stored values that are not of their form.
    #[error("the database holds a broken value: {0}")]
    Broken(String),
    /// The database engine refused.
    #[error("the database did not answer as expected: {0}")]
    Sql(#[from] sqlx::Error),
    /// A file could not be used.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Why not.
        source: io::Error,
    },
    /// The object store refused.
    #[error("the photo store did not answer as expected: {0}")]
    Objects(#[from] object_store::Error),
}

impl Error {
    /// A refusal in words.
    pub(crate) fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    /// A stored value that is not of its form.
    pub(crate) fn broken(what: impl Into<String>) -> Self {
        Self::Broken(what.into())
    }

    /// Whether the same transaction may succeed when it is done again.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Sql(sqlx::Error::Io(_)) => true,
            Self::Sql(sqlx::Error::Database(error)) => match engine_code(error.as_ref()) {
                Code::Sqlite(code) => matches!(code & 0xff, SQLITE_BUSY | SQLITE_LOCKED),
                Code::Postgres(state) => PASSING.contains(&state.as_str()) || state.starts_with("08"),
            },
            _ => false,
        }
    }

    /// Whether it and another transaction waited for each other, until the database ended this one.
    pub(crate) fn is_deadlock(&self) -> bool {
        match self {
            Self::Sql(sqlx::Error::Database(error)) => {
                matches!(engine_code(error.as_ref()), Code::Postgres(state) if state == DEADLOCK)
            }
            _ => false,
        }
    }

    /// Whether it failed for want of space.
    pub(crate) fn is_full(&self) -> bool {
        match self {
            Self::Full => true,
            Self::Sql(sqlx::Error::Database(error)) => match engine_code(error.as_ref()) {
                Code::Sqlite(code) => code & 0xff == SQLITE_FULL || code == SQLITE_IOERR_WRITE,
                Code::Postgres(state) => state == "53100",
            },
            Self::Io { source, .. } => is_no_space(source),
            Self::Objects(error) => causes(error).any(|cause| cause.downcast_ref().is_some_and(is_no_space)),
            _ => false,
        }
    }

    /// Whether the database had no connection or no time for us.
    pub(crate) fn is_busy(&self) -> bool {
        self.is_passing() || matches!(self, Self::Busy | Self::Sql(sqlx::Error::PoolTimedOut))
    }

    /// For `map_err` on file operations.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_FULL: u32 = 13;
/// What a full quota looks like, other than a full disk.
const SQLITE_IOERR_WRITE: u32 = 778;
/// Two transactions waited for each other.
const DEADLOCK: &str = "40P01";
/// Serialization failure, deadlock, a lock that was not given in time, too many connections, a server that restarts.
const PASSING: &[&str] = &["40001", DEADLOCK, "55P03", "53300", "57P01", "57P02", "57P03"];

/// The code of an engine: SQLite counts, PostgreSQL has five characters, often digits too.
enum Code {
    Sqlite(u32),
    Postgres(String),
}

fn engine_code(error: &dyn sqlx::error::DatabaseError) -> Code {
    let code = error.code().unwrap_or_default();
    match code.parse() {
        Ok(number) if code.len() < 5 => Code::Sqlite(number),
        _ => Code::Postgres(code.into_owned()),
    }
}

fn is_no_space(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

/// The result of everything that can fail in operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;
