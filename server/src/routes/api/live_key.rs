//! The key of a point's live code, handed to the screen at its gate. With it the screen makes codes without network, so
//! whoever takes it is noted, and it is worth nothing once the office renews it.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{point_no, point_wish::PointState};
use protocol::LiveKey;

use super::point::{author, tagged};
use crate::{
    clock, identity, points,
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::{
        audit_log::Action,
        schools,
        tags::{self, Form},
    },
    told::Deed,
    views::live_key::LiveKeyGiven,
};

/// Open a live code.
#[utoipa::path(post, path = "/api/points/{point_id}/live-key", params(("point_id" = String, Path)),
    responses((status = 200, body = LiveKeyGiven), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn open(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(point_id): Path<String>,
) -> Result<Json<LiveKeyGiven>, ApiProblem> {
    let (mut tx, kept) = tagged(&state, &viewer, &point_id).await?;
    if kept.state != PointState::Active {
        return Err(ApiProblem::not_found());
    }
    let school = schools::get(&mut tx, kept.point.school_id).await?.ok_or_else(ApiProblem::not_found)?;
    let unwell = || ApiProblem::new(StatusCode::INTERNAL_SERVER_ERROR, "server-unwell");
    let secret = identity::live_secret(&mut tx).await?.ok_or_else(unwell)?;
    let author = author(&viewer);
    let (id, serial) = (kept.point.id, kept.live_serial);
    tags::issue(&mut tx, Form::Live, &[(id, serial)], (author.at, author.account)).await?;
    author
        .note(&mut tx, Action::LiveKey, points::named(Deed::LiveKeyGiven, &kept.point).with("serial", serial))
        .await?;
    tx.commit().await.map_err(crate::Error::from)?;
    Ok(Json(LiveKeyGiven {
        point_id: id,
        typed_no: point_no::with_check(&kept.point.point_no),
        point: kept.point.name,
        school: school.name,
        serial,
        key: data_encoding::HEXLOWER.encode(LiveKey::derive(&secret, id, serial).as_bytes()),
        server_ms: clock::now(),
    }))
}
