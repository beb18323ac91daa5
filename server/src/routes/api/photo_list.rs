//! All pictures of my schools, newest first: what the gallery shows.

use axum::{
    Json,
    extract::{Query, State},
};
use domain::{
    ids::{PhotoId, RecordId},
    time::{ClockQuality, UtcMs},
};
use protocol::{Kind, read_code};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::problem::ApiProblem;
use crate::{scope::Viewer, state::Shared, tables::photo_list};

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct PhotosQuestion {
    /// Only of records with a number below.
    before: Option<i64>,
    /// Only of this kind of record.
    kind: Option<String>,
    /// Only of schools with this in their name; or the picture with this check code in its stamp.
    q: Option<String>,
}

/// A picture.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct GalleryPhoto {
    #[schema(value_type = String)]
    pub(crate) photo_id: PhotoId,
    pub(crate) sha256: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) stored: bool,
    pub(crate) thumb_stored: bool,
    /// The record that names it.
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    /// Its place in the feed; pages end between two of these.
    pub(crate) no: i64,
    pub(crate) kind: String,
    pub(crate) school: String,
    pub(crate) who: String,
    /// What a hazard says, or where it was.
    pub(crate) text: String,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
}

/// A page of the gallery.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Gallery {
    /// Newest first.
    pub(crate) photos: Vec<GalleryPhoto>,
    /// Ask with `before` = this for more.
    pub(crate) next: Option<i64>,
}

/// Records of one page; each has a few pictures.
const RECORDS: i64 = 40;

/// Pictures of my schools.
#[utoipa::path(get, path = "/api/photos", params(PhotosQuestion), responses((status = 200, body = Gallery)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(question): Query<PhotosQuestion>,
) -> Result<Json<Gallery>, ApiProblem> {
    let kind = match question.kind.as_deref() {
        None | Some("") => None,
        Some(word) => Some(Kind::from_word(word).ok_or_else(ApiProblem::bad_question)?.number()),
    };
    let mut conn = state.db.snapshot().await?;
    let text = question.q.unwrap_or_default();
    if let Some(code) = read_code(&text) {
        let photos = photo_list::by_code(&mut conn, viewer.unit(), &code).await?;
        return Ok(Json(Gallery { photos, next: None }));
    }
    let filter = photo_list::Filter { before: question.before, kind, text };
    let photos = photo_list::page(&mut conn, viewer.unit(), &filter, RECORDS).await?;
    let mut records: Vec<i64> = photos.iter().map(|photo| photo.no).collect();
    records.dedup();
    let full = i64::try_from(records.len()).unwrap_or(i64::MAX) == RECORDS;
    Ok(Json(Gallery { next: records.last().copied().filter(|_| full), photos }))
}
