//! Why a verb failed, and the one place where that becomes a problem a person is told about.

use std::io;

use domain::Problem;
use photos::{PhotoError, vault::VaultError};
use store::StoreError;

/// Why a verb failed. Nothing that was saved before is lost by any of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Refused with a reason the worker can act on.
    #[error(transparent)]
    Refused(#[from] Problem),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file that cannot become a picture.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// The folder of pictures.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The server, or the way to it.
    #[error(transparent)]
    Server(#[from] ::sync::Failure),
    /// A file or folder.
    #[error("file or folder: {0}")]
    Io(#[from] io::Error),
    /// Hashing a PIN.
    #[error("PIN: {0}")]
    Pin(argon2::password_hash::Error),
}

impl Error {
    /// What to tell the person: a code and its arguments.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::Refused(problem) => problem.clone(),
            Self::Store(error) => error.problem(),
            Self::Photo(error) => photo_problem(error),
            Self::Server(failure) => failure.problem(),
            Self::Vault(VaultError::Full) => Problem::new("disk-full"),
            Self::Vault(VaultError::Missing) => Problem::new("photo-missing"),
            Self::Vault(VaultError::Torn) => Problem::new("photo-damaged"),
            Self::Io(error) if is_full(error) => Problem::new("disk-full"),
            Self::Vault(_) | Self::Io(_) | Self::Pin(_) => Problem::new("internal").with("detail", self),
        }
    }
}

fn photo_problem(error: &PhotoError) -> Problem {
    let problem = Problem::new(error.code());
    match error {
        // It is a JPEG already: another setting of the camera does not help.
        PhotoError::Unsupported { kind } if kind.ends_with("JPEG") => {
            Problem::new("image-odd-jpeg").with("kind", kind.trim_end_matches(" JPEG"))
        }
        PhotoError::Unsupported { kind } => problem.with("kind", kind),
        PhotoError::TooLarge { what, max } => problem.with("what", what).with("max", max),
        PhotoError::Empty | PhotoError::NotAnImage | PhotoError::Broken { .. } => problem,
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// A refusal without particulars.
pub(crate) fn refused(code: &str) -> Error {
    Error::Refused(Problem::new(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_must_do_is_told_by_a_code_and_its_figures() {
        let newer = Error::from(StoreError::NewerSchema { found: 9, known: 1 }).problem();
        assert_eq!((newer.code.as_str(), newer.args["version"].as_str()), ("database-newer", "9"));
        assert_eq!(Error::from(StoreError::InUse).problem().code, "home-in-use");
        assert_eq!(Error::from(VaultError::Full).problem().code, "disk-full");
        assert_eq!(Error::from(io::Error::from(io::ErrorKind::StorageFull)).problem().code, "disk-full");
        assert_eq!(
            Error::from(PhotoError::Unsupported { kind: "HEIC" }).problem().to_string(),
            "image-kind-unread kind=HEIC"
        );
    }
}
