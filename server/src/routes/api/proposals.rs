//! Where workers said that points are 现场标定: what waits for a decision, and the refusal of one. Taking one is setting the
//! point's place (`point::set_place`).

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    ids::{RecordId, SchoolId},
    point_no,
    point_wish::is_good_fix,
};

use super::point;
use crate::{
    live::Tag,
    points::meters,
    problem::ApiProblem,
    proposals::{self, Whose},
    scope::Viewer,
    state::Shared,
    tables::schools,
    views::proposals::{ProposalList, ProposalRow, RefusalWish},
};

/// Open proposals at the points of my schools.
#[utoipa::path(get, path = "/api/point-proposals", responses((status = 200, body = ProposalList)))]
pub(crate) async fn list(State(state): State<Shared>, viewer: Viewer) -> Result<Json<ProposalList>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let open = proposals::open(&mut conn, Whose::Unit(viewer.unit())).await?;
    let listed = schools::list(&mut conn, Some(viewer.unit())).await?;
    let names: HashMap<SchoolId, String> = listed.into_iter().map(|it| (it.school.id, it.school.name)).collect();
    let mut rows = Vec::new();
    for (kept, of_point) in &open {
        let may_set = viewer.account.role.may_set_point(kept.point.kind);
        rows.extend(of_point.iter().map(|it| ProposalRow {
            record_id: it.visit.record_id,
            point_id: kept.point.id,
            typed_no: point_no::with_check(&kept.point.point_no),
            point: kept.point.name.clone(),
            school: names.get(&kept.point.school_id).cloned().unwrap_or_default(),
            at_ms: it.visit.at,
            who: it.visit.who.clone(),
            level: it.visit.level,
            accuracy_m: it.fix.accuracy_m,
            distance_m: meters(&kept.point, it.fix.place),
            good: is_good_fix(&it.fix),
            may_set,
        }));
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.at_ms));
    Ok(Json(ProposalList { proposals: rows }))
}

/// Leave a point where it is, whatever was said on the spot.
#[utoipa::path(post, path = "/api/points/{point_id}/proposals/{record_id}/refusal", request_body = RefusalWish,
    params(("point_id" = String, Path), ("record_id" = String, Path)),
    responses((status = 204), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn refuse(
    State(state): State<Shared>,
    viewer: Viewer,
    Path((point_id, record_id)): Path<(String, String)>,
    Json(wish): Json<RefusalWish>,
) -> Result<StatusCode, ApiProblem> {
    let reason = point::reason(&wish.reason)?;
    let record: RecordId = record_id.parse().map_err(|_| ApiProblem::not_found())?;
    let (mut tx, kept) = point::held(&state, &viewer, &point_id).await?;
    if !proposals::refuse(&mut tx, &kept, record, (&reason, point::author(&viewer))).await? {
        return Err(ApiProblem::not_found());
    }
    tx.commit().await.map_err(crate::Error::from)?;
    state.live.changed([Tag::Reviews]);
    Ok(StatusCode::NO_CONTENT)
}
