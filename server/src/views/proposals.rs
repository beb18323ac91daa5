//! Where workers said that points are, and nobody has decided.

use domain::{
    ids::{PointId, RecordId},
    presence::ProofLevel,
    time::UtcMs,
};
use serde::{Deserialize, Serialize};

/// A proposal.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ProposalRow {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[schema(value_type = String)]
    pub(crate) point_id: PointId,
    /// The number as it is printed and typed.
    pub(crate) typed_no: String,
    pub(crate) point: String,
    pub(crate) school: String,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    pub(crate) who: String,
    #[schema(value_type = String)]
    pub(crate) level: ProofLevel,
    pub(crate) accuracy_m: u32,
    /// From where the point is now.
    pub(crate) distance_m: u32,
    /// Good enough to set the point to it.
    pub(crate) good: bool,
    /// Whether the asker sets points of this kind.
    pub(crate) may_set: bool,
}

/// All that are open, the newest first.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ProposalList {
    pub(crate) proposals: Vec<ProposalRow>,
}

/// Why a place is not taken.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct RefusalWish {
    /// In words for whoever looks later.
    pub(crate) reason: String,
}
