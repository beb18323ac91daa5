//! One must-patrol point: what is asked of it, and where people stood when they visited it.

use domain::{ids::RecordId, point_wish::PointState, presence::ProofLevel, time::UtcMs};
use serde::{Deserialize, Serialize};

use super::{
    points::{PointSheet, SchoolGround},
    tags::TagRow,
};

/// A visit, as far as it tells where the point is.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PointVisit {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    pub(crate) who: String,
    #[schema(value_type = String)]
    pub(crate) level: ProofLevel,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) accuracy_m: u32,
    /// From where the point is now.
    pub(crate) distance_m: u32,
    /// Good enough to set the point to it: true GPS, fresh, within 25 m.
    pub(crate) good: bool,
    /// The worker said on the spot that the point is there, and it was not set since to where somebody said so.
    pub(crate) proposed: bool,
}

/// Where people usually stood.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct UsualPlace {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) distance_m: u32,
    /// Good fixes it is the median of.
    pub(crate) fixes: usize,
}

/// A point with what is known around it.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PointReport {
    pub(crate) point: PointSheet,
    /// Its school, with all points of it.
    pub(crate) ground: SchoolGround,
    /// Visits with a position, the newest first.
    pub(crate) visits: Vec<PointVisit>,
    /// From the good fixes among these visits; nothing when they are fewer than three.
    pub(crate) usual: Option<UsualPlace>,
    /// Every print and every live key, the newest first.
    pub(crate) tags: Vec<TagRow>,
    /// What stands in the code that hangs there; also what an NFC tag is written with.
    pub(crate) tag_text: String,
}

/// Pause, retire or take up again.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct PointStateWish {
    #[schema(value_type = String)]
    pub(crate) state: PointState,
    /// Why, in words for whoever looks later.
    pub(crate) reason: String,
}

/// Where the point is to be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct StandingPlace {
    /// Where this visit was; left out: where people usually stood.
    #[schema(value_type = Option<String>)]
    pub(crate) record_id: Option<RecordId>,
}
