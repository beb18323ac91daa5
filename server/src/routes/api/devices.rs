//! Phones: when each last called, what it still holds, and what about it needs a hand.

use axum::{Json, extract::State};

use crate::{problem::ApiProblem, scope::Viewer, state::Shared, tables::device_list, views::devices::DeviceList};

/// Phones of my schools.
#[utoipa::path(get, path = "/api/devices", responses((status = 200, body = DeviceList)))]
pub(crate) async fn list(State(state): State<Shared>, viewer: Viewer) -> Result<Json<DeviceList>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    Ok(Json(DeviceList { devices: device_list::list(&mut conn, viewer.unit(), viewer.sees_all()).await? }))
}
