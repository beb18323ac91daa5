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

    /// For `map_err` on file operations.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

/// The result of everything that can fail in operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;
