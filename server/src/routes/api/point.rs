//! One must-patrol point: what is asked of it, where people stood when they visited it, its tags; and the office's
//! changes to it.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    ids::PointId,
    patrol_point::PatrolPoint,
    point_wish::{self, PointWish},
    position::Place,
};

use super::points::ground_of;
use crate::{
    clock,
    db::{Conn, Tx},
    live::Tag,
    points::{self, Author, meters, position_in},
    problem::ApiProblem,
    proposals::{self, Proposal, Whose},
    scope::Viewer,
    state::Shared,
    tables::{
        accounts, jurisdictions, point_visits,
        points::{self as table, KeptPoint},
        schools, tags,
    },
    views::{
        point::{PointReport, PointStateWish, PointVisit, StandingPlace, UsualPlace},
        points::{PointSheet, PointWanted, SchoolGround},
        tags::TagRow,
    },
};

/// Visits looked at, and of those shown.
const VISITS: i64 = 300;
const VISITS_SHOWN: usize = 30;

/// A point of my schools.
#[utoipa::path(get, path = "/api/points/{point_id}", params(("point_id" = String, Path)),
    responses((status = 200, body = PointReport), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(point_id): Path<String>,
) -> Result<Json<PointReport>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let kept = seen(&mut conn, &viewer, &point_id).await?;
    Ok(Json(report(&mut conn, (&state, &viewer), kept.point.id).await?))
}

/// Change a point.
#[utoipa::path(post, path = "/api/points/{point_id}", params(("point_id" = String, Path)), request_body = PointWanted,
    responses((status = 200, body = PointReport), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn change(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(point_id): Path<String>,
    Json(wanted): Json<PointWanted>,
) -> Result<Json<PointReport>, ApiProblem> {
    let (mut tx, kept) = held(&state, &viewer, &point_id).await?;
    let school = schools::get(&mut tx, kept.point.school_id).await?.ok_or_else(ApiProblem::not_found)?;
    let wish = wanted.checked(&mut tx, &school).await?;
    if !viewer.account.role.may_set_point(wish.kind) {
        return Err(ApiProblem::forbidden());
    }
    points::change(&mut tx, &kept, wish, author(&viewer)).await?;
    changed(&state, &viewer, tx, kept.point.id).await
}

/// Pause or retire a point, or take it up again.
#[utoipa::path(post, path = "/api/points/{point_id}/state", params(("point_id" = String, Path)),
    request_body = PointStateWish, responses((status = 200, body = PointReport), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem), (status = 422, body = ApiProblem)))]
pub(crate) async fn set_state(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(point_id): Path<String>,
    Json(wish): Json<PointStateWish>,
) -> Result<Json<PointReport>, ApiProblem> {
    let reason = reason(&wish.reason)?;
    let (mut tx, kept) = held(&state, &viewer, &point_id).await?;
    points::set_state(&mut tx, &kept, wish.state, (&reason, author(&viewer))).await?;
    changed(&state, &viewer, tx, kept.point.id).await
}

/// Set a point to where somebody stood.
#[utoipa::path(post, path = "/api/points/{point_id}/place", params(("point_id" = String, Path)),
    request_body = StandingPlace, responses((status = 200, body = PointReport), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem), (status = 422, body = ApiProblem)))]
pub(crate) async fn set_place(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(point_id): Path<String>,
    Json(standing): Json<StandingPlace>,
) -> Result<Json<PointReport>, ApiProblem> {
    let (mut tx, kept) = held(&state, &viewer, &point_id).await?;
    let rough = || ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "fix-too-rough");
    let place = match standing.record_id {
        Some(id) => {
            let visit = point_visits::one(&mut tx, kept.point.id, id).await?.ok_or_else(ApiProblem::not_found)?;
            let (fix, _) = position_in(&visit.bytes).ok_or_else(ApiProblem::not_found)?;
            point_wish::is_good_fix(&fix).then_some(fix.place)
        }
        None => usual(&fixes(&mut tx, kept.point.id).await?).map(|(place, _)| place),
    };
    let school = schools::get(&mut tx, kept.point.school_id).await?.ok_or_else(ApiProblem::not_found)?;
    let wish = PointWish { place: place.ok_or_else(rough)?, ..PointWish::of(&kept.point) };
    wish.check(school.place)?;
    points::change(&mut tx, &kept, wish, author(&viewer)).await?;
    let report = changed(&state, &viewer, tx, kept.point.id).await?;
    state.live.changed([Tag::Reviews]);
    Ok(report)
}

/// Who the audit log names.
pub(crate) fn author(viewer: &Viewer) -> Author<'_> {
    Author { account: &viewer.account.name, at: clock::now() }
}

/// A reason in words, or the refusal of none.
pub(crate) fn reason(text: &str) -> Result<String, ApiProblem> {
    let text = crate::sql::plain_text(text.trim());
    let missing = || ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "reason-missing");
    if text.is_empty() { Err(missing()) } else { Ok(text) }
}

/// A point that the viewer may change, inside the transaction that will.
pub(crate) async fn held(state: &Shared, viewer: &Viewer, point_id: &str) -> Result<(Tx, KeptPoint), ApiProblem> {
    let (tx, kept) = tagged(state, viewer, point_id).await?;
    if viewer.account.role.may_set_point(kept.point.kind) { Ok((tx, kept)) } else { Err(ApiProblem::forbidden()) }
}

/// A point whose tags and live code the viewer looks after: a school's its own gate's too.
pub(crate) async fn tagged(state: &Shared, viewer: &Viewer, point_id: &str) -> Result<(Tx, KeptPoint), ApiProblem> {
    let mut tx = state.db.begin().await?;
    let kept = seen(&mut tx, viewer, point_id).await?;
    if viewer.account.role.may_set_routes() { Ok((tx, kept)) } else { Err(ApiProblem::forbidden()) }
}

/// Commits a change and gives what the point is now.
pub(crate) async fn changed(
    state: &Shared,
    viewer: &Viewer,
    mut tx: Tx,
    id: PointId,
) -> Result<Json<PointReport>, ApiProblem> {
    let report = report(&mut tx, (state, viewer), id).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    Ok(Json(report))
}

/// The point, if the viewer looks over its school.
pub(crate) async fn seen(conn: &mut Conn, viewer: &Viewer, point_id: &str) -> Result<KeptPoint, ApiProblem> {
    let id: PointId = point_id.parse().map_err(|_| ApiProblem::not_found())?;
    let kept = table::get(conn, id).await?.ok_or_else(ApiProblem::not_found)?;
    let seen = viewer.sees_all() || jurisdictions::reaches(conn, viewer.unit(), kept.point.school_id).await?;
    if seen { Ok(kept) } else { Err(ApiProblem::not_found()) }
}

/// Describes a point.
pub(crate) async fn report(
    conn: &mut Conn,
    (state, viewer): (&Shared, &Viewer),
    id: PointId,
) -> Result<PointReport, ApiProblem> {
    let kept = table::get(conn, id).await?.ok_or_else(ApiProblem::not_found)?;
    let school = schools::get(conn, kept.point.school_id).await?.ok_or_else(ApiProblem::not_found)?;
    let fixes = fixes(conn, id).await?;
    let open = proposals::open(conn, Whose::Point(id)).await?;
    let proposed = open.into_iter().flat_map(|(_, of_point)| of_point);
    let usual = usual(&fixes).map(|(place, fixes)| UsualPlace {
        lat: place.lat(),
        lon: place.lon(),
        distance_m: meters(&kept.point, place),
        fixes,
    });
    let names = (school.name.clone(), school.code.clone());
    let mut tags: Vec<TagRow> = tags::of_point(conn, id).await?.into_iter().map(TagRow::of).collect();
    let signed = tags.iter_mut().flat_map(|it| [Some(&mut it.made), it.issued.as_mut(), it.retired.as_mut()]);
    accounts::call_by_label(conn, signed.flatten().map(|it| &mut it.account).collect()).await?;
    let may_set = viewer.account.role.may_set_point(kept.point.kind);
    Ok(PointReport {
        ground: SchoolGround { may_set, ..ground_of(conn, viewer, school).await? },
        visits: listed(&kept.point, proposed, &fixes),
        usual,
        tags,
        tag_text: protocol::Tag::sign(state.identity.key(), id, kept.tag_serial).text(),
        point: PointSheet::of(kept, names),
    })
}

/// A visit that has a position.
type Fixed = Proposal;

/// The newest visits that have a position.
async fn fixes(conn: &mut Conn, id: PointId) -> Result<Vec<Fixed>, ApiProblem> {
    let visits = point_visits::newest(conn, id, VISITS).await?;
    let fixed = |visit: point_visits::PointVisit| {
        let (fix, _) = position_in(&visit.bytes)?;
        Some(Fixed { visit, fix })
    };
    Ok(visits.into_iter().filter_map(fixed).collect())
}

/// Where people usually stood of late.
fn usual(fixes: &[Fixed]) -> Option<(Place, usize)> {
    point_wish::usual_place(fixes.iter().take(VISITS_SHOWN).map(|it| &it.fix))
}

/// What workers proposed and nobody has decided stands first, then the newest.
fn listed(point: &PatrolPoint, proposed: impl Iterator<Item = Proposal>, fixes: &[Fixed]) -> Vec<PointVisit> {
    let open: Vec<PointVisit> = proposed.map(|it| described(point, &it, true)).collect();
    let is_open = |it: &&Fixed| open.iter().any(|proposal| proposal.record_id == it.visit.record_id);
    let rest: Vec<PointVisit> =
        fixes.iter().filter(|it| !is_open(it)).take(VISITS_SHOWN).map(|it| described(point, it, false)).collect();
    open.into_iter().chain(rest).collect()
}

fn described(point: &PatrolPoint, Fixed { visit, fix }: &Fixed, proposed: bool) -> PointVisit {
    PointVisit {
        proposed,
        record_id: visit.record_id,
        at_ms: visit.at,
        who: visit.who.clone(),
        level: visit.level,
        lat: fix.place.lat(),
        lon: fix.place.lon(),
        accuracy_m: fix.accuracy_m,
        distance_m: meters(point, fix.place),
        good: point_wish::is_good_fix(fix),
    }
}
