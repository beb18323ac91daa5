//! What phones report about their clocks and themselves: read per phone, never on a board.

use domain::{clock_event::ClockEvent, device_event::DeviceEvent};

use super::Meaning;
use crate::sql::{plain_text, stored, word};

/// The word for something that came after this program.
const LATER: &str = "unknown";

/// A finding, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FindingRow {
    /// Code word of what was noticed.
    pub(crate) code: String,
    /// Milliseconds a clock moved, megabytes left, records, pictures: as the code says.
    pub(crate) amount: i64,
    /// What it is about.
    pub(crate) subject: Option<Vec<u8>>,
    /// A technical detail.
    pub(crate) detail: String,
}

impl FindingRow {
    /// Whether it says of a picture that it will not come.
    pub(super) fn is_of_picture(&self) -> bool {
        matches!(self.code.as_str(), "photo_lost" | "photo_refused")
    }
}

/// A clock did what a clock does not do.
pub(super) fn of_clock(it: &ClockEvent) -> Meaning {
    let code = it.finding.as_ref().map_or_else(|| LATER.to_owned(), |finding| format!("clock_{}", word(finding)));
    Meaning::Finding(FindingRow { code, amount: it.moved_ms, subject: None, detail: String::new() })
}

/// A phone reports about itself.
pub(super) fn of_device(it: &DeviceEvent) -> Meaning {
    Meaning::Finding(FindingRow {
        code: it.finding.as_ref().map_or_else(|| LATER.to_owned(), word),
        amount: stored(it.count),
        subject: it.subject.as_ref().map(|subject| subject.to_vec()),
        detail: plain_text(&it.detail),
    })
}
