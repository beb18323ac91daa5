//! Why a file did not become a picture, in words for a log and a code for the screens.
//!
//! The sentences a guard reads are typed messages of the app, chosen by `code`; the text here is for the command line and
//! for whoever helps at a distance. No error ever means that something already saved was lost.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use thiserror::Error;

/// A file that cannot become evidence. The file itself is untouched.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PhotoError {
    /// No bytes at all: a camera or a copy that stopped before it began.
    #[error("the file is empty; take or choose the photo again")]
    Empty,
    /// The content is no picture, whatever the file is called.
    #[error("this file is not a picture; choose a JPEG, PNG, WebP or GIF file")]
    NotAnImage,
    /// A picture of a kind that is known and cannot be read here.
    #[error("{kind} pictures cannot be read; {}", advice(.kind))]
    Unsupported {
        /// Name of the format, for instance `HEIC`.
        kind: &'static str,
    },
    /// More than the limits allow.
    #[error("the picture is too large (more than {max} {what}); choose a smaller one")]
    TooLarge {
        /// What there is too much of: `bytes`, `pixels`, `pixels a side`, `scans` or `seconds of work`.
        what: &'static str,
        /// The most that is allowed.
        max: u64,
    },
    /// A picture once, but torn, cut short or contradicting itself.
    #[error("the picture file is damaged ({reason}); take or choose the photo again")]
    Broken {
        /// What the decoder stumbled over, in English.
        reason: String,
    },
}

impl PhotoError {
    /// The app's problem code: `image-empty`, `not-an-image`, `image-kind-unread`, `image-too-large` or `image-broken`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "image-empty",
            Self::NotAnImage => "not-an-image",
            Self::Unsupported { .. } => "image-kind-unread",
            Self::TooLarge { .. } => "image-too-large",
            Self::Broken { .. } => "image-broken",
        }
    }

    /// The file stops before its end: one sentence, whatever the format.
    pub(crate) fn cut() -> Self {
        Self::broken("the file ends too early")
    }

    pub(crate) fn broken(reason: impl ToString) -> Self {
        Self::Broken { reason: reason.to_string() }
    }
}

/// What to do about a kind that is not read. A file that is a JPEG already is not helped by another setting of the camera.
fn advice(kind: &str) -> &'static str {
    if kind.ends_with("JPEG") {
        "open it in a picture program and save it again as an ordinary JPEG, or take the photo in this app"
    } else {
        "take the photo in this app, or set the camera to JPEG"
    }
}

/// Runs a decoder so that a panic inside it becomes an error. The limits and checks before it are the real protection;
/// this is for the file that nobody has thought of yet.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, PhotoError>) -> Result<T, PhotoError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(PhotoError::broken(panic_text(&*panic))))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("the decoder stopped: {}", text.unwrap_or("no reason given"))
}
