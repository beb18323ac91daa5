//! The independent count: what a clerk with the plan in hand and a pencil would write down. It shares no rule with the
//! program: what it says is said again here, as plainly as the order says it.

mod burden;
mod gates;
mod points;
mod rounds;
mod walks;

use std::collections::BTreeMap;

use domain::{day::Day, duty_shift::ShiftDecision, ids::PointId};

pub use self::{
    burden::Cost,
    gates::ShiftCount,
    points::PointCount,
    rounds::{RoundCount, by_video},
    walks::DayOfWalks,
};
use super::{
    district::{School, Station},
    plan::{Deed, Shift},
};

const MINUTE: i64 = 60_000;

/// Columns of a report with their figures.
pub type Tally = BTreeMap<&'static str, i64>;

/// Adds one tally to another.
pub fn add(sum: &mut Tally, more: &Tally) {
    more.iter().for_each(|(name, figure)| *sum.entry(name).or_default() += figure);
}

/// What the pencil has of one school.
#[derive(Debug)]
pub struct Book {
    /// Every window at every gate, also those that the calendar took away.
    pub shifts: BTreeMap<Shift, ShiftCount>,
    /// Every point on every day.
    pub points: BTreeMap<(PointId, Day), PointCount>,
    /// Rounds that touched the school.
    pub rounds: Vec<RoundCount>,
    /// Days with walks or a signature.
    pub walks: BTreeMap<Day, DayOfWalks>,
    /// What recording cost, by kind.
    pub costs: BTreeMap<&'static str, Cost>,
}

/// What everybody did, and what the office decided about it.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// Stations.
    pub stations: &'k [Station],
    /// All deeds, of all phones, in the order of time.
    pub deeds: &'k [Deed],
    /// Shifts that were cancelled, excused or closed afterwards.
    pub decided: &'k BTreeMap<Shift, ShiftDecision>,
}

impl Book {
    /// Counts.
    #[must_use]
    pub fn of(school: &School, days: &[Day], known: Known<'_>) -> Self {
        let rounds = rounds::all(known.deeds);
        Self {
            shifts: gates::all(school, days, known),
            points: points::all(school, days, &rounds, known.deeds),
            rounds: rounds.iter().filter_map(|it| it.seen_by(school, known)).collect(),
            walks: walks::all(school, known.deeds),
            costs: burden::all(school, days, known.deeds),
        }
    }

    /// Sums of shifts, by kind of window and day.
    pub fn of_shifts(&self, takes: impl Fn(&Shift, &ShiftCount) -> bool) -> Tally {
        let mut sum = ShiftCount::nothing();
        self.shifts.iter().filter(|(shift, it)| takes(shift, it)).for_each(|(_, it)| add(&mut sum, &it.tally()));
        sum
    }

    /// Sums of points.
    pub fn of_points(&self, takes: impl Fn(Day) -> bool) -> Tally {
        let mut sum = PointCount::default().tally();
        self.points.iter().filter(|((_, day), _)| takes(*day)).for_each(|(_, it)| add(&mut sum, &it.tally()));
        sum
    }

    /// Sums of walks.
    #[must_use]
    pub fn of_walks(&self) -> Tally {
        let mut sum = DayOfWalks::default().tally();
        self.walks.values().for_each(|it| add(&mut sum, &it.tally()));
        sum
    }
}
