//! Routes of escort teams and of must-patrol points.

use domain::{
    ids::{PointId, RouteId, UnitId},
    patrol_route::PatrolKind,
    point_wish::PointState,
};
use serde::Serialize;

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
    /// The number as it is printed and typed.
    pub(crate) typed_no: String,
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
