//! All pictures of my schools, newest first: what the gallery shows.

use axum::{
    Json,
    extract::{Query, State},
};
use protocol::{Kind, read_code};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{problem::ApiProblem, scope::Viewer, state::Shared, tables::photo_list, views::photo_list::Gallery};

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
    let reach = photo_list::Reach { unit: viewer.unit(), all: viewer.sees_all() };
    if let Some(code) = read_code(&text) {
        let photos = photo_list::by_code(&mut conn, reach, &code).await?;
        return Ok(Json(Gallery { photos, next: None }));
    }
    let filter = photo_list::Filter { before: question.before, kind, text };
    let photos = photo_list::page(&mut conn, reach, &filter, RECORDS).await?;
    let mut records: Vec<i64> = photos.iter().map(|photo| photo.no).collect();
    records.dedup();
    let full = i64::try_from(records.len()).unwrap_or(i64::MAX) == RECORDS;
    Ok(Json(Gallery { next: records.last().copied().filter(|_| full), photos }))
}
