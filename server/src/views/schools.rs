//! Schools, by code: what a clerk picks from.

use serde::Serialize;

/// A school.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SchoolRow {
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Town or street.
    pub(crate) town: String,
    /// Police station.
    pub(crate) station: String,
}

/// All of mine.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SchoolList {
    /// By code.
    pub(crate) schools: Vec<SchoolRow>,
}
