//! Who stood at a gate in a window: came, late, missing, gone too early; how it was, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    day::Day, duty_note::Situation, duty_shift::ShiftDecision, duty_window::WindowKind, ids::StaffId, staff::StaffKind,
    time::UtcMs,
};

use super::{Known, MINUTE, Tally};
use crate::term::{
    almanac::Held,
    district::{Gate, School, Station},
    plan::{Act, Deed, Shift},
};

/// The rule of the district: be there twenty minutes before; the minute itself still counts.
const EARLY: i64 = 20 * MINUTE;
/// Of whoever forgot to tap a leaving nobody knows that they went, for an hour.
const FORGOTTEN: i64 = 60 * MINUTE;

/// What became of one window at one gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftCount {
    /// Of what kind the window is.
    pub kind: WindowKind,
    /// What became of it, in the word of the answer.
    pub state: &'static str,
    /// Heads needed.
    pub need: u32,
    /// Who came.
    pub people: BTreeSet<StaffId>,
    /// Who of them after the time.
    pub late: BTreeSet<StaffId>,
    /// How many of which kind did not come.
    pub missing: BTreeMap<StaffKind, u8>,
    /// Of which kinds too few were left when somebody went before the end.
    pub gaps: BTreeSet<StaffKind>,
    /// How it was.
    pub situation: Option<Situation>,
    /// Others, by the last roll-call.
    pub headcount: u32,
}

impl ShiftCount {
    /// All columns, empty.
    pub fn nothing() -> Tally {
        let columns = [
            "due",
            "held",
            "full",
            "missed",
            "excused",
            "pending",
            "silent",
            "cancelled",
            "unrecorded",
            "late",
            "gaps",
            "closed",
            "abnormal",
            "unproven",
            "person_times",
            "headcount",
        ];
        columns.into_iter().map(|it| (it, 0)).collect()
    }

    /// Its columns in the report.
    pub fn tally(&self) -> Tally {
        let mut tally = Self::nothing();
        let is = |states: &[&str]| states.contains(&self.state);
        let held = is(&["closed", "auto_closed"]);
        let mut note = |name, holds: bool| *tally.entry(name).or_default() += i64::from(holds);
        note("due", !is(&["cancelled", "not_recorded_yet"]));
        note("held", held);
        note("full", held && self.missing.is_empty());
        note("missed", is(&["missed", "missed_excused"]));
        note("excused", is(&["missed_excused"]));
        note("cancelled", is(&["cancelled"]));
        note("unrecorded", is(&["not_recorded_yet"]));
        note("late", !self.late.is_empty());
        note("gaps", !self.gaps.is_empty());
        note("closed", is(&["closed"]));
        note("abnormal", self.situation == Some(Situation::Abnormal));
        *tally.entry("person_times").or_default() += self.people.len() as i64;
        *tally.entry("headcount").or_default() += i64::from(self.headcount);
        tally
    }
}

/// Somebody's time at a gate.
#[derive(Debug)]
struct Stay {
    who: StaffId,
    of: Shift,
    came: i64,
    /// They were there when called; since when nobody knows.
    called: bool,
    left: Option<i64>,
    /// Until when they were there, or may have been.
    until: i64,
}

/// Every window at every gate of these days.
pub(super) fn all(school: &School, days: &[Day], known: Known<'_>) -> BTreeMap<Shift, ShiftCount> {
    let mut counts = BTreeMap::new();
    for gate in &school.gates {
        let deeds: Vec<&Deed> =
            known.deeds.iter().filter(|it| it.shift.is_some_and(|shift| shift.post == gate.post)).collect();
        let (first, last) = (days[0].plus(-1), days[days.len() - 1].plus(1));
        let ends: BTreeMap<Shift, i64> = first
            .to(last)
            .flat_map(|day| school.held_on(day).into_iter().map(move |it| (day, it)))
            .map(|(day, it)| (Shift { day, post: gate.post, window: it.window.id }, it.end.0))
            .collect();
        let stays = stays(&deeds, &ends);
        for day in days {
            let windows = school.held_on(*day).into_iter().map(|it| (it, true));
            for (held, is_held) in windows.chain(school.dropped_on(*day).into_iter().map(|it| (it, false))) {
                let shift = Shift { day: *day, post: gate.post, window: held.window.id };
                // Nobody stands there for what is called off.
                let there = if is_held { stays.as_slice() } else { &[] };
                let mut it = count((school, known.stations, gate), (shift, &held), there, &deeds);
                let decided = known.decided.get(&shift);
                it.state =
                    state(&it, is_held && decided != Some(&ShiftDecision::Cancel), (shift, school.since), &deeds);
                match (it.state, decided) {
                    ("missed", Some(ShiftDecision::Excuse)) => it.state = "missed_excused",
                    ("auto_closed", Some(ShiftDecision::Close)) => it.state = "closed",
                    _ => {}
                }
                counts.insert(shift, it);
            }
        }
    }
    counts
}

fn state(it: &ShiftCount, is_held: bool, (shift, since): (Shift, Day), deeds: &[&Deed]) -> &'static str {
    let closed = deeds.iter().any(|deed| deed.shift == Some(shift) && matches!(deed.act, Act::Close(_)));
    match it.people.is_empty() {
        _ if !is_held => "cancelled",
        false if closed => "closed",
        false => "auto_closed",
        true if shift.day < since => "not_recorded_yet",
        true => "missed",
    }
}

/// Comings with their leavings.
fn stays(deeds: &[&Deed], ends: &BTreeMap<Shift, i64>) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for deed in deeds {
        let Some(of) = deed.shift else { continue };
        let end = ends.get(&of).copied().unwrap_or(deed.at.0);
        let (people, called) = match &deed.act {
            Act::Come { people, .. } => (people, false),
            Act::Call { present, .. } => (present, true),
            Act::Leave { people, .. } => {
                for stay in stays.iter_mut().filter(|it| it.of == of && people.contains(&it.who)) {
                    (stay.left, stay.until) = (Some(deed.at.0), deed.at.0);
                }
                continue;
            }
            _ => continue,
        };
        for who in people {
            if !stays.iter().any(|it| it.of == of && it.who == *who) {
                let until = (end + FORGOTTEN).max(deed.at.0);
                stays.push(Stay { who: *who, of, came: deed.at.0, called, left: None, until });
            }
        }
    }
    stays
}

impl Stay {
    /// Whether somebody stood there in this window: came for it, was there for half of it, or may not have gone from the one
    /// before when it began.
    fn is_in(&self, shift: Shift, (start, end): (i64, i64)) -> bool {
        let (from, until) = (self.came.max(start), self.until.min(end));
        let may_have_stayed = self.left.is_none() && self.came <= start && until > start;
        self.of == shift || may_have_stayed || until > from && 2 * (until - from) >= end - start
    }
}

fn count(
    (school, stations, gate): (&School, &[Station], &Gate),
    (shift, held): (Shift, &Held<'_>),
    stays: &[Stay],
    deeds: &[&Deed],
) -> ShiftCount {
    let (UtcMs(start), UtcMs(end)) = (held.start, held.end);
    let there: Vec<&Stay> = stays.iter().filter(|it| it.is_in(shift, (start, end))).collect();
    let kind = |who: StaffId| kind_of(school, stations, who);
    let late = there.iter().filter(|it| !it.called && it.came >= start - EARLY + MINUTE).map(|it| it.who);
    let people: BTreeSet<StaffId> = there.iter().map(|it| it.who).collect();
    let (mut missing, mut gaps) = (BTreeMap::new(), BTreeSet::new());
    for (wanted, count) in &gate.need {
        let of_kind: Vec<&&Stay> = there.iter().filter(|it| kind(it.who) == Some(*wanted)).collect();
        let came = u8::try_from(of_kind.len()).unwrap_or(u8::MAX);
        if came < *count {
            missing.insert(*wanted, count - came);
        }
        let still = |at: i64| of_kind.iter().filter(|it| it.came <= at && at < it.until).count();
        let early = of_kind.iter().filter_map(|it| it.left).map(|left| left.max(start)).filter(|left| *left < end);
        if early.into_iter().any(|left| still(left) < usize::from(*count)) {
            gaps.insert(*wanted);
        }
    }
    let notes: Vec<&Act> = deeds.iter().filter(|it| it.shift == Some(shift)).map(|it| &it.act).collect();
    let mut calls = notes.iter().filter_map(|act| match act {
        Act::Call { headcount, .. } => Some(
            u32::from(headcount.volunteers)
                + u32::from(headcount.parents)
                + u32::from(headcount.militia)
                + u32::from(headcount.village)
                + u32::from(headcount.others),
        ),
        _ => None,
    });
    ShiftCount {
        kind: held.window.kind,
        state: "",
        need: gate.need.iter().map(|(_, count)| u32::from(*count)).sum(),
        people,
        late: late.collect(),
        missing,
        gaps,
        situation: situation(&notes),
        headcount: calls.next_back().unwrap_or(0),
    }
}

/// What the closing says; else not normal if any note says so.
fn situation(notes: &[&Act]) -> Option<Situation> {
    let closing = notes.iter().rev().find_map(|act| match act {
        Act::Close(situation) => Some(*situation),
        _ => None,
    });
    let noted: Vec<Situation> = notes
        .iter()
        .filter_map(|act| match act {
            Act::Log(situation) | Act::HandOver(situation) => Some(*situation),
            _ => None,
        })
        .collect();
    let worst = if noted.contains(&Situation::Abnormal) { Some(Situation::Abnormal) } else { noted.first().copied() };
    closing.or(worst)
}

/// What somebody counts as at a gate: an auxiliary for an officer, the safety officer for a teacher.
fn kind_of(school: &School, stations: &[Station], who: StaffId) -> Option<StaffKind> {
    if school.guards.contains(&who) {
        Some(StaffKind::Guard)
    } else if school.teachers.contains(&who) || school.safety == who {
        Some(StaffKind::Teacher)
    } else {
        stations.iter().any(|it| it.officer == who).then_some(StaffKind::Officer)
    }
}
