//! A picture on a page, for whoever may see a record that names it. Each view is written to the audit log; those who may not
//! keep originals see the copy with their name.
//!
//! Thumbnails are shown as they are, without the name: at 320 pixels a line all over them would hide what a list is looked
//! through for, and neither a face nor a plate can be made out. They are only ever shown (`inline`, and kept by no cache),
//! and noted as seen. What is given out as a file is given by `photo_copy` alone, which puts the name on whatever it is
//! asked for, a thumbnail by its own digest too; and so does this when it is asked for one as a picture.

use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::photo::{Digest, PhotoRole};
use serde::Deserialize;
use utoipa::IntoParams;

use super::photo_copy;
use crate::{
    audit::Entry,
    clock,
    db::Conn,
    objects::Lying,
    problem::ApiProblem,
    scope::Viewer,
    state::{Shared, State as Parts},
    tables::{
        attachments,
        audit_log::Action,
        events,
        photos::{self, Promised},
    },
};

/// Which of the two files.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct PhotoQuestion {
    /// `thumb` or `full` (without it: full).
    size: Option<String>,
}

/// A picture by the digest that its record carries, or by that of one the office added.
#[utoipa::path(get, path = "/api/photos/{sha256}", params(("sha256" = String, Path), PhotoQuestion),
    responses((status = 200, content_type = "image/jpeg"), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(sha256): Path<String>,
    Query(question): Query<PhotoQuestion>,
) -> Result<Response, ApiProblem> {
    let digest = read_digest(&sha256).ok_or_else(ApiProblem::not_found)?;
    let thumb = question.size.as_deref() == Some("thumb");
    let wanted = find(&state, &viewer, &digest, thumb).await?.ok_or_else(ApiProblem::not_found)?;
    let bytes = bytes_of(&state, &wanted).await?;
    let account = viewer.account.name.clone();
    let now = clock::now();
    // A list of thumbnails was looked through; a picture was looked at.
    let whole = wanted == digest;
    let action = if whole { Action::PhotoView } else { Action::PhotoThumb };
    state.audit.write(Entry { at: now, account, action, subject: sha256 }).await?;
    // What a page shows can be kept from it; so the bytes themselves are shown only to those who may keep them.
    let bytes = match whole && !viewer.account.role.may_take_originals() {
        true => photo_copy::named_copy(bytes, photo_copy::line(&viewer.account, now.rfc3339())).await?,
        false => bytes,
    };
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        // A digest never means other bytes; but a shared computer must not keep pictures.
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_DISPOSITION, "inline"),
    ];
    Ok((headers, bytes).into_response())
}

/// The signed bytes of a picture that is stored. What lies there in their place is given to nobody.
pub(super) async fn bytes_of(state: &Parts, digest: &Digest) -> Result<Bytes, ApiProblem> {
    let lying = state.objects.get_photo(digest).await?;
    let missing = lying.is_none();
    if let Some(bytes) = lying.and_then(Lying::into_signed) {
        return Ok(bytes);
    }
    state.metrics.damaged_photo();
    let photo = data_encoding::HEXLOWER.encode(&**digest);
    tracing::error!(%photo, missing, "a stored picture is damaged; `huxiao-server verify` and a backup tell more");
    Err(ApiProblem::new(StatusCode::INTERNAL_SERVER_ERROR, "photo-damaged"))
}

/// The digest of the file to send: of a picture that is here and that a record names which the viewer may see.
pub(super) async fn find(
    state: &Parts,
    viewer: &Viewer,
    digest: &Digest,
    thumb: bool,
) -> Result<Option<Digest>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    for named in photos::by_digest(&mut conn, digest).await? {
        let Some(seen) = events::get(&mut conn, named.photo.record_id).await? else { continue };
        if !viewer.sees(&mut conn, seen.school_id, seen.device_id).await? {
            continue;
        }
        if !thumb || named.photo.role == PhotoRole::Thumb {
            return Ok(named.stored.then_some(*digest));
        }
        let of_record = photos::of_record(&mut conn, named.photo.record_id).await?;
        let is_thumb = |p: &&Promised| p.photo.place == named.photo.place && p.photo.role == PhotoRole::Thumb;
        let small = of_record.iter().find(is_thumb).filter(|p| p.stored);
        return Ok(small.map(|p| p.photo.sha256).or(named.stored.then_some(*digest)));
    }
    added(&mut conn, viewer, digest, thumb).await
}

/// The same of a picture that the office added, while it stands.
async fn added(conn: &mut Conn, viewer: &Viewer, digest: &Digest, thumb: bool) -> Result<Option<Digest>, ApiProblem> {
    for shown in attachments::by_digest(conn, digest).await? {
        let Some(seen) = events::get(conn, shown.attachment.record_id).await? else { continue };
        if shown.attachment.withdrawn.is_some() || !viewer.sees(conn, seen.school_id, seen.device_id).await? {
            continue;
        }
        let small = (thumb && shown.thumb_stored).then_some(shown.attachment.thumb_sha256);
        return Ok(small.or(shown.stored.then_some(*digest)));
    }
    Ok(None)
}

pub(super) fn read_digest(hex: &str) -> Option<Digest> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?;
    Some(Digest::from(<[u8; 32]>::try_from(bytes).ok()?))
}
