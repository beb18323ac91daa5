//! A route of an escort team, as it is asked for.

use domain::ids::RouteId;
use serde::Deserialize;

use super::routes::StopRow;

/// A route as somebody wants it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct EscortRouteWanted {
    /// Which; left out: a new one.
    #[schema(value_type = Option<String>)]
    pub(crate) id: Option<RouteId>,
    /// Code of the school. A route stays with its school.
    pub(crate) school: String,
    pub(crate) name: String,
    /// In the order in which they are walked.
    pub(crate) stops: Vec<StopRow>,
}
