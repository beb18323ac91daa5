//! Phones as a list.

use domain::{ids::DeviceId, time::UtcMs};
use serde::Serialize;

use crate::tables::devices::DeviceState;

/// A phone.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct DeviceRow {
    /// Which.
    #[schema(value_type = String)]
    pub(crate) id: DeviceId,
    /// The number people say.
    pub(crate) no: String,
    /// What it calls itself.
    pub(crate) label: String,
    /// School or station.
    pub(crate) place: String,
    /// Version of the app.
    pub(crate) app_version: String,
    /// When it last called.
    #[schema(value_type = Option<i64>)]
    pub(crate) last_contact_ms: Option<UtcMs>,
    /// Records the server holds of it.
    pub(crate) acked: i64,
    /// Records it still held when it last said so.
    pub(crate) unsent_records: i64,
    /// Pictures and thumbnails it still held.
    pub(crate) unsent_photos: i64,
    /// Since when.
    #[schema(value_type = Option<i64>)]
    pub(crate) oldest_unsent_ms: Option<UtcMs>,
    /// When it last said so; a call whose push was refused says so too.
    #[schema(value_type = Option<i64>)]
    pub(crate) told_ms: Option<UtcMs>,
    /// Whether the server speaks with it.
    pub(crate) state: DeviceState,
    /// Since when, if the office ever decided.
    #[schema(value_type = Option<i64>)]
    pub(crate) state_since_ms: Option<UtcMs>,
    /// Why, in the office's words.
    pub(crate) state_reason: String,
    /// Its wall clock minus the server's when it last called.
    pub(crate) clock_off_ms: Option<i64>,
    /// Records of it that are stored and not understood.
    pub(crate) unread: i64,
    /// Pushes of it that were refused and kept.
    pub(crate) rejected: i64,
    /// When it last told another history of what it had sent before: its database was cloned or put back.
    #[schema(value_type = Option<i64>)]
    pub(crate) forked_ms: Option<UtcMs>,
    /// What it found last about itself that somebody should look at, as [`super::device::Finding::code`].
    pub(crate) found_code: Option<String>,
    /// When that came.
    #[schema(value_type = Option<i64>)]
    pub(crate) found_ms: Option<UtcMs>,
    /// Why its last push was not taken, if none has been since: `gap`, `fork`, `bad-seal`, …
    pub(crate) refused_code: Option<String>,
    /// When.
    #[schema(value_type = Option<i64>)]
    pub(crate) refused_ms: Option<UtcMs>,
}

/// Phones.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct DeviceList {
    /// Those with unsent work first.
    pub(crate) devices: Vec<DeviceRow>,
}
