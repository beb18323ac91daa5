//! Rounds: where they were to go, where they went, and why not elsewhere.

use domain::{
    ids::{PointId, StaffId},
    patrol_route::{MissReason, PatrolMethod},
    time::UtcMs,
};

use super::{Known, MINUTE};
use crate::term::{
    district::School,
    plan::{Act, Deed, Round},
};

/// A round that nobody ends lasts a day.
const LASTS: i64 = 1_440 * MINUTE;

/// A round as it went.
#[derive(Debug)]
pub(super) struct Went<'d> {
    pub(super) round: &'d Round,
    phone: usize,
    who: StaffId,
    from: i64,
    until: i64,
    /// How it was ended: with reasons, or as begun by mistake.
    end: Option<Option<&'d [(PointId, MissReason)]>>,
    visits: Vec<(PointId, Option<MissReason>)>,
}

/// A round as one school sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundCount {
    /// Its number in the plan.
    pub number: usize,
    /// What became of it, in the word of the answer.
    pub state: &'static str,
    /// What it was, and how one went, in the words of the answer.
    pub kind: String,
    /// How.
    pub method: String,
    /// People who came along.
    pub party: u32,
    /// Its points at the school: planned, reached, and why not.
    pub points: Vec<(PointId, bool, bool, Option<MissReason>)>,
}

impl Went<'_> {
    /// Whether what this person did on this phone then belongs to it.
    pub(super) fn has(&self, deed: &Deed) -> bool {
        (self.phone, self.who) == (deed.phone, deed.who) && self.from <= deed.at.0 && deed.at.0 < self.until
    }

    /// As a school sees it: it begins there, its route leads there, or somebody came there on it.
    pub(super) fn seen_by(&self, school: &School, known: Known<'_>) -> Option<RoundCount> {
        let is_mine = |point: PointId| school.point(point).is_some();
        let route = self.round.route.is_some_and(|route| {
            known.stations.iter().any(|it| it.drive.0 == route && it.drive.1.iter().any(|point| is_mine(*point)))
        });
        let visited = self.visits.iter().any(|(point, _)| is_mine(*point));
        if !self.round.begins_at(school) && !route && !visited {
            return None;
        }
        let mut points: Vec<PointId> = self.round.points.clone();
        for (point, miss) in &self.visits {
            if miss.is_none() && !points.contains(point) {
                points.push(*point);
            }
        }
        points.retain(|point| is_mine(*point));
        let outcome = |point: PointId| {
            let reached = self.visits.iter().any(|(it, miss)| *it == point && miss.is_none());
            let said = self.end.flatten().and_then(|reasons| reasons.iter().find(|(it, _)| *it == point));
            let on_the_way = self.visits.iter().rev().find(|(it, _)| *it == point).and_then(|(_, miss)| *miss);
            let reason = on_the_way.or(said.map(|(_, reason)| *reason)).filter(|_| !reached);
            (point, self.round.points.contains(&point), reached, reason)
        };
        let party = self.round.party;
        let word = |it: serde_json::Value| it.as_str().unwrap_or_default().to_owned();
        Some(RoundCount {
            number: self.round.number,
            state: match self.end {
                Some(Some(_)) => "finished",
                Some(None) => "void",
                None => "left_open",
            },
            kind: word(serde_json::json!(self.round.kind)),
            method: word(serde_json::json!(self.round.method)),
            party: [party.volunteers, party.parents, party.militia, party.village, party.others]
                .into_iter()
                .map(u32::from)
                .sum(),
            points: points.into_iter().map(outcome).collect(),
        })
    }
}

impl Round {
    /// Whether a school has the first of the points it is to go to.
    pub(super) fn begins_at(&self, school: &School) -> bool {
        self.points.first().is_some_and(|point| school.point(*point).is_some())
    }
}

/// Every round with what was done on it.
pub(super) fn all(deeds: &[Deed]) -> Vec<Went<'_>> {
    let mut all: Vec<Went<'_>> = Vec::new();
    for deed in deeds {
        let UtcMs(at) = deed.at;
        let under_way = all.iter_mut().rev().find(|it| it.has(deed));
        match (&deed.act, under_way) {
            (Act::Start(round), _) => all.push(Went {
                round,
                phone: deed.phone,
                who: deed.who,
                from: at,
                until: at + LASTS,
                end: None,
                visits: Vec::new(),
            }),
            (Act::Finish { missed }, Some(it)) => (it.end, it.until) = (Some(Some(missed.as_slice())), at),
            (Act::Void, Some(it)) => (it.end, it.until) = (Some(None), at),
            (Act::Visit { point, .. }, Some(it)) => it.visits.push((*point, None)),
            (Act::CouldNot { point, miss }, Some(it)) => it.visits.push((*point, Some(*miss))),
            _ => {}
        }
    }
    all
}

/// Of each deed, whether it was a look by video.
pub fn by_video(deeds: &[Deed]) -> Vec<bool> {
    let rounds: Vec<Went<'_>> = all(deeds).into_iter().filter(|it| it.round.method == PatrolMethod::Video).collect();
    deeds.iter().map(|deed| rounds.iter().any(|it| it.has(deed))).collect()
}
