//! What a sheet of a roster would change, and what is wrong with it.

use domain::ids::{PostId, WindowId};
use serde::Serialize;

/// What is wrong with a cell.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SheetFault {
    /// `D5`; empty: the whole file.
    pub(crate) cell: String,
    pub(crate) code: String,
    /// What the sentence names.
    #[ts(type = "Record<string, string>")]
    pub(crate) args: std::collections::BTreeMap<String, String>,
}

/// One difference with the draft.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SheetChange {
    #[schema(value_type = String)]
    pub(crate) post_id: PostId,
    pub(crate) post: String,
    #[schema(value_type = String)]
    pub(crate) window_id: WindowId,
    /// Monday = 0.
    pub(crate) weekday: u8,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// What a workbook says.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SheetReading {
    pub(crate) faults: Vec<SheetFault>,
    pub(crate) changes: Vec<SheetChange>,
    /// The draft is changed.
    pub(crate) applied: bool,
}
