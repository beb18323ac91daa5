//! A route of must-patrol points, as it is asked for.

use domain::{
    ids::{PointId, RouteId},
    patrol_route::PatrolKind,
};
use serde::Deserialize;

/// A route as somebody wants it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct PatrolRouteWanted {
    /// Which; left out: a new one.
    #[schema(value_type = Option<String>)]
    pub(crate) id: Option<RouteId>,
    /// Code of the school that walks it.
    pub(crate) school: Option<String>,
    /// Code of the police station that walks it. With neither, it is the asker's own.
    pub(crate) station: Option<String>,
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) kind: PatrolKind,
    /// In the order in which they are walked.
    #[schema(value_type = Vec<String>)]
    pub(crate) points: Vec<PointId>,
}
