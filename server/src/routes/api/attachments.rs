//! Pictures that the office adds to a hazard 补充照片: what the school sent by other means, before or after it was put right.
//! The file comes by `/v1/photos`; here it is named, and stands beside the record from then on.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    attachment::caption,
    ids::{PhotoId, RecordId},
};
use protocol::Kind;

use crate::{
    attaching::{self, Wish},
    evidence,
    problem::ApiProblem,
    scope::Viewer,
    sql::plain_text,
    state::{Shared, State as Parts},
    tables::attachments,
    views::evidence::{AttachWish, EvidenceAttached},
};

/// Add an uploaded picture to a hazard; the same upload again is the same picture.
#[utoipa::path(post, path = "/api/records/{record_id}/attachments", request_body = AttachWish,
    params(("record_id" = String, Path)),
    responses((status = 200, body = EvidenceAttached), (status = 201, body = EvidenceAttached),
        (status = 403, body = ApiProblem), (status = 404, body = ApiProblem), (status = 409, body = ApiProblem),
        (status = 422, body = ApiProblem), (status = 507, body = ApiProblem)))]
pub(crate) async fn add(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(record_id): Path<String>,
    Json(wish): Json<AttachWish>,
) -> Result<(StatusCode, Json<EvidenceAttached>), ApiProblem> {
    let record_id = hazard(&state, &viewer, &record_id).await?;
    let wish = Wish {
        upload: wish.upload,
        record_id,
        account: viewer.account.name.clone(),
        shows: wish.shows,
        caption: caption(&plain_text(&wish.caption))?,
    };
    let (added, first) = attaching::attach(&state, &wish).await?;
    let mut conn = state.db.snapshot().await?;
    let shown = attachments::of_record(&mut conn, record_id).await?;
    let shown = shown.into_iter().find(|it| it.attachment.photo_id == added.photo_id);
    let shown = shown.ok_or_else(ApiProblem::not_found)?;
    let status = if first { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(shown.into())))
}

/// Withdraw a picture that one added; that there was one stays on the record's page.
#[utoipa::path(delete, path = "/api/records/{record_id}/attachments/{photo_id}",
    params(("record_id" = String, Path), ("photo_id" = String, Path)),
    responses((status = 204), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn withdraw(
    State(state): State<Shared>,
    viewer: Viewer,
    Path((record_id, photo_id)): Path<(String, String)>,
) -> Result<StatusCode, ApiProblem> {
    let record_id = hazard(&state, &viewer, &record_id).await?;
    let photo_id: PhotoId = photo_id.parse().map_err(|_| ApiProblem::not_found())?;
    attaching::withdraw(&state, &viewer.account.name, (record_id, photo_id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A hazard of theirs that they may write about. What is of others is not there.
async fn hazard(state: &Parts, viewer: &Viewer, record_id: &str) -> Result<RecordId, ApiProblem> {
    let id: RecordId = record_id.parse().map_err(|_| ApiProblem::not_found())?;
    let mut conn = state.db.snapshot().await?;
    let found = evidence::find(&mut conn, id).await?.ok_or_else(ApiProblem::not_found)?;
    if !viewer.sees(&mut conn, found.school_id, found.device.id).await? {
        return Err(ApiProblem::not_found());
    }
    if !viewer.account.role.may_attach_pictures() {
        return Err(ApiProblem::forbidden());
    }
    match Kind::from_number(found.stored.kind) {
        Kind::HazardReport => Ok(id),
        _ => Err(ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-a-hazard")),
    }
}
