//! What each must-patrol point wanted and got, day by day, and what became of runs.

use domain::{
    check_in::{VisitResult, VisitState},
    day::Day,
    ids::{PointId, RecordId, RouteId, RunId, SchoolId},
    patrol_demand::DemandState,
    patrol_point::Frequency,
    patrol_route::{MissReason, PatrolKind, PatrolMethod},
    patrol_run::RunState,
    presence::ProofLevel,
    time::{ClockQuality, UtcMs},
};
use serde::Serialize;

/// A visit.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PatrolVisit {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
    /// Half-width of the time.
    pub(crate) err_ms: i64,
    pub(crate) who: String,
    #[schema(value_type = String)]
    pub(crate) level: ProofLevel,
    #[schema(value_type = String)]
    pub(crate) result: VisitResult,
    /// Whether it is believed.
    #[schema(value_type = String)]
    pub(crate) believed: VisitState,
    #[schema(value_type = Option<String>)]
    pub(crate) method: Option<PatrolMethod>,
    pub(crate) party_size: Option<u8>,
    /// Of an unreachable point: why.
    #[schema(value_type = Option<String>)]
    pub(crate) miss: Option<MissReason>,
    pub(crate) note: String,
    pub(crate) revisions: u32,
}

/// One day of a point.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PatrolDay {
    #[schema(value_type = String)]
    pub(crate) day: Day,
    /// Visits wanted by the demands that count for it; 0 when none does, and when nobody could record any.
    pub(crate) due: u32,
    /// Visits made of those.
    pub(crate) done: u32,
    /// How the worst of its demands stands.
    #[schema(value_type = Option<String>)]
    pub(crate) state: Option<DemandState>,
    pub(crate) visits: Vec<PatrolVisit>,
}

/// A point over the days.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PatrolPointRow {
    #[schema(value_type = String)]
    pub(crate) id: PointId,
    /// The number as it is printed and typed.
    pub(crate) typed_no: String,
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) school_id: SchoolId,
    pub(crate) school: String,
    #[schema(value_type = String)]
    pub(crate) min_proof: ProofLevel,
    #[schema(value_type = Object)]
    pub(crate) rule: Frequency,
    pub(crate) days: Vec<PatrolDay>,
}

/// What became of one point of a run.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RunPoint {
    #[schema(value_type = String)]
    pub(crate) id: PointId,
    pub(crate) name: String,
    #[ts(type = r#""visited" | "ahead" | "missed""#)]
    pub(crate) outcome: String,
    /// Whether the run was to go there; else it was visited on the way.
    pub(crate) planned: bool,
    /// Why it was missed, if that was said.
    #[schema(value_type = Option<String>)]
    pub(crate) reason: Option<MissReason>,
}

/// A run.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RunRow {
    #[schema(value_type = String)]
    pub(crate) run_id: RunId,
    #[schema(value_type = Option<String>)]
    pub(crate) route_id: Option<RouteId>,
    /// Name of the route, while there is one.
    pub(crate) route: String,
    #[schema(value_type = String)]
    pub(crate) kind: PatrolKind,
    #[schema(value_type = String)]
    pub(crate) method: PatrolMethod,
    #[schema(value_type = String)]
    pub(crate) state: RunState,
    pub(crate) who: String,
    pub(crate) school: String,
    #[schema(value_type = Option<i64>)]
    pub(crate) started_ms: Option<UtcMs>,
    #[schema(value_type = Option<i64>)]
    pub(crate) ended_ms: Option<UtcMs>,
    /// Colleagues and others who came along, counted.
    pub(crate) party: u32,
    pub(crate) points: Vec<RunPoint>,
    pub(crate) note: String,
    /// Its start, or its end when the start has not come.
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
}

/// Points and runs of some days.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PatrolHistory {
    #[schema(value_type = i64)]
    pub(crate) now_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    pub(crate) points: Vec<PatrolPointRow>,
    pub(crate) runs: Vec<RunRow>,
}
