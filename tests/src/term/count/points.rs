//! Points: what each asked for on each day, and what it got.

use std::collections::BTreeMap;

use domain::{day::Day, ids::PointId, patrol_route::PatrolMethod, presence::ProofLevel};

use super::{MINUTE, Tally, rounds::Went};
use crate::term::{
    district::{Point, Rule, School},
    plan::{Act, Deed, Fix},
};

/// Nobody walks a round in less: two taps nearer to each other are one visit.
const APART: i64 = 10 * MINUTE;

/// One point on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PointCount {
    /// Visits wanted.
    pub due: u32,
    /// Visits made of those.
    pub done: u32,
    /// How the worst of what was wanted stands, in the word of the answer.
    pub state: Option<&'static str>,
    /// What was wanted, one by one: in all, met, missed, and before there was a phone.
    pub demands: (u32, u32, u32, u32),
    /// Visits by proof: tag and position, one of them, neither.
    pub levels: (u32, u32, u32),
    /// Looks by video: whoever sits before the screen was not there.
    pub by_video: u32,
    /// Of the visits those with less proof than the point asks for.
    pub weak: u32,
    /// Times that somebody could not get there.
    pub unreachable: u32,
}

impl PointCount {
    /// Its columns in the report. Nothing is open once everything is settled, and nothing was rejected.
    pub fn tally(&self) -> Tally {
        let (demands, met, missed, unrecorded) = self.demands;
        let (a, b, c) = self.levels;
        let figures = [
            ("due", self.due),
            ("done", self.done),
            ("demands", demands),
            ("met", met),
            ("missed", missed),
            ("open", 0),
            ("unrecorded", unrecorded),
            ("visits", a + b + c),
            ("proof_a", a),
            ("proof_b", b),
            ("proof_c", c),
            ("by_video", self.by_video),
            ("unreachable", self.unreachable),
            ("needs_review", self.weak),
            ("rejected", 0),
        ];
        figures.into_iter().map(|(name, figure)| (name, i64::from(figure))).collect()
    }
}

/// Visits wanted from a moment to another.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    from: i64,
    to: i64,
    visits: u32,
    /// It is of a whole day or week, and not of a part.
    whole: bool,
}

/// Every point on every of these days.
pub(super) fn all(
    school: &School,
    days: &[Day],
    rounds: &[Went<'_>],
    deeds: &[Deed],
) -> BTreeMap<(PointId, Day), PointCount> {
    let mut counts = BTreeMap::new();
    for point in &school.points {
        let there = |deed: &&Deed| match &deed.act {
            Act::Visit { point: at, .. } | Act::CouldNot { point: at, .. } => *at == point.id,
            _ => false,
        };
        let taps: Vec<&Deed> = deeds.iter().filter(there).collect();
        let looked = |tap: &Deed| {
            let round = rounds.iter().rev().find(|round| round.has(tap));
            round.is_some_and(|it| it.round.method == PatrolMethod::Video)
        };
        let went = taps.iter().filter(|it| matches!(it.act, Act::Visit { .. }) && !looked(it));
        let times: Vec<i64> = went.map(|it| it.at.0).collect();
        for day in days {
            let mut it = PointCount::default();
            weigh(&mut it, &school.wanted(point, *day), &times, school.since.at(0).0);
            for tap in taps.iter().filter(|tap| Day::of(tap.at) == *day) {
                prove(&mut it, point, tap, looked(tap));
            }
            counts.insert((point.id, *day), it);
        }
    }
    counts
}

/// What the day wanted against what it got. What began before there was a phone asks for nothing, unless it was done.
fn weigh(it: &mut PointCount, wanted: &[Wanted], times: &[i64], since: i64) {
    let made: Vec<u32> = wanted.iter().map(|it| made(it, times)).collect();
    let (mut whole, mut parts) = ((0, 0), (0, 0));
    for (want, made) in wanted.iter().zip(made) {
        let met = made == want.visits;
        if !met && want.from < since {
            it.demands.3 += 1;
            it.state = it.state.or(Some("not_recorded_yet"));
            continue;
        }
        it.demands.0 += 1;
        it.demands.1 += u32::from(met);
        it.demands.2 += u32::from(!met);
        let side = if want.whole { &mut whole } else { &mut parts };
        *side = (side.0 + want.visits, side.1 + want.visits - made);
        it.state = match (met, it.state) {
            (false, _) => Some("missed"),
            (true, Some("missed")) => Some("missed"),
            (true, _) => Some("done"),
        };
    }
    // A visit in a part of the day is one of the day as well: of both the larger counts.
    it.due = whole.0.max(parts.0);
    it.done = it.due.saturating_sub(whole.1.max(parts.1));
}

/// Visits made of what was wanted, at most as many.
fn made(want: &Wanted, times: &[i64]) -> u32 {
    let mut last = i64::MIN / 2;
    let mut count = 0;
    for at in times.iter().filter(|at| want.from <= **at && **at < want.to) {
        if at - last >= APART {
            (last, count) = (*at, count + 1);
        }
    }
    want.visits.min(count)
}

/// What one tap proves. Whoever looks by video is not there, proves nothing, and has done what the point asks for no more
/// than before.
fn prove(it: &mut PointCount, point: &Point, tap: &Deed, by_video: bool) {
    let Act::Visit { tag, fix, .. } = &tap.act else {
        it.unreachable += 1;
        return;
    };
    if by_video {
        it.by_video += 1;
        return;
    }
    let signals = u8::from(*tag) + u8::from(*fix == Fix::Good);
    match signals {
        2 => it.levels.0 += 1,
        1 => it.levels.1 += 1,
        _ => it.levels.2 += 1,
    }
    let enough = match point.min {
        ProofLevel::A => signals == 2,
        ProofLevel::B => signals >= 1,
        ProofLevel::C => true,
    };
    it.weak += u32::from(!enough);
}

impl School {
    /// What a point wants that counts for a day.
    fn wanted(&self, point: &Point, day: Day) -> Vec<Wanted> {
        let whole =
            |visits, from: Day, days| Wanted { from: from.at(0).0, to: from.plus(days).at(0).0, visits, whole: true };
        match &point.rule {
            Rule::Day(visits) => vec![whole(*visits, day, 1)],
            Rule::Week(visits) if day.weekday() == 6 => vec![whole(*visits, day.plus(-6), 7)],
            Rule::ClassDay(visits, bands) if self.walks_rounds_on(day) => {
                let part = |(from, to): &(u16, u16)| Wanted {
                    from: day.at(*from).0,
                    to: day.at(*to).0,
                    visits: 1,
                    whole: false,
                };
                bands.iter().map(part).chain([whole(*visits, day, 1)]).collect()
            }
            Rule::Window(visits) => {
                let held = self.held_on(day);
                let part = |start: i64, end: i64| Wanted {
                    from: start - 20 * MINUTE,
                    to: end + 20 * MINUTE,
                    visits: *visits,
                    whole: false,
                };
                held.iter().map(|it| part(it.start.0, it.end.0)).collect()
            }
            Rule::Week(_) | Rule::ClassDay(..) => Vec::new(),
        }
    }
}
