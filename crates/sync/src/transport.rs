//! One request and its answer, as bytes and the few headers this protocol uses. HTTP is one way to carry them;
//! tests carry them inside one process.

use std::{collections::BTreeMap, future::Future};

use domain::time::UtcMs;

use crate::Failure;

/// What is done to the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Push, pull, enroll, create.
    Post,
    /// Append to an upload.
    Patch,
    /// Ask how far an upload is.
    Head,
}

impl Method {
    /// The word on the wire, as it is signed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Head => "HEAD",
        }
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// What is done.
    pub method: Method,
    /// Path, as signed.
    pub path: String,
    /// Headers by lower-case name.
    pub headers: BTreeMap<&'static str, String>,
    /// Body as sent.
    pub body: Vec<u8>,
}

/// An answer, whoever gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers by lower-case name; values that are no text are left out.
    pub headers: BTreeMap<String, String>,
    /// Body as received, still compressed.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// Carries a request to a server and its answer back.
pub trait Transport: Send + Sync {
    /// Sends `exchange` to the server at `server_url` (no slash at the end).
    ///
    /// # Errors
    /// [`Failure::Unreachable`] when no whole answer came; an answer of any status is `Ok`.
    fn send(&self, server_url: &str, exchange: Exchange) -> impl Future<Output = Result<Answer, Failure>> + Send;

    /// Hears a time that our server signed for: at least so late it is, whatever the phone's own clock says.
    fn learn_time(&self, _server: UtcMs) {}
}

/// The same transport, shared.
impl<T: Transport> Transport for std::sync::Arc<T> {
    fn send(&self, server_url: &str, exchange: Exchange) -> impl Future<Output = Result<Answer, Failure>> + Send {
        (**self).send(server_url, exchange)
    }

    fn learn_time(&self, server: UtcMs) {
        (**self).learn_time(server);
    }
}
