//! What a sheet of points would change, and what is wrong with it.

use serde::Serialize;

use crate::point_sheet::PointDifference;

/// What is wrong in a row.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PointSheetFault {
    /// As programs for sheets count it; 0: the whole sheet.
    pub(crate) row: u32,
    /// `D5`; empty: the whole row.
    pub(crate) cell: String,
    pub(crate) code: String,
    /// What the sentence names.
    #[ts(type = "Record<string, string>")]
    pub(crate) args: std::collections::BTreeMap<String, String>,
}

/// A row that makes or changes a point.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PointSheetRow {
    pub(crate) row: u32,
    pub(crate) school: String,
    /// The number as it is printed and typed; empty: the point is new.
    pub(crate) typed_no: String,
    pub(crate) name: String,
    pub(crate) differences: Vec<PointDifference>,
}

/// What a sheet does, or would do.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PointSheetReading {
    pub(crate) faults: Vec<PointSheetFault>,
    pub(crate) rows: Vec<PointSheetRow>,
    /// Rows that say what is so already.
    pub(crate) same: u32,
    /// It was carried out.
    pub(crate) applied: bool,
}
