//! What became of a walk along must-patrol points 巡逻班次 (domain study §7.2).
//!
//! A point of a run is visited, or missed with the reason that was given, or missed without one. It is missed once the
//! run is finished, or a day after its last hour has passed without a word; until then it is still ahead.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ids::PointId,
    patrol_route::{MissReason, Missed, RunStep},
    time::UtcMs,
};

/// A run nobody finished is taken for finished so long after it began or after its last visit.
pub const FINISHES_ITSELF_MS: i64 = 24 * 60 * 60_000;

/// What became of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// 进行中
    Started,
    /// 已结束
    Finished,
    /// 未结束: nobody finished it, and a day has passed.
    LeftOpen,
    /// 误开
    Void,
}

/// What became of one point of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum PointOutcome {
    /// 已到
    Visited,
    /// 未到, still ahead
    Ahead,
    /// 漏巡, with the reason if one was given
    Missed(Option<MissReason>),
}

/// What the records of one run say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// When it began, if its start has come.
    pub started: Option<UtcMs>,
    /// How it ended, if somebody said so: finished or void, and when.
    pub ended: Option<(RunStep, UtcMs)>,
    /// Points planned, as the route had them at the start.
    pub planned: Vec<PointId>,
    /// What could not be reached, and why.
    pub missed: Vec<Missed>,
    /// Visits made in it.
    pub visits: Vec<(PointId, UtcMs)>,
    /// Visits that say the point could not be reached.
    pub unreachable: Vec<Missed>,
}

/// A run, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What became of it.
    pub state: RunState,
    /// Each planned point, in the order of the plan, then points that were visited besides.
    pub points: Vec<(PointId, PointOutcome)>,
}

/// Judges a run at a moment.
#[must_use]
pub fn judge(facts: &RunFacts, now: UtcMs) -> Run {
    let last = facts.visits.iter().map(|(_, at)| *at).chain(facts.started).max();
    let state = match facts.ended {
        Some((RunStep::Void, _)) => RunState::Void,
        Some(_) => RunState::Finished,
        None if last.is_some_and(|last| now.since(last) >= FINISHES_ITSELF_MS) => RunState::LeftOpen,
        None => RunState::Started,
    };
    // What was said at the end of the run comes after what was said on the way, and holds.
    let reasons: BTreeMap<PointId, MissReason> =
        facts.unreachable.iter().chain(&facts.missed).map(|it| (it.point_id, it.reason)).collect();
    let outcome = |point: PointId| {
        if facts.visits.iter().any(|(visited, _)| *visited == point) {
            PointOutcome::Visited
        } else if state == RunState::Started {
            reasons.get(&point).map_or(PointOutcome::Ahead, |reason| PointOutcome::Missed(Some(*reason)))
        } else {
            PointOutcome::Missed(reasons.get(&point).copied())
        }
    };
    let mut points: Vec<PointId> = Vec::new();
    for point in facts.planned.iter().copied().chain(facts.visits.iter().map(|(point, _)| *point)) {
        if !points.contains(&point) {
            points.push(point);
        }
    }
    Run { state, points: points.into_iter().map(|point| (point, outcome(point))).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn point(n: u128) -> PointId {
        PointId(Uuid::from_u128(n))
    }

    #[test]
    fn what_was_not_visited_is_missed_when_the_run_ends_and_not_before() {
        use PointOutcome::{Ahead, Missed as Gone, Visited};
        let missed = Missed { point_id: point(3), reason: MissReason::RoadClosed };
        let mut facts = RunFacts {
            started: Some(UtcMs(0)),
            planned: vec![point(1), point(2), point(3)],
            visits: vec![(point(1), UtcMs(60_000)), (point(9), UtcMs(70_000))],
            ..RunFacts::default()
        };
        let outcomes = |facts: &RunFacts, now| {
            let run = judge(facts, UtcMs(now));
            (run.state, run.points.iter().map(|(_, outcome)| *outcome).collect::<Vec<_>>())
        };
        assert_eq!(outcomes(&facts, 80_000), (RunState::Started, vec![Visited, Ahead, Ahead, Visited]));
        let day = FINISHES_ITSELF_MS + 70_000;
        assert_eq!(outcomes(&facts, day), (RunState::LeftOpen, vec![Visited, Gone(None), Gone(None), Visited]));
        facts.ended = Some((RunStep::Finish, UtcMs(90_000)));
        facts.missed = vec![missed];
        let expected = vec![Visited, Gone(None), Gone(Some(MissReason::RoadClosed)), Visited];
        assert_eq!(outcomes(&facts, 95_000), (RunState::Finished, expected));
        facts.ended = Some((RunStep::Void, UtcMs(90_000)));
        assert_eq!(outcomes(&facts, 95_000).0, RunState::Void);
    }
}
