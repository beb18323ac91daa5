//! Phones: when each last called, and what it still holds.

use axum::{Json, extract::State};
use domain::{ids::DeviceId, time::UtcMs};
use serde::Serialize;

use super::problem::ApiProblem;
use crate::{
    scope::Viewer,
    state::Shared,
    tables::devices::{self, DeviceState},
};

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
    /// Records it still held when it last called.
    pub(crate) unsent_records: i64,
    /// Pictures and thumbnails it still held.
    pub(crate) unsent_photos: i64,
    /// Since when.
    #[schema(value_type = Option<i64>)]
    pub(crate) oldest_unsent_ms: Option<UtcMs>,
    /// Whether the server speaks with it.
    pub(crate) state: DeviceState,
}

/// Phones.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct DeviceList {
    /// Those with unsent work first.
    pub(crate) devices: Vec<DeviceRow>,
}

/// Phones of my schools.
#[utoipa::path(get, path = "/api/devices", responses((status = 200, body = DeviceList)))]
pub(crate) async fn list(State(state): State<Shared>, viewer: Viewer) -> Result<Json<DeviceList>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    Ok(Json(DeviceList { devices: devices::list(&mut conn, viewer.unit(), viewer.sees_all()).await? }))
}
