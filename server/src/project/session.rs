//! Who took a shared phone, and who laid it down.

use domain::{
    ids::SessionId,
    session::{SessionClose, SessionOpen},
};

use super::Meaning;
use crate::sql::word;

/// A step of a session, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SessionRow {
    pub(crate) session_id: Option<SessionId>,
    /// `open` or `close`.
    pub(crate) step: &'static str,
    /// How it began, or why it ended.
    pub(crate) detail: String,
}

/// Somebody took the phone.
pub(super) fn opened(it: &SessionOpen, session_id: Option<SessionId>) -> Meaning {
    Meaning::Session(SessionRow { session_id, step: "open", detail: word(&it.method) })
}

/// Somebody laid it down.
pub(super) fn closed(it: &SessionClose, session_id: Option<SessionId>) -> Meaning {
    Meaning::Session(SessionRow { session_id, step: "close", detail: word(&it.reason) })
}
