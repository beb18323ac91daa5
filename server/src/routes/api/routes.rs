//! All routes of mine: of escort teams, and of must-patrol points.

use axum::{Json, extract::State};
use domain::{
    ids::{PointId, RouteId, UnitId},
    patrol_route::PatrolKind,
    point_wish::PointState,
};
use serde::Serialize;

use super::problem::ApiProblem;
use crate::{
    scope::Viewer,
    state::Shared,
    tables::{escort_routes, patrol_routes},
};

/// Where pupils are handed over.
#[derive(Clone, Debug, Serialize, serde::Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct StopRow {
    pub(crate) name: String,
    /// WGS-84 degrees, if somebody set them.
    pub(crate) lat: Option<f64>,
    pub(crate) lon: Option<f64>,
}

/// A route of an escort team.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EscortRouteRow {
    #[schema(value_type = String)]
    pub(crate) id: RouteId,
    pub(crate) name: String,
    pub(crate) school: String,
    pub(crate) school_code: String,
    /// In the order in which they are walked.
    pub(crate) stops: Vec<StopRow>,
}

/// A point of a patrol route.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RoutePoint {
    #[schema(value_type = String)]
    pub(crate) id: PointId,
    pub(crate) point_no: String,
    pub(crate) name: String,
    pub(crate) school: String,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    /// One that nobody is sent to is passed over.
    #[schema(value_type = String)]
    pub(crate) state: PointState,
}

/// A route of must-patrol points.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PatrolRouteRow {
    #[schema(value_type = String)]
    pub(crate) id: RouteId,
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) kind: PatrolKind,
    #[schema(value_type = String)]
    pub(crate) unit_id: UnitId,
    /// Who is responsible for it.
    pub(crate) unit: String,
    /// In the order in which they are walked.
    pub(crate) points: Vec<RoutePoint>,
}

/// Routes.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RouteList {
    pub(crate) escort: Vec<EscortRouteRow>,
    pub(crate) patrol: Vec<PatrolRouteRow>,
    /// Whether the asker may change them.
    pub(crate) may_set: bool,
    /// There are more than these.
    pub(crate) more: bool,
}

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
    Ok(Json(RouteList { escort, patrol: lines, may_set: viewer.account.role.may_set_points(), more }))
}
