//! A picture as a file to take away: a copy with the taker's name all over it, or, for those who keep it as evidence, the
//! original. Both are written to the audit log before a byte is sent.

use std::time::Duration;

use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::limits::PHOTO_BYTES_MAX;
use photos::{LONG_SIDE, Limits, PhotoError};
use serde::Deserialize;
use tokio::sync::Semaphore;
use utoipa::IntoParams;

use super::photos::{bytes_of, find, read_digest};
use crate::{
    audit::Entry,
    clock,
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::{accounts::Account, audit_log::Action},
};

/// Copies drawn at once: each takes a processor for a moment.
static DRAWING: Semaphore = Semaphore::const_new(2);

/// What is decoded here: what the app makes of a picture, and nothing larger. Whatever an enrolled phone sends under a
/// digest it signed is kept, for it is evidence; that is no reason to spend the server's memory on it.
fn stored_limits() -> Limits {
    let side = u64::from(LONG_SIDE);
    let max_bytes = usize::try_from(PHOTO_BYTES_MAX).unwrap_or(usize::MAX);
    Limits { max_bytes, max_pixels: side * side, max_whole_pixels: side * side, max_time: Duration::from_secs(10) }
}

/// Which file.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct CopyQuestion {
    /// `true`: the stored bytes themselves, for roles that may.
    original: Option<bool>,
}

/// A picture by its digest, as a file.
#[utoipa::path(get, path = "/api/photos/{sha256}/file", params(("sha256" = String, Path), CopyQuestion),
    responses((status = 200, content_type = "image/jpeg"), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(sha256): Path<String>,
    Query(question): Query<CopyQuestion>,
) -> Result<Response, ApiProblem> {
    let original = question.original.unwrap_or(false);
    if original && !viewer.account.role.may_take_originals() {
        return Err(ApiProblem::new(StatusCode::FORBIDDEN, "forbidden"));
    }
    let digest = read_digest(&sha256).ok_or_else(ApiProblem::not_found)?;
    let wanted = find(&state, &viewer, &digest, false).await?.ok_or_else(ApiProblem::not_found)?;
    let stored = bytes_of(&state, &wanted).await?;
    let now = clock::now();
    let action = if original { Action::PhotoOriginal } else { Action::PhotoCopy };
    let account = viewer.account.name.clone();
    state.audit.write(Entry { at: now, account, action, subject: sha256.clone() }).await?;
    let bytes = match original {
        true => stored,
        false => named_copy(stored, line(&viewer.account, now.rfc3339())).await?,
    };
    let kind = if original { "original" } else { "copy" };
    let name = format!("attachment; filename=\"huxiao-{}-{kind}.jpg\"", sha256.get(..12).unwrap_or(&sha256));
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

/// What stands all over the copy: `龙田派出所 station01 2026-11-23 07:34`.
pub(super) fn line(account: &Account, at: String) -> String {
    let moment = at.get(..16).unwrap_or(&at).replace('T', " ");
    format!("{} {} {moment}", account.label, account.name)
}

/// The picture with this line all over it.
pub(super) async fn named_copy(stored: Bytes, line: String) -> Result<Bytes, ApiProblem> {
    let unwell = || ApiProblem::new(StatusCode::INTERNAL_SERVER_ERROR, "server-unwell");
    let _slot = DRAWING.acquire().await.map_err(|_| unwell())?;
    let drawn = tokio::task::spawn_blocking(move || photos::watermarked(&stored, &stored_limits(), &line)).await;
    match drawn.map_err(|_| unwell())? {
        Ok(copy) => Ok(Bytes::from(copy)),
        Err(error @ PhotoError::TooLarge { .. }) => {
            tracing::warn!(%error, "a stored picture is larger than a phone makes one, and is not decoded");
            Err(ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "picture-too-large"))
        }
        // What was stored is what a phone sent; it need not be a picture.
        Err(error) => {
            tracing::warn!(%error, "a copy of a picture could not be drawn");
            Err(ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "picture-unreadable"))
        }
    }
}
