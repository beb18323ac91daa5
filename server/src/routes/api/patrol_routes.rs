//! Routes of must-patrol points: made, changed, taken away. Phones of whoever is responsible are told.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    agency::AgencyKind,
    ids::{RouteId, SchoolId, UnitId},
    patrol_route::PatrolRoute,
    point_wish::PointState,
};
use protocol::{Entity, EntityKind};

use super::{point::author, points::seen_school};
use crate::{
    db::Conn,
    feed,
    problem::ApiProblem,
    random,
    scope::Viewer,
    sql::plain_text,
    state::Shared,
    tables::{agencies, audit_log::Action, jurisdictions, patrol_routes, points},
    told::{Deed, Told},
    views::patrol_routes::PatrolRouteWanted,
};

/// Make or change a route.
#[utoipa::path(post, path = "/api/patrol-routes", request_body = PatrolRouteWanted,
    responses((status = 204), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn put(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wanted): Json<PatrolRouteWanted>,
) -> Result<StatusCode, ApiProblem> {
    if !viewer.account.role.may_set_routes() {
        return Err(ApiProblem::forbidden());
    }
    let mut tx = state.db.begin().await?;
    let before = match wanted.id {
        Some(id) => Some(seen(&mut tx, &viewer, id).await?),
        None => None,
    };
    // A route stays with whoever walks it: their phones have it.
    let unit_id = match &before {
        Some(route) => route.unit_id,
        None => unit_of(&mut tx, &viewer, &wanted).await?,
    };
    let id = wanted.id.unwrap_or_else(|| RouteId(random::id()));
    let name = plain_text(wanted.name.trim());
    let route = PatrolRoute { id, unit_id, name, kind: wanted.kind, points: wanted.points };
    route.check()?;
    for point in &route.points {
        let kept = points::get(&mut tx, *point).await?.ok_or_else(ApiProblem::not_found)?;
        let reached = jurisdictions::reaches(&mut tx, unit_id, kept.point.school_id).await?;
        if !reached || kept.state == PointState::Retired {
            return Err(ApiProblem::not_found());
        }
    }
    patrol_routes::put(&mut tx, std::slice::from_ref(&route)).await?;
    let told = Told::of(Deed::PatrolRoute).with("name", &route.name).with("points", route.points.len());
    author(&viewer).note(&mut tx, Action::Route, told).await?;
    let given = patrol_routes::given(&mut tx, id).await?.ok_or_else(ApiProblem::not_found)?;
    feed::publish(&mut tx, unit_id, &[Entity::PatrolRoute(given)]).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a route away.
#[utoipa::path(delete, path = "/api/patrol-routes/{route_id}", params(("route_id" = String, Path)),
    responses((status = 204), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn delete(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(route_id): Path<RouteId>,
) -> Result<StatusCode, ApiProblem> {
    let mut tx = state.db.begin().await?;
    let route = seen(&mut tx, &viewer, route_id).await?;
    if !viewer.account.role.may_set_routes() {
        return Err(ApiProblem::forbidden());
    }
    patrol_routes::delete(&mut tx, route.id).await?;
    let told = Told::of(Deed::PatrolRouteGone).with("name", &route.name);
    author(&viewer).note(&mut tx, Action::Route, told).await?;
    feed::withdraw(&mut tx, route.unit_id, &[(EntityKind::PatrolRoute, *route.id.as_bytes())]).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who walks a new route.
async fn unit_of(conn: &mut Conn, viewer: &Viewer, wanted: &PatrolRouteWanted) -> Result<UnitId, ApiProblem> {
    match (&wanted.school, &wanted.station) {
        (Some(code), None) => Ok(seen_school(conn, viewer, code).await?.id.into()),
        (None, Some(code)) => {
            let station = agencies::by_code(conn, code, AgencyKind::PoliceStation).await?;
            let unit = UnitId::from(station.ok_or_else(ApiProblem::not_found)?.id);
            if viewer.sees_all() || unit == viewer.unit() { Ok(unit) } else { Err(ApiProblem::not_found()) }
        }
        (None, None) if !viewer.sees_all() => Ok(viewer.unit()),
        _ => Err(ApiProblem::bad_question()),
    }
}

async fn seen(conn: &mut Conn, viewer: &Viewer, id: RouteId) -> Result<PatrolRoute, ApiProblem> {
    let route = patrol_routes::get(conn, id).await?.ok_or_else(ApiProblem::not_found)?;
    let mine = viewer.sees_all() || route.unit_id == viewer.unit();
    let seen = mine || jurisdictions::reaches(conn, viewer.unit(), SchoolId(route.unit_id.0)).await?;
    if seen { Ok(route) } else { Err(ApiProblem::not_found()) }
}
