//! One phone with everything the office can know of it, and the office's word about it.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{ids::DeviceId, role::PhoneReach};

use crate::{
    device_report, device_state,
    live::Tag,
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::devices::{self, Device},
    views::device::{DeviceReport, DeviceWish},
};

/// A phone of my schools.
#[utoipa::path(get, path = "/api/devices/{device_id}", params(("device_id" = String, Path)),
    responses((status = 200, body = DeviceReport), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(device_id): Path<String>,
) -> Result<Json<DeviceReport>, ApiProblem> {
    let device = seen(&state, &viewer, &device_id).await?;
    report(&state, &viewer, &device).await
}

/// Suspends, revokes or activates a phone of my schools.
#[utoipa::path(post, path = "/api/devices/{device_id}/state", params(("device_id" = String, Path)),
    request_body = DeviceWish, responses((status = 200, body = DeviceReport), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem), (status = 422, body = ApiProblem)))]
pub(crate) async fn set_state(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(device_id): Path<String>,
    Json(wish): Json<DeviceWish>,
) -> Result<Json<DeviceReport>, ApiProblem> {
    if wish.reason.trim().is_empty() {
        return Err(ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "reason-missing"));
    }
    let device = seen(&state, &viewer, &device_id).await?;
    if !may_stop(&viewer, &device) {
        return Err(ApiProblem::forbidden());
    }
    let mut tx = state.db.begin().await?;
    device_state::decide(&mut tx, &device, wish.state, (&wish.reason, &viewer.account.name)).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    state.live.changed([Tag::Devices]);
    report(&state, &viewer, &device).await
}

/// Whether the viewer, who looks over the phone, may also stop it.
fn may_stop(viewer: &Viewer, device: &Device) -> bool {
    viewer.account.role.stops_phones() == PhoneReach::Schools || device.unit == viewer.unit()
}

async fn report(state: &Shared, viewer: &Viewer, device: &Device) -> Result<Json<DeviceReport>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let may_decide = may_stop(viewer, device);
    Ok(Json(device_report::of(&mut conn, device.id, may_decide).await?.ok_or_else(ApiProblem::not_found)?))
}

/// The phone, if the viewer looks over the place it belongs to.
async fn seen(state: &Shared, viewer: &Viewer, device_id: &str) -> Result<Device, ApiProblem> {
    let id: DeviceId = device_id.parse().map_err(|_| ApiProblem::not_found())?;
    let mut conn = state.db.snapshot().await?;
    if !viewer.sees(&mut conn, None, id).await? {
        return Err(ApiProblem::not_found());
    }
    devices::get(&mut conn, id).await?.ok_or_else(ApiProblem::not_found)
}
