//! Counts of shifts, visits and walks, added up one by one. Charts, pages and files all count with these.

use domain::{
    check_in::{VisitResult, VisitState, is_on_site},
    duty_note::Situation,
    duty_shift::ShiftState,
    patrol_demand::DemandState,
    presence::ProofLevel,
};
use serde::Serialize;

use crate::{
    patrol::Wanted,
    views::{escorts::EscortDay, patrol::PatrolVisit, shifts::ShiftRow},
};

/// Shifts 勤务.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftTally {
    /// To be held by now: neither cancelled nor still ahead, and recorded by somebody's phone.
    pub(crate) due: u32,
    /// Somebody came.
    pub(crate) held: u32,
    /// Everybody who is required came.
    pub(crate) full: u32,
    /// Nobody came, and a day has passed; with and without a reason given.
    pub(crate) missed: u32,
    /// Of those: with a reason.
    pub(crate) excused: u32,
    /// Nobody came by what was heard; a record may still come.
    pub(crate) pending: u32,
    /// Not heard of yet.
    pub(crate) silent: u32,
    pub(crate) cancelled: u32,
    /// From before the school's first phone: nothing was recorded then.
    pub(crate) unrecorded: u32,
    /// Somebody came late.
    pub(crate) late: u32,
    /// A required kind left before the end.
    pub(crate) gaps: u32,
    /// The lead closed it.
    pub(crate) closed: u32,
    pub(crate) abnormal: u32,
    /// Somebody came, but only by a clock in doubt.
    pub(crate) unproven: u32,
    /// Comings of named people, each once a shift.
    pub(crate) person_times: u32,
    /// Volunteers, parents and others, as they were counted.
    pub(crate) headcount: u32,
}

impl ShiftTally {
    /// Counts one more.
    pub(crate) fn add(&mut self, row: &ShiftRow) {
        let one = u32::from;
        self.due += one(row.state.is_due() || row.silent);
        self.held += one(row.state.was_held());
        self.full += one(row.state.was_held() && row.missing.is_empty());
        self.missed += one(matches!(row.state, ShiftState::Missed | ShiftState::MissedExcused));
        self.excused += one(row.state == ShiftState::MissedExcused);
        self.pending += one(row.state == ShiftState::MissedPending);
        self.silent += one(row.silent);
        self.cancelled += one(row.state == ShiftState::Cancelled);
        self.unrecorded += one(row.state == ShiftState::NotRecordedYet);
        self.late += one(row.late);
        self.gaps += one(!row.gaps.is_empty());
        self.closed += one(row.state == ShiftState::Closed);
        self.abnormal += one(row.situation == Some(Situation::Abnormal));
        self.unproven += one(row.unproven);
        self.person_times += row.came;
        self.headcount += row.headcount;
    }
}

/// Visits to must-patrol points 必巡.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PatrolTally {
    /// Visits wanted by demands that have begun.
    pub(crate) due: u32,
    /// Visits made of those.
    pub(crate) done: u32,
    /// Demands that have begun.
    pub(crate) demands: u32,
    pub(crate) met: u32,
    pub(crate) missed: u32,
    /// Over, and a phone may still bring them.
    pub(crate) open: u32,
    /// From before the school's first phone: nothing was recorded then.
    pub(crate) unrecorded: u32,
    /// Visits in all, wanted or not, of people who were there.
    pub(crate) visits: u32,
    /// Of those: by proof.
    pub(crate) proof_a: u32,
    pub(crate) proof_b: u32,
    pub(crate) proof_c: u32,
    /// Looks at a point by video 视频巡查: they are no visits, and meet no rule.
    pub(crate) by_video: u32,
    /// Points that could not be reached.
    pub(crate) unreachable: u32,
    pub(crate) needs_review: u32,
    pub(crate) rejected: u32,
}

impl PatrolTally {
    /// Counts what one point wanted on one more day.
    pub(crate) fn add(&mut self, wanted: &Wanted) {
        self.due += wanted.need;
        self.done += wanted.done;
        for state in &wanted.states {
            self.demands += u32::from(state.is_due());
            match state {
                DemandState::Done => self.met += 1,
                DemandState::Missed => self.missed += 1,
                DemandState::Open => self.open += 1,
                DemandState::NotRecordedYet => self.unrecorded += 1,
                DemandState::Due | DemandState::Later => {}
            }
        }
    }

    /// Counts one more visit.
    pub(crate) fn add_visit(&mut self, visit: &PatrolVisit) {
        if visit.result == VisitResult::Unreachable {
            self.unreachable += 1;
            return;
        }
        if is_on_site(visit.result, visit.method) {
            self.visits += 1;
            match visit.level {
                ProofLevel::A => self.proof_a += 1,
                ProofLevel::B => self.proof_b += 1,
                ProofLevel::C => self.proof_c += 1,
            }
        } else {
            self.by_video += 1;
        }
        self.needs_review += u32::from(visit.believed == VisitState::NeedsReview);
        self.rejected += u32::from(visit.believed == VisitState::Rejected);
    }
}

/// Walks of escort teams 护导.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EscortTally {
    /// Days with sheets.
    pub(crate) days: u32,
    /// Of those: looked at by the head of the day.
    pub(crate) reviewed: u32,
    pub(crate) sheets: u32,
    pub(crate) out: u32,
    pub(crate) handed: u32,
    pub(crate) returned: u32,
    /// Heads nobody could account for, on sheets where some were left.
    pub(crate) remaining: u32,
}

impl EscortTally {
    /// Counts one more day of a school.
    pub(crate) fn add(&mut self, day: &EscortDay) {
        self.days += u32::from(!day.sheets.is_empty());
        self.reviewed += u32::from(!day.sheets.is_empty() && day.is_reviewed());
        self.sheets += u32::try_from(day.sheets.len()).unwrap_or(u32::MAX);
        self.out += day.out;
        self.handed += day.handed;
        self.returned += day.returned;
        self.remaining += day.sheets.iter().map(|it| u32::try_from(it.remaining).unwrap_or(0)).sum::<u32>();
    }
}
