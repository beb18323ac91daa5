//! What a form cost the worker, as the page counted it.

use domain::effort;
use serde::Deserialize;
use ts_rs::TS;

/// Taps and time from opening a form to saving it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Effort {
    /// Taps, and fields that were typed into.
    pub taps: u16,
    /// Milliseconds the form was open.
    pub open_ms: u32,
}

impl Effort {
    /// As a record keeps it.
    #[must_use]
    pub fn to_domain(self) -> effort::Effort {
        effort::Effort { taps: self.taps, open_ms: self.open_ms }
    }
}
