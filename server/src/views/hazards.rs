//! Hazards as reported.

use domain::{hazard::SuspectedSeverity, ids::RecordId, time::UtcMs};
use serde::Serialize;

/// A hazard.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct HazardRow {
    /// The report.
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    /// Provisional number, until the office registers it.
    pub(crate) temp_no: String,
    /// School.
    pub(crate) school: String,
    /// Town.
    pub(crate) town: String,
    /// Category.
    pub(crate) category: String,
    /// Its Chinese name.
    pub(crate) category_label: String,
    /// What is wrong.
    pub(crate) text: String,
    /// How bad it looked.
    #[schema(value_type = String)]
    pub(crate) severity: SuspectedSeverity,
    /// When it was reported.
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    /// By whom.
    pub(crate) who: String,
    /// Pictures that are here.
    pub(crate) photos_stored: i64,
    /// Pictures that the report names.
    pub(crate) photos_total: i64,
    /// Of these, those that will not come.
    pub(crate) photos_lost: i64,
}

/// A page of hazards.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct HazardList {
    /// Newest first.
    pub(crate) hazards: Vec<HazardRow>,
    /// Ask with `before` = this for more.
    pub(crate) next: Option<i64>,
}
