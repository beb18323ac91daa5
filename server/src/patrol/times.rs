//! When a point was visited, laid out so that a span of a whole term finds those of a day without looking at all.

use domain::{
    patrol_demand::Demand,
    time::{TimeInterval, UtcMs},
};

use crate::tables::check_ins::Visit;

/// Times of visits that count, in their order.
pub(super) struct Times {
    all: Vec<TimeInterval>,
    /// How far the surest time of any of them may be off, as far as doubt counts at all.
    reach_ms: i64,
}

impl Times {
    /// Of these visits, which are in the order of time.
    pub(super) fn of(visits: &[Visit]) -> Self {
        let all: Vec<TimeInterval> = visits.iter().filter(|visit| visit.counts()).map(time).collect();
        let off = |it: TimeInterval| it.hi.since(it.best).max(it.best.since(it.lo));
        Self { reach_ms: all.iter().map(|it| off(it.lenient())).max().unwrap_or(0), all }
    }

    /// Those that may have been between these moments, and perhaps a few beside them.
    pub(super) fn near(&self, from: UtcMs, to: UtcMs) -> &[TimeInterval] {
        let first = self.all.partition_point(|it| it.best < from.plus(-self.reach_ms));
        let last = self.all.partition_point(|it| it.best <= to.plus(self.reach_ms));
        self.all.get(first..last).unwrap_or_default()
    }

    /// Those near these demands.
    pub(super) fn around(&self, demands: &[Demand]) -> &[TimeInterval] {
        match (demands.iter().map(|it| it.from).min(), demands.iter().map(|it| it.to).max()) {
            (Some(from), Some(to)) => self.near(from, to),
            _ => &[],
        }
    }
}

/// A corrected time is said to the moment; a recorded one is as sure as its clock.
fn time(visit: &Visit) -> TimeInterval {
    let recorded = visit.time;
    if visit.at == recorded.best {
        recorded
    } else {
        TimeInterval { lo: visit.at, best: visit.at, hi: visit.at, quality: recorded.quality }
    }
}
