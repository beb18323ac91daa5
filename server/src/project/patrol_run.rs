//! 巡逻班次: a run's start or end. What became of the run is judged from all of its records when somebody looks.

use domain::{
    duty_note::Headcount,
    ids::{PointId, RouteId, RunId},
    patrol_route::{Missed, PatrolKind, PatrolMethod, PatrolRun, RunStep},
};

use super::Meaning;
use crate::sql::plain_text;

/// A step of a run, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PatrolRunRow {
    pub(crate) run_id: RunId,
    pub(crate) route_id: Option<RouteId>,
    pub(crate) kind: PatrolKind,
    pub(crate) method: PatrolMethod,
    pub(crate) step: RunStep,
    pub(crate) planned: Vec<PointId>,
    pub(crate) party: Headcount,
    pub(crate) missed: Vec<Missed>,
    pub(crate) note: String,
}

/// A run began or ended.
pub(super) fn stepped(run: &PatrolRun) -> Meaning {
    Meaning::PatrolRun(PatrolRunRow {
        run_id: run.run_id,
        route_id: run.route_id,
        kind: run.kind,
        method: run.method,
        step: run.step,
        planned: run.planned.clone(),
        party: run.party,
        missed: run.missed.clone(),
        note: plain_text(&run.note),
    })
}
