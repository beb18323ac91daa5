//! Somebody is away, as the office enters it.

use domain::{day::Day, ids::StaffId};
use serde::Deserialize;

/// A leave.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct LeaveWish {
    #[schema(value_type = String)]
    pub(crate) staff_id: StaffId,
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    #[serde(default)]
    pub(crate) reason: String,
}
