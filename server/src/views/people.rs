//! A person's own record 个人记录.

use domain::{
    day::Day,
    ids::{RecordId, StaffId},
    time::UtcMs,
};
use serde::Serialize;

use super::{patrol::PatrolVisit, shifts::ShiftRow};

/// Somebody of my unit.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PersonRow {
    #[schema(value_type = String)]
    pub(crate) staff_id: StaffId,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) post: String,
}

/// The people of my unit.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PersonList {
    pub(crate) people: Vec<PersonRow>,
}

/// A visit with where it was.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PersonVisit {
    pub(crate) point: String,
    pub(crate) school: String,
    pub(crate) visit: PatrolVisit,
}

/// A question about one of their records.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PersonRuling {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[ts(type = r#""asked" | "accepted" | "rejected""#)]
    pub(crate) verdict: String,
    pub(crate) note: String,
}

/// What is recorded of somebody.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PersonRecord {
    pub(crate) person: PersonRow,
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    /// Shifts they came to, with their own times alone.
    pub(crate) shifts: Vec<ShiftRow>,
    pub(crate) visits: Vec<PersonVisit>,
    pub(crate) rulings: Vec<PersonRuling>,
}
