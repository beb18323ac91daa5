//! What does not fit together, each with its evidence, the questions and the words.

use std::collections::BTreeMap;

use domain::{
    ids::{PhotoId, RecordId, SchoolId},
    plausibility::Doubt,
    presence::ProofLevel,
    ruling::Verdict,
    time::{ClockQuality, UtcMs},
};
use serde::{Deserialize, Serialize};

/// What does not fit together.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ReviewDoubt {
    #[schema(value_type = String)]
    pub(crate) doubt: Doubt,
    /// The other records that speak.
    #[schema(value_type = Vec<String>)]
    pub(crate) others: Vec<RecordId>,
    pub(crate) meters: Option<u64>,
    pub(crate) ms: Option<i64>,
}

/// A picture that came with an answer.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ReviewPhoto {
    #[schema(value_type = String)]
    pub(crate) photo_id: PhotoId,
    pub(crate) sha256: String,
    /// It or its thumbnail is here.
    pub(crate) seen: bool,
}

/// What the office said last, or the worker answered.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ReviewWord {
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    /// Account of the office, or name of the worker.
    pub(crate) who: String,
    pub(crate) text: String,
    /// The answer's own record.
    #[schema(value_type = Option<String>)]
    pub(crate) record_id: Option<RecordId>,
    pub(crate) photos: Vec<ReviewPhoto>,
}

/// A record to look at.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ReviewRow {
    pub(crate) no: i64,
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    pub(crate) kind: String,
    #[schema(value_type = Option<String>)]
    pub(crate) school_id: Option<SchoolId>,
    pub(crate) school: String,
    pub(crate) place: String,
    pub(crate) who: String,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
    #[schema(value_type = Option<String>)]
    pub(crate) level: Option<ProofLevel>,
    #[schema(value_type = Option<String>)]
    pub(crate) min_proof: Option<ProofLevel>,
    #[ts(type = r#""open" | "asked" | "answered" | "accepted" | "rejected""#)]
    pub(crate) state: String,
    pub(crate) doubts: Vec<ReviewDoubt>,
    pub(crate) asked: Option<ReviewWord>,
    pub(crate) answered: Option<ReviewWord>,
    pub(crate) decided: Option<ReviewWord>,
}

/// A page of the desk.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ReviewList {
    pub(crate) rows: Vec<ReviewRow>,
    /// How many there are in each state.
    #[ts(type = "Record<string, number>")]
    pub(crate) counts: BTreeMap<String, i64>,
    pub(crate) may_rule: bool,
    /// Ask with `before` = this for more.
    pub(crate) next: Option<i64>,
}

/// What the office says.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct RulingWish {
    #[schema(value_type = String)]
    pub(crate) verdict: Verdict,
    /// The question, or the reason.
    pub(crate) note: String,
}
