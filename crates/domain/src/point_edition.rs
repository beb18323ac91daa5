//! What a point asked for, and since when: a past day is judged by the rule of that day, also when the point was changed
//! or given up since.

use crate::{
    calendar::Calendars,
    day::Day,
    duty_window::DutyWindow,
    patrol_demand::Demand,
    patrol_point::{Frequency, PatrolPoint},
    point_wish::PointState,
    time::UtcMs,
};

/// What was asked since then, until the next edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointEdition {
    /// From this moment on.
    pub since: UtcMs,
    /// Whether it is walked to.
    pub state: PointState,
    /// Visits a day, where no frequency says otherwise.
    pub per_day: u8,
    /// Another rhythm.
    pub frequency: Option<Frequency>,
}

impl PointEdition {
    /// As a point is now.
    #[must_use]
    pub fn of(point: &PatrolPoint, state: PointState, since: UtcMs) -> Self {
        Self { since, state, per_day: point.per_day, frequency: point.frequency.clone() }
    }

    /// Whether it asks for the same.
    #[must_use]
    pub fn asks_as(&self, other: &Self) -> bool {
        (self.state, self.per_day, &self.frequency) == (other.state, other.per_day, &other.frequency)
    }
}

/// A point with its editions, the oldest first and at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct PointHistory {
    /// As it is now, or was last.
    pub point: PatrolPoint,
    /// What it asked for.
    pub editions: Vec<PointEdition>,
}

impl PointHistory {
    /// Whether anybody is sent there now.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.editions.last().is_some_and(|it| it.state == PointState::Active)
    }

    /// What was wanted from `first` to `last`: each demand by the edition that stood when it ended, or stands now; none
    /// that the point was given up in.
    #[must_use]
    pub fn demands(
        &self,
        (windows, calendars): (&[DutyWindow], &Calendars<'_>),
        (first, last): (Day, Day),
        now: UtcMs,
    ) -> Vec<Demand> {
        let untils = self.editions.iter().skip(1).map(|it| it.since).chain([UtcMs(i64::MAX)]);
        let mut demands = Vec::new();
        for (edition, until) in self.editions.iter().zip(untils).filter(|(it, _)| it.state == PointState::Active) {
            let (per_day, frequency) = (edition.per_day, edition.frequency.clone());
            let point = PatrolPoint { per_day, frequency, asked_since: None, ..self.point.clone() };
            let stood = |demand: &Demand| {
                let end = demand.to.min(now.max(demand.from.plus(1)));
                edition.since < end && end <= until
            };
            demands.extend(point.demands(windows, calendars, first, last).into_iter().filter(stood));
        }
        demands.sort_by_key(|it| (it.from, it.to));
        demands
    }

    /// What was wanted on a day, by whatever touches it.
    #[must_use]
    pub fn demands_on(&self, given: (&[DutyWindow], &Calendars<'_>), day: Day, now: UtcMs) -> Vec<Demand> {
        let mut demands = self.demands(given, (day.plus(-1), day.monday().plus(6)), now);
        demands.retain(|it| it.touches(day));
        demands
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patrol_point::{Band, Per, tests};

    fn history(editions: &[(&str, PointState, u8)]) -> PointHistory {
        let at = |text: &str| UtcMs::parse(text).expect("reads");
        let edition = |(since, state, per_day): &(&str, PointState, u8)| PointEdition {
            since: at(since),
            state: *state,
            per_day: *per_day,
            frequency: None,
        };
        let point = PatrolPoint { made: editions.first().map(|(since, ..)| at(since)), ..tests::point() };
        PointHistory { point, editions: editions.iter().map(edition).collect() }
    }

    fn wanted(history: &PointHistory, now: &str) -> Vec<u32> {
        let day = |text: &str| Day::parse(text).expect("reads");
        let now = UtcMs::parse(now).expect("reads");
        let span = (day("2026-11-23"), day("2026-11-27"));
        let demands = history.demands((&[], &Calendars::default()), span, now);
        span.0.to(span.1).map(|day| demands.iter().filter(|it| it.day == day).map(|it| it.visits).sum()).collect()
    }

    #[test]
    fn a_past_day_is_judged_by_the_rule_of_that_day() {
        use PointState::{Active, Retired};
        let changed = history(&[("2026-09-01T00:00", Active, 2), ("2026-11-25T10:00", Active, 3)]);
        assert_eq!(wanted(&changed, "2026-11-28T00:00"), [2, 2, 3, 3, 3]);
        let retired = history(&[("2026-09-01T00:00", Active, 2), ("2026-11-25T10:00", Retired, 2)]);
        assert_eq!(wanted(&retired, "2026-11-28T00:00"), [2, 2, 0, 0, 0], "none on the day it was given up");
        assert_eq!(wanted(&retired, "2026-11-25T09:00"), [2, 2, 2, 0, 0], "what comes is not known at nine");
        let first = changed.editions[0].clone();
        let banded = |at: &str| {
            let bands = vec![Band { start_min: 480, end_min: 540 }, Band { start_min: 960, end_min: 1020 }];
            PointEdition {
                since: UtcMs::parse(at).expect("reads"),
                frequency: Some(Frequency { per: Per::Day, visits: 0, bands }),
                ..first.clone()
            }
        };
        // The office adds bands at ten: the phone, which knows the point as it is now, asks for what the office does.
        let added = PointHistory { editions: vec![first.clone(), banded("2026-11-25T10:00")], ..changed };
        let (office, now) = (wanted(&added, "2026-11-25T10:01"), banded("2026-11-25T10:00"));
        let phone = PatrolPoint { frequency: now.frequency, asked_since: Some(now.since), ..added.point.clone() };
        let day = Day::parse("2026-11-25").expect("reads");
        let asked = phone.demands(&[], &Calendars::default(), day, day);
        assert_eq!(
            (office[2], asked.iter().map(|it| it.visits).sum::<u32>()),
            (1, 1),
            "the band of the morning was over"
        );
        let made = history(&[("2026-11-24T10:00", Active, 2)]);
        assert_eq!(wanted(&made, "2026-11-25T12:00"), [0, 0, 2, 2, 2], "from the next day on");
    }
}
