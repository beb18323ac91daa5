//! Why a command stopped: one sentence for the person at the terminal.
//!
//! A build tool has no caller that could act on a kind of error, so a fault is its sentence and nothing else.

use std::fmt;

/// The sentence.
pub(crate) struct Fault(String);

/// What every step returns.
pub(crate) type Done<T = ()> = Result<T, Fault>;

impl Fault {
    /// A fault with this sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}
