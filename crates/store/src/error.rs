//! Why the database refused, and the problem a person is told for it.

use std::{error::Error, io};

use domain::Problem;
use rusqlite::{
    ErrorCode,
    ffi::{SQLITE_ERROR, SQLITE_IOERR_SHMSIZE},
};

/// A fault of the phone's database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process (or another window) has this home folder open.
    #[error("the home folder is in use")]
    InUse,
    /// A later version of the app wrote the file; it was left untouched.
    #[error("the database has version {found}, this build knows {known}")]
    NewerSchema {
        /// What the file says.
        found: u32,
        /// What this build can read.
        known: u32,
    },
    /// The file cannot be read: damaged, or not under this key.
    #[error("the database cannot be read")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
    /// No room left; nothing of the transaction was kept.
    #[error("the disk is full")]
    Full,
    /// A record longer than [`domain::limits::RECORD_BYTES_MAX`].
    #[error("a record of {bytes} bytes is too large")]
    RecordTooLarge {
        /// Its length.
        bytes: usize,
    },
    /// No stream yet: the phone is not enrolled.
    #[error("the phone is not enrolled")]
    NotEnrolled,
    /// A receipt whose stream, range or head is not this phone's own.
    #[error("the receipt does not match the phone's own chain")]
    Mismatch,
    /// A picture that no row tells of.
    #[error("no such photo")]
    UnknownPhoto,
    /// Any other refusal of the database.
    #[error("database: {0}")]
    Sql(#[source] rusqlite::Error),
    /// A fault of the file system.
    #[error("file: {0}")]
    Io(#[source] io::Error),
}

impl StoreError {
    /// What the person at the phone is told.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::InUse => Problem::new("home-in-use"),
            Self::NewerSchema { found, known } => {
                Problem::new("database-newer").with("version", found).with("known", known)
            }
            Self::Broken(_) => Problem::new("database-broken"),
            Self::Full => Problem::new("disk-full"),
            Self::RecordTooLarge { bytes } => Problem::new("record-too-large").with("bytes", bytes),
            Self::NotEnrolled => Problem::new("not-enrolled"),
            Self::UnknownPhoto => Problem::new("photo-missing"),
            Self::Mismatch | Self::Sql(_) | Self::Io(_) => Problem::new("internal"),
        }
    }

    pub(crate) fn broken(why: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken(why.into())
    }
}

/// Whether a statement failed as it does over a page that cannot be verified: at the first with a word for that, at those
/// after it with the engine's most general one. No statement of ours fails so otherwise.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::Error as Sql;
    match error {
        Sql::FromSqlConversionFailure(..) | Sql::IntegralValueOutOfRange(..) | Sql::InvalidColumnType(..) => true,
        other => other.sqlite_error().is_some_and(|it| {
            matches!(it.code, ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) || it.extended_code == SQLITE_ERROR
        }),
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        error.problem()
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as Sql;
        match error {
            Sql::FromSqlConversionFailure(..) | Sql::IntegralValueOutOfRange(..) | Sql::InvalidColumnType(..) => {
                Self::broken(error)
            }
            other => match other.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Self::Full,
                // Opening writes a little too; that it finds no room has a code of its own.
                _ if other.sqlite_error().is_some_and(|it| it.extended_code == SQLITE_IOERR_SHMSIZE) => Self::Full,
                Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::broken(other),
                _ => Self::Sql(other),
            },
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl From<protocol::ProtocolError> for StoreError {
    /// Only bytes that this database itself kept are decoded here.
    fn from(error: protocol::ProtocolError) -> Self {
        Self::broken(error)
    }
}
