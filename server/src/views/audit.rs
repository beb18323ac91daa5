//! Who looked at what, and who changed what.

use domain::{ids::RecordId, time::UtcMs};
use serde::Serialize;

use crate::told::Told;

/// An entry.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct AuditRow {
    pub(crate) id: String,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    /// Sign-in name; `command-line` for what was done at the server itself.
    pub(crate) account: String,
    /// What the account is called.
    pub(crate) label: String,
    /// Code word of what was done.
    pub(crate) action: String,
    /// What it was done to: a picture's digest, an id, or words.
    pub(crate) subject: String,
    /// What was done with its values; none of what earlier builds wrote down in words.
    pub(crate) told: Option<Told>,
    /// The name of the subject, where it is a person's or an office's.
    pub(crate) about: String,
    /// The record it is about, or that names the picture, as far as the reader may see it.
    #[schema(value_type = Option<String>)]
    pub(crate) record_id: Option<RecordId>,
}

/// A page of the log.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct AuditList {
    /// Newest first.
    pub(crate) rows: Vec<AuditRow>,
    /// Ask with `before` = this for more.
    #[schema(value_type = Option<i64>)]
    pub(crate) next: Option<UtcMs>,
}
