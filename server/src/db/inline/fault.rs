//! What SQLite says when it fails, as sqlx tells it: the extended code, and its sentence.

use std::{borrow::Cow, error::Error as StdError, fmt};

use sqlx::error::{DatabaseError, ErrorKind};

/// SQLITE_ERROR: a mistake in how it was asked.
const ERROR: i32 = 1;

#[derive(Debug)]
struct Fault {
    code: i32,
    message: String,
}

/// An error of the engine as sqlx tells it.
pub(super) fn told(error: rusqlite::Error) -> sqlx::Error {
    let fault = match error {
        rusqlite::Error::SqliteFailure(failure, said) => {
            Fault { code: failure.extended_code, message: said.unwrap_or_else(|| failure.to_string()) }
        }
        other => Fault { code: ERROR, message: other.to_string() },
    };
    sqlx::Error::Database(Box::new(fault))
}

/// SQLite has undone the transaction by itself, as it does when the disk is full.
pub(super) fn undone() -> sqlx::Error {
    let message = "the transaction was undone before".to_owned();
    sqlx::Error::Database(Box::new(Fault { code: ERROR, message }))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(code: {}) {}", self.code, self.message)
    }
}

impl StdError for Fault {}

impl DatabaseError for Fault {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        use rusqlite::ffi;
        match self.code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => ErrorKind::UniqueViolation,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            ffi::SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
            ffi::SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
            _ => ErrorKind::Other,
        }
    }
}
