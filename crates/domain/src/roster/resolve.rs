//! From patterns, exceptions and leaves to who stands where: pure, so that a preview and a publishing give the same.
//!
//! A pattern names people for a weekday and a window of it; on a 调休 day the weekday is the one whose timetable holds. An
//! exception takes the pattern's place for one window of one day. Who is on leave is taken out and their kind is sought.
//! School and police keep a plan each for the same post, so that nobody changes the other's people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Turn;
use crate::{
    calendar::Calendars,
    day::Day,
    duty_post::Requirement,
    duty_window::DutyWindow,
    ids::{StaffId, WindowId},
    occurrence::{self, Occurrence},
    staff::StaffKind,
};

/// Whose people a plan names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 学校: guards, teachers, the safety officer, helpers of the town.
    School,
    /// 派出所: officers and auxiliaries.
    Police,
}

impl Side {
    /// Both, in the order in which their people stand in a turn.
    pub const ALL: [Self; 2] = [Self::School, Self::Police];

    /// Who plans people of this kind.
    #[must_use]
    pub fn of(kind: StaffKind) -> Self {
        match kind {
            StaffKind::Officer | StaffKind::Auxiliary => Self::Police,
            StaffKind::Guard | StaffKind::Teacher | StaffKind::SchoolSafety | StaffKind::TownStaff => Self::School,
        }
    }
}

/// What replaces the pattern for one window of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Which day.
    pub day: Day,
    /// Which window.
    pub window_id: WindowId,
    /// Who stands there instead.
    pub staff: Vec<StaffId>,
    /// Kinds still to be filled.
    pub open: Vec<Requirement>,
}

/// A person who is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Who.
    pub staff_id: StaffId,
    /// First day.
    pub first: Day,
    /// Last day, included.
    pub last: Day,
}

impl Leave {
    /// Whether it covers a day.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// One side's plan for one post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The weekly pattern: [`Turn::weekday`] is that of the timetable.
    pub pattern: Vec<Turn>,
    /// Days that differ.
    pub exceptions: Vec<Exception>,
}

impl Plan {
    fn line(&self, held: &Occurrence<'_>, timetable: u8) -> Option<(&[StaffId], &[Requirement], bool)> {
        let window = held.window.id;
        let except = self.exceptions.iter().rfind(|it| it.day == held.day && it.window_id == window);
        if let Some(it) = except {
            return Some((&it.staff, &it.open, true));
        }
        let turn = self.pattern.iter().find(|it| it.weekday == timetable && it.window_id == window)?;
        Some((&turn.staff, &turn.open, false))
    }
}

/// Who stands at a post in one window of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty<'w> {
    /// When.
    pub held: Occurrence<'w>,
    /// Who, the first leads.
    pub staff: Vec<StaffId>,
    /// Kinds that are to be filled by whoever comes, as planned.
    pub open: Vec<Requirement>,
    /// Planned, and on leave.
    pub away: Vec<StaffId>,
    /// An exception made it so.
    pub excepted: bool,
}

/// The duties of a post on these days, in the order in which they begin. A window that no plan names is not among them.
///
/// `plans` are those of the sides, the school's first; windows and calendars are those of the post's school.
pub fn resolve<'w>(
    plans: &[Plan],
    leaves: &[Leave],
    (windows, calendars): (&'w [DutyWindow], &Calendars<'_>),
    days: impl Iterator<Item = Day>,
) -> Vec<Duty<'w>> {
    let mut duties = Vec::new();
    for day in days {
        let timetable = calendars.day(day).weekday;
        for held in occurrence::on(windows, calendars, day) {
            let lines: Vec<_> = plans.iter().filter_map(|plan| plan.line(&held, timetable)).collect();
            if lines.is_empty() {
                continue;
            }
            let mut duty = Duty { held, staff: vec![], open: vec![], away: vec![], excepted: false };
            for (staff, open, excepted) in lines {
                duty.excepted |= excepted;
                duty.open = added(&duty.open, open.iter().copied());
                for id in staff {
                    let away = leaves.iter().any(|leave| leave.staff_id == *id && leave.covers(day));
                    let list = if away { &mut duty.away } else { &mut duty.staff };
                    if !list.contains(id) {
                        list.push(*id);
                    }
                }
            }
            duties.push(duty);
        }
    }
    duties
}

/// Duties as phones are given them: for who is on leave, somebody of their kind is sought.
pub fn turns(duties: &[Duty<'_>], kind_of: impl Fn(StaffId) -> Option<StaffKind>) -> Vec<Turn> {
    let turn = |duty: &Duty<'_>| {
        let sought = duty.away.iter().filter_map(|id| kind_of(*id)).map(|kind| Requirement { kind, count: 1 });
        Turn {
            weekday: duty.held.day.weekday(),
            window_id: duty.held.window.id,
            staff: duty.staff.clone(),
            open: added(&duty.open, sought),
        }
    };
    duties.iter().map(turn).collect()
}

/// Requirements with more of them, each kind once, in the order of kinds.
fn added(held: &[Requirement], more: impl Iterator<Item = Requirement>) -> Vec<Requirement> {
    let mut counts: BTreeMap<StaffKind, u8> = BTreeMap::new();
    for it in held.iter().copied().chain(more) {
        let count = counts.entry(it.kind).or_default();
        *count = count.saturating_add(it.count);
    }
    counts.into_iter().map(|(kind, count)| Requirement { kind, count }).collect()
}
