//! Routes of escort teams: made, changed, taken away. Phones of the school are told.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    escort::{EscortRoute, EscortStop},
    ids::RouteId,
    position::Place,
};
use protocol::{Entity, EntityKind};

use super::{point::author, points::seen_school};
use crate::{
    db::Conn,
    enroll::place_name,
    feed,
    problem::ApiProblem,
    random,
    scope::Viewer,
    sql::plain_text,
    state::Shared,
    tables::{audit_log::Action, escort_routes, jurisdictions},
    told::{Deed, Told},
    views::{escort_routes::EscortRouteWanted, routes::StopRow},
};

/// Make or change a route.
#[utoipa::path(post, path = "/api/escort-routes", request_body = EscortRouteWanted,
    responses((status = 204), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn put(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wanted): Json<EscortRouteWanted>,
) -> Result<StatusCode, ApiProblem> {
    if !viewer.account.role.may_set_routes() {
        return Err(ApiProblem::forbidden());
    }
    let mut tx = state.db.begin().await?;
    let school = seen_school(&mut tx, &viewer, &wanted.school).await?;
    if let Some(id) = wanted.id
        && seen(&mut tx, &viewer, id).await?.school_id != school.id
    {
        return Err(ApiProblem::not_found());
    }
    let stops = wanted.stops.into_iter().map(stop).collect::<Result<_, ApiProblem>>()?;
    let id = wanted.id.unwrap_or_else(|| RouteId(random::id()));
    let name = plain_text(wanted.name.trim());
    let route = EscortRoute { id, school_id: school.id, name, stops };
    route.check(school.place)?;
    escort_routes::put(&mut tx, std::slice::from_ref(&route)).await?;
    let told = Told::of(Deed::EscortRoute).with("school", &school.name).with("name", &route.name);
    author(&viewer).note(&mut tx, Action::Route, told.with("stops", route.stops.len())).await?;
    feed::publish(&mut tx, school.id.into(), &[Entity::EscortRoute(route)]).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a route away.
#[utoipa::path(delete, path = "/api/escort-routes/{route_id}", params(("route_id" = String, Path)),
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
    escort_routes::withdraw(&mut tx, route.id).await?;
    let school = place_name(&mut tx, route.school_id.into()).await?;
    let told = Told::of(Deed::EscortRouteGone).with("school", school).with("name", &route.name);
    author(&viewer).note(&mut tx, Action::Route, told).await?;
    feed::withdraw(&mut tx, route.school_id.into(), &[(EntityKind::EscortRoute, *route.id.as_bytes())]).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn seen(conn: &mut Conn, viewer: &Viewer, id: RouteId) -> Result<EscortRoute, ApiProblem> {
    let route = escort_routes::get(conn, id).await?.ok_or_else(ApiProblem::not_found)?;
    let seen = viewer.sees_all() || jurisdictions::reaches(conn, viewer.unit(), route.school_id).await?;
    if seen { Ok(route) } else { Err(ApiProblem::not_found()) }
}

fn stop(row: StopRow) -> Result<EscortStop, ApiProblem> {
    let place = match (row.lat, row.lon) {
        (Some(lat), Some(lon)) => Some(Place::from_degrees(lat, lon).ok_or_else(ApiProblem::bad_question)?),
        _ => None,
    };
    Ok(EscortStop { name: plain_text(row.name.trim()), place })
}
