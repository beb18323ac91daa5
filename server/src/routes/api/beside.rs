//! Which pictures may stand beside those of a record, so that before and after are seen: what was answered to it first, then
//! the same point or post, then the same school.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use domain::ids::RecordId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    evidence,
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::photo_list::{self, Among, Reach},
    views::photo_list::PhotosBeside,
};

/// Which page of the school's.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct BesideQuestion {
    /// Only the school's pictures, of records with a number below.
    before: Option<i64>,
}

/// Records of each kind at once.
const RECORDS: i64 = 20;

/// Pictures to compare those of a record with.
#[utoipa::path(get, path = "/api/records/{record_id}/beside", params(("record_id" = String, Path), BesideQuestion),
    responses((status = 200, body = PhotosBeside), (status = 404, body = ApiProblem)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(record_id): Path<String>,
    Query(question): Query<BesideQuestion>,
) -> Result<Json<PhotosBeside>, ApiProblem> {
    let id: RecordId = record_id.parse().map_err(|_| ApiProblem::not_found())?;
    let mut conn = state.db.snapshot().await?;
    let found = evidence::find(&mut conn, id).await?.ok_or_else(ApiProblem::not_found)?;
    if !viewer.sees(&mut conn, found.school_id, found.device.id).await? {
        return Err(ApiProblem::not_found());
    }
    let reach = Reach { unit: viewer.unit(), all: viewer.sees_all() };
    let (chain, mut place) = match question.before {
        Some(_) => Default::default(),
        None => (
            photo_list::of_chain(&mut conn, reach, id, RECORDS).await?,
            photo_list::of_place(&mut conn, reach, id, RECORDS).await?,
        ),
    };
    let among = found.school_id.map_or(Among::Unit(found.device.unit), Among::School);
    let mut school = photo_list::of_others(&mut conn, reach, (id, among, question.before), RECORDS).await?;
    let mut records: Vec<i64> = school.iter().map(|photo| photo.no).collect();
    records.dedup();
    let full = i64::try_from(records.len()).unwrap_or(i64::MAX) == RECORDS;
    let next = records.last().copied().filter(|_| full);
    // Each picture once, where it is closest.
    place.retain(|photo| chain.iter().all(|it| it.photo_id != photo.photo_id));
    school.retain(|photo| chain.iter().chain(&place).all(|it| it.photo_id != photo.photo_id));
    Ok(Json(PhotosBeside { chain, place, school, next }))
}
