//! Whether this phone sends at this moment, and how far that lets a record have come.

use store::records::Row;

use crate::views::RecordState;

/// Whether a round of sync runs at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// It does.
    Now,
    /// It does not.
    Not,
}

/// A tick stands on a receipt alone: a remark without one would be a claim.
pub(crate) fn state(row: &Row, sending: Sending) -> RecordState {
    match (row.delivered, &row.remark, sending) {
        (true, Some(_), _) => RecordState::Kept,
        (true, None, _) => RecordState::Delivered,
        (false, _, Sending::Now) => RecordState::Sending,
        (false, _, Sending::Not) => RecordState::Saved,
    }
}
