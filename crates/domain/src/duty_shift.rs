//! One shift 勤务: a post, a window, a day, and what became of it (domain study §7.1).
//!
//! A state is never stored: it is judged from the facts that are known at the moment of looking, so a record that comes
//! late repairs what was said before. Silence is not absence: a post is missed only when a phone of its school was heard
//! after the window and still nobody had come, or when a day has passed. Doubt about a clock helps the worker.

mod around;

use serde::{Deserialize, Serialize};

pub use around::Around;

use crate::{
    duty_note::AbsenceReason,
    duty_post::{Requirement, missing},
    duty_window::{GRACE_MIN, WindowKind},
    ids::{RecordId, StaffId},
    occurrence::Occurrence,
    recording::Recording,
    staff::StaffKind,
    time::{TimeInterval, UtcMs},
};

const MINUTE_MS: i64 = 60_000;
const GRACE_MS: i64 = GRACE_MIN as i64 * MINUTE_MS;
/// From so long after a window's end the silence of a phone that calls is evidence.
pub const EVIDENCE_AFTER_MS: i64 = 30 * MINUTE_MS;
/// So long after that even a phone that does not call counts as evidence.
pub const SILENCE_ENDS_MS: i64 = 24 * 60 * MINUTE_MS;
/// A shift that nobody closed closes itself so long after the window's end.
pub const CLOSES_ITSELF_MS: i64 = 60 * MINUTE_MS;
/// A leaving so long after a stay lapsed no longer ends it: it was of another coming, which nobody tapped.
const LEAVING_TOO_LATE_MS: i64 = 12 * 60 * MINUTE_MS;

/// What became of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ShiftState {
    /// 未开始, or nobody was heard of: nothing can be said yet.
    Planned,
    /// 在岗
    OnDuty,
    /// 待核实: a phone of the school was heard since, and nobody had come; a day is left for what comes late.
    MissedPending,
    /// 缺岗
    Missed,
    /// 缺岗（已说明）: somebody of the school gave the reason.
    MissedExcused,
    /// 当时未启用: the school had no phone yet, so nothing was recorded then.
    NotRecordedYet,
    /// 取消: no school, or the post does not stand.
    Cancelled,
    /// 已收岗: the lead closed it.
    Closed,
    /// 自动收岗: nobody closed it, the hour passed.
    AutoClosed,
}

impl ShiftState {
    /// Whether somebody came.
    #[must_use]
    pub fn was_held(self) -> bool {
        matches!(self, Self::OnDuty | Self::Closed | Self::AutoClosed)
    }

    /// Whether it counts in figures of what was to be held: neither cancelled nor still ahead, and somebody could have
    /// recorded it.
    #[must_use]
    pub fn is_due(self) -> bool {
        !matches!(self, Self::Planned | Self::Cancelled | Self::NotRecordedYet)
    }
}

/// A tap 到岗 or 离岗, for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tap {
    /// The record it stands in.
    pub record_id: RecordId,
    /// Who; `None` when nobody was signed in.
    pub staff_id: Option<StaffId>,
    /// What they are.
    pub kind: Option<StaffKind>,
    /// 到岗, or else 离岗.
    pub coming: bool,
    /// The window the phone took it for.
    pub window: Option<WindowKind>,
    /// When it was.
    pub time: TimeInterval,
    /// Of a leaving before the end: why.
    pub early: Option<AbsenceReason>,
    /// The clock it was read from is in doubt, or the office does not believe it.
    pub doubtful: bool,
    /// They were there when they were called; when they came is not known, at the latest then.
    pub called: bool,
}

/// Somebody's time at a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// How it began.
    pub on: Tap,
    /// How it ended, if somebody said so.
    pub off: Option<Tap>,
    /// When it ends without a word: an hour after the window it began for.
    pub lapses: UtcMs,
}

impl Stay {
    /// The last moment of it that is known or assumed.
    #[must_use]
    pub fn until(&self) -> UtcMs {
        self.off.as_ref().map_or(self.lapses, |off| off.time.best)
    }

    /// The latest moment at which they may have left.
    fn latest(&self) -> UtcMs {
        self.off.as_ref().map_or(self.lapses, |off| off.time.hi)
    }

    /// Whether they came after the minute that was due, even by the earliest time that is possible. Of somebody who was
    /// there when called nobody knows.
    #[must_use]
    pub fn is_late(&self, held: &Occurrence<'_>) -> bool {
        !self.on.called && !held.in_time(self.on.time.lo)
    }

    /// Whether it belongs to a shift: it was begun for it, or lasted through it as well ([`Stay::covers`]), as far as `now`
    /// can tell.
    #[must_use]
    pub fn belongs(&self, to: &Occurrence<'_>, around: Around<'_, '_>, now: UtcMs) -> bool {
        self.covers(to, now) || self.is_for(to, around)
    }

    /// Whether it was begun for a shift, within its hour of grace ([`Around::comes_for`]).
    #[must_use]
    pub fn is_for(&self, to: &Occurrence<'_>, around: Around<'_, '_>) -> bool {
        let meant = around.comes_for(self.on.time.best, self.on.window);
        meant.is_some_and(|it| it.window.id == to.window.id && it.start == to.start)
    }

    /// Whether somebody was there for at least half of a window, whatever they came for: where one window begins as another
    /// ends, the team of the one goes after the other has begun, and that of the other comes before the one is over; neither
    /// holds what is not theirs, or leaves it early. Of whoever never tapped a leaving nobody says that they went; nor that
    /// they are there for a window that has not begun.
    fn covers(&self, to: &Occurrence<'_>, now: UtcMs) -> bool {
        if now <= to.start {
            return false;
        }
        let (from, until) = (self.on.time.best.max(to.start), self.until().min(to.end));
        let stayed_on = self.off.is_none() && from == to.start;
        until > from && (stayed_on || 2 * until.since(from) >= to.end.since(to.start))
    }
}

/// Whether two comings, with the moments at which they lapse, may be of one window: somebody who forgot to leave the one
/// before comes anew for the next, which may be of the same kind.
fn same_window((one, lapses): (&Tap, UtcMs), (other, others): (&Tap, UtcMs)) -> bool {
    one.window.is_none() || other.window.is_none() || one.window == other.window && lapses == others
}

/// Pairs taps at one post: an on begins a stay, the next off of the same person ends it. A second on while there is the
/// same coming. `lapses` says when a stay that began with this tap ends without a word. An off hours after that still ends
/// it, in favor of whoever was held up at the gate; one of another day does not make a stay of days.
#[must_use]
pub fn stays(mut taps: Vec<Tap>, lapses: impl Fn(&Tap) -> UtcMs) -> Vec<Stay> {
    taps.sort_by_key(|tap| (tap.time.best, !tap.coming, tap.record_id, tap.kind, tap.time.lo, tap.time.hi));
    let mut stays: Vec<Stay> = Vec::new();
    for tap in taps {
        let open = stays.iter_mut().rev().find(|stay| stay.on.staff_id == tap.staff_id && stay.off.is_none());
        let lapses = if tap.coming { lapses(&tap).max(tap.time.best) } else { tap.time.best };
        match (tap.coming, open) {
            (true, Some(stay))
                if tap.time.best <= stay.lapses && same_window((&stay.on, stay.lapses), (&tap, lapses)) => {}
            (true, _) => stays.push(Stay { on: tap, off: None, lapses }),
            (false, Some(stay)) if tap.time.lo <= stay.lapses.plus(LEAVING_TOO_LATE_MS) => stay.off = Some(tap),
            (false, _) => {}
        }
    }
    stays
}

/// What the office decided about a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ShiftDecision {
    /// It is not held.
    Cancel,
    /// It was missed, for a reason.
    Excuse,
    /// It closed by itself, and whoever answers for it looked and closes it.
    Close,
}

/// What is known of a shift at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Its hours.
    pub held: &'a Occurrence<'a>,
    /// Whom the post needs.
    pub need: &'a [Requirement],
    /// The stays that belong to it.
    pub stays: &'a [Stay],
    /// When the lead closed it.
    pub closed: Option<UtcMs>,
    /// When a phone of the school last called.
    pub heard: Option<UtcMs>,
    /// Since when the school records.
    pub recording: Recording,
    /// The calendar says that it is not held.
    pub no_school: bool,
    /// What the office decided.
    pub decided: Option<ShiftDecision>,
    /// The moment of looking.
    pub now: UtcMs,
}

/// A time within the window in which a required kind was not there any more 脱岗.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Gap {
    /// Of whom there were too few.
    pub kind: StaffKind,
    /// Since when.
    pub from: UtcMs,
    /// Until when.
    pub to: UtcMs,
    /// The reason that was given for leaving.
    pub reason: Option<AbsenceReason>,
}

/// A shift, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// What became of it.
    pub state: ShiftState,
    /// Who is still missing: while it runs of those who are there, afterwards of those who came.
    pub missing: Vec<Requirement>,
    /// Somebody came after the minute that was due, even by the earliest time that is possible.
    pub late: bool,
    /// 脱岗
    pub gaps: Vec<Gap>,
    /// Somebody came, but only by a clock that is in doubt, and it was not heard of in time: the office should look.
    pub unproven: bool,
}

/// Judges a shift.
#[must_use]
pub fn judge(facts: &Facts<'_>) -> Shift {
    let believed: Vec<&Stay> = facts.stays.iter().filter(|stay| !stay.on.doubtful).collect();
    let over = facts.now > facts.held.end;
    let there = believed.iter().filter(|stay| over || stay.off.is_none()).collect::<Vec<_>>();
    let present: Vec<StaffKind> = there.iter().filter_map(|stay| stay.on.kind).collect();
    Shift {
        state: state(facts, !believed.is_empty()),
        missing: missing(facts.need, &present),
        late: believed.iter().any(|stay| stay.is_late(facts.held)),
        gaps: gaps(facts, &believed),
        unproven: believed.is_empty() && !facts.stays.is_empty(),
    }
}

fn state(facts: &Facts<'_>, came: bool) -> ShiftState {
    let Facts { held, now, .. } = *facts;
    let evidence = held.end.plus(EVIDENCE_AFTER_MS);
    if facts.no_school || facts.decided == Some(ShiftDecision::Cancel) {
        ShiftState::Cancelled
    } else if came && (facts.closed.is_some() || facts.decided == Some(ShiftDecision::Close)) {
        ShiftState::Closed
    } else if came && now > held.end.plus(CLOSES_ITSELF_MS) {
        ShiftState::AutoClosed
    } else if came {
        ShiftState::OnDuty
    } else if now < evidence {
        ShiftState::Planned
    } else if !facts.recording.covers(held.start) {
        ShiftState::NotRecordedYet
    } else if now >= evidence.plus(SILENCE_ENDS_MS) {
        match facts.decided {
            Some(ShiftDecision::Excuse) => ShiftState::MissedExcused,
            _ => ShiftState::Missed,
        }
    } else if facts.heard.is_some_and(|heard| heard >= evidence) {
        ShiftState::MissedPending
    } else {
        ShiftState::Planned
    }
}

/// Where, after somebody left before the end, a required kind was too few until somebody came or the window ended.
fn gaps(facts: &Facts<'_>, believed: &[&Stay]) -> Vec<Gap> {
    let ends = facts.held.end.min(facts.now);
    let mut gaps: Vec<Gap> = Vec::new();
    for need in facts.need {
        let of_kind: Vec<&&Stay> = believed
            .iter()
            .filter(|stay| stay.on.kind.is_some_and(|kind| kind.stands_for() == need.kind.stands_for()))
            .collect();
        // A stay counts from the earliest to the latest moment that is possible.
        let at =
            |moment: UtcMs| of_kind.iter().filter(|stay| stay.on.time.lo <= moment && moment < stay.latest()).count();
        for left in of_kind.iter().filter_map(|stay| stay.off.as_ref()) {
            let from = left.time.hi.max(facts.held.start);
            if from >= ends || at(from) >= usize::from(need.count) {
                continue;
            }
            let comings = of_kind.iter().map(|stay| stay.on.time.lo).filter(|on| *on > from);
            let filled = comings.filter(|on| at(*on) >= usize::from(need.count)).min();
            let gap = Gap { kind: need.kind, from, to: filled.unwrap_or(ends).min(ends), reason: left.early };
            match gaps.iter_mut().find(|it| it.kind == gap.kind && it.to == gap.to) {
                // One who left while it was short already only makes the same gap worse.
                Some(known) if known.from <= gap.from => {}
                Some(known) => *known = gap,
                None => gaps.push(gap),
            }
        }
    }
    gaps
}

#[cfg(test)]
mod tests;
