//! 隐患 as first reported.

use domain::hazard::{HazardReport, SuspectedSeverity};

use super::Meaning;
use crate::sql::plain_text;

/// A hazard, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HazardRow {
    pub(crate) category: String,
    pub(crate) text: String,
    pub(crate) severity: SuspectedSeverity,
}

/// Somebody reported one.
pub(super) fn reported(report: &HazardReport) -> Meaning {
    Meaning::Hazard(HazardRow {
        category: plain_text(&report.category),
        text: plain_text(&report.text),
        severity: report.severity,
    })
}
