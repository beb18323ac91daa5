//! Patrolling: the run under way, routes to start on, points that are due, rounds inside.

use domain::{
    check_in::VisitResult,
    duty_note::Headcount,
    ids::{PointId, RouteId, RunId},
    patrol_route::{MissReason, PatrolKind, PatrolMethod},
    time::UtcMs,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Effort, PointDue, Saved};

/// What the patrol page shows.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatrolPage {
    /// The phone's best estimate of now.
    pub now_ms: UtcMs,
    /// My run, if one is under way.
    pub run: Option<RunNow>,
    /// Routes this phone looks after.
    pub routes: Vec<PatrolRouteShown>,
    /// Rounds inside the school.
    pub inside: InsideRounds,
    /// Points, those due now first, then by distance.
    pub due: Vec<PointDue>,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatrolRouteShown {
    /// Identity.
    pub id: RouteId,
    /// Name, such as 港头北线.
    pub name: String,
    /// Name of who is responsible for it; empty when this phone does not know.
    pub unit: String,
    /// Kind.
    pub kind: PatrolKind,
    /// Its points in the order in which they are walked.
    pub points: Vec<PointDue>,
    /// Runs along it that were finished today on this phone.
    pub runs_today: u32,
}

/// Rounds inside the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InsideRounds {
    /// Finished today on this phone.
    pub done: u32,
    /// Wanted a day.
    pub need: u32,
}

/// A run under way.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunNow {
    /// Which run.
    pub run_id: RunId,
    /// Along which route; nothing for one's own choice.
    pub route_id: Option<RouteId>,
    /// Name of the route; empty for one's own choice.
    pub name: String,
    /// Kind.
    pub kind: PatrolKind,
    /// How one goes.
    pub method: PatrolMethod,
    /// Since when.
    pub started_ms: UtcMs,
    /// Who comes along, counted.
    pub party: Headcount,
    /// Planned points in order, then others that were visited.
    pub points: Vec<RunPoint>,
    /// Points visited.
    pub visited: u32,
    /// Planned points neither visited nor given a reason.
    pub left: u32,
}

/// A point of a run.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunPoint {
    /// Which.
    pub point: PointDue,
    /// It was planned.
    pub planned: bool,
    /// When it was visited.
    pub visited_ms: Option<UtcMs>,
    /// What was found.
    pub result: Option<VisitResult>,
    /// Why it could not be reached.
    pub miss: Option<MissReason>,
}

/// A run to start.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunPlan {
    /// Along which route; nothing for one's own choice.
    pub route_id: Option<RouteId>,
    /// Kind.
    pub kind: PatrolKind,
    /// How one goes.
    pub method: PatrolMethod,
    /// Points of one's own choice; those of a route need not be named. A round inside without any takes the points
    /// inside one's own school.
    pub point_ids: Vec<PointId>,
    /// Who comes along, counted.
    pub party: Headcount,
    /// In words.
    pub note: String,
    /// What it cost.
    pub effort: Option<Effort>,
}

/// A point that could not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissedPoint {
    /// Which.
    pub point_id: PointId,
    /// Why.
    pub reason: MissReason,
}

/// A step of a run was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunSaved {
    /// What was saved.
    #[serde(flatten)]
    pub saved: Saved,
    /// Of which run.
    pub run_id: RunId,
}
