//! All routes of mine: of escort teams, and of must-patrol points.

use axum::{Json, extract::State};

use crate::{
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::{escort_routes, patrol_routes},
    views::routes::{EscortRouteRow, PatrolRouteRow, RouteList, StopRow},
};

/// Routes of each kind on one page.
const PAGE: usize = 100;

/// My routes.
#[utoipa::path(get, path = "/api/routes", responses((status = 200, body = RouteList)))]
pub(crate) async fn list(State(state): State<Shared>, viewer: Viewer) -> Result<Json<RouteList>, ApiProblem> {
    let unit = (!viewer.sees_all()).then(|| viewer.unit());
    let mut conn = state.db.snapshot().await?;
    let mut escort = escort_routes::list(&mut conn, unit, PAGE as i64 + 1).await?;
    let mut patrol = patrol_routes::list(&mut conn, unit, PAGE as i64 + 1).await?;
    let more = escort.len() > PAGE || patrol.len() > PAGE;
    escort.truncate(PAGE);
    patrol.truncate(PAGE);
    let mut lines = Vec::with_capacity(patrol.len());
    for (route, unit) in patrol {
        let points = patrol_routes::points_of(&mut conn, route.id).await?;
        let (id, name, kind, unit_id) = (route.id, route.name, route.kind, route.unit_id);
        lines.push(PatrolRouteRow { id, name, kind, unit_id, unit, points });
    }
    let stop = |stop: domain::escort::EscortStop| StopRow {
        name: stop.name,
        lat: stop.place.map(|place| place.lat()),
        lon: stop.place.map(|place| place.lon()),
    };
    let row = |(route, school, school_code): (domain::escort::EscortRoute, String, String)| EscortRouteRow {
        id: route.id,
        name: route.name,
        school,
        school_code,
        stops: route.stops.into_iter().map(stop).collect(),
    };
    let escort = escort.into_iter().map(row).collect();
    Ok(Json(RouteList { escort, patrol: lines, may_set: viewer.account.role.may_set_routes(), more }))
}
