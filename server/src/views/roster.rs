//! A school's roster: the week, the draft of its pattern, one day that differs.

use domain::{
    calendar::DayKind,
    day::Day,
    duty_window::WindowKind,
    ids::{PostId, StaffId, WindowId},
    roster::{ConflictKind, RosterReason, Side},
    staff::StaffKind,
    time::UtcMs,
};
use serde::{Deserialize, Serialize};

use super::board::MissingStaff;

/// A day of the week.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterDay {
    #[schema(value_type = String)]
    pub(crate) day: Day,
    #[schema(value_type = String)]
    pub(crate) kind: DayKind,
    /// Whose timetable holds, Monday = 0.
    pub(crate) weekday: u8,
    pub(crate) reason: String,
}

/// A window as a row names it.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterWindow {
    #[schema(value_type = String)]
    pub(crate) id: WindowId,
    #[schema(value_type = String)]
    pub(crate) kind: WindowKind,
    pub(crate) label: String,
    pub(crate) start_min: u16,
    pub(crate) end_min: u16,
    pub(crate) weekdays: u8,
    pub(crate) grades: String,
}

/// One window of one day at one post.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterCell {
    /// Somebody planned it.
    pub(crate) planned: bool,
    /// The first leads.
    #[schema(value_type = Vec<String>)]
    pub(crate) staff: Vec<StaffId>,
    /// Planned, and on leave.
    #[schema(value_type = Vec<String>)]
    pub(crate) away: Vec<StaffId>,
    /// Kinds to be filled by whoever comes.
    pub(crate) open: Vec<MissingStaff>,
    /// Another crew than the pattern's, for this day.
    pub(crate) excepted: bool,
    /// What somebody asked for it with, beside words.
    #[schema(value_type = Option<String>)]
    pub(crate) asked_for: Option<RosterReason>,
    /// Why, in words.
    pub(crate) reason: String,
}

/// One window at one post.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterRow {
    #[schema(value_type = String)]
    pub(crate) window_id: WindowId,
    /// In the order of the days; none where the window is not held.
    pub(crate) cells: Vec<Option<RosterCell>>,
}

/// A post.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterPost {
    #[schema(value_type = String)]
    pub(crate) id: PostId,
    pub(crate) name: String,
    pub(crate) requirement: Vec<MissingStaff>,
    /// Send it back with a change.
    pub(crate) rev_school: i64,
    pub(crate) rev_police: i64,
    pub(crate) rows: Vec<RosterRow>,
}

/// From when to when somebody is away.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct LeaveLine {
    pub(crate) id: String,
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    pub(crate) reason: String,
}

/// Somebody who may stand at these gates.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterStaff {
    #[schema(value_type = String)]
    pub(crate) id: StaffId,
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) kind: StaffKind,
    pub(crate) post: String,
    #[schema(value_type = String)]
    pub(crate) side: Side,
    pub(crate) leaves: Vec<LeaveLine>,
}

/// How far a side is.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SideState {
    #[schema(value_type = String)]
    pub(crate) side: Side,
    #[schema(value_type = Option<i64>)]
    pub(crate) changed_ms: Option<UtcMs>,
    pub(crate) changed_by: String,
    #[schema(value_type = Option<i64>)]
    pub(crate) published_ms: Option<UtcMs>,
    pub(crate) published_by: String,
    /// The draft is not what was published.
    pub(crate) differs: bool,
}

/// Something wrong with the week.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterConflict {
    #[schema(value_type = String)]
    pub(crate) kind: ConflictKind,
    #[schema(value_type = String)]
    pub(crate) post_id: PostId,
    pub(crate) post: String,
    #[schema(value_type = String)]
    pub(crate) day: Day,
    #[schema(value_type = String)]
    pub(crate) window_id: WindowId,
    #[schema(value_type = Option<String>)]
    pub(crate) staff_id: Option<StaffId>,
    pub(crate) name: String,
    /// Where else they stand.
    pub(crate) other: String,
    pub(crate) missing: Vec<MissingStaff>,
}

/// Hours of the week in which boarders are there and nobody watches.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct CoverGap {
    #[schema(value_type = i64)]
    pub(crate) from_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) to_ms: UtcMs,
    /// The watch that nobody is named for; none: no window is held.
    #[schema(value_type = Option<String>)]
    pub(crate) window_id: Option<WindowId>,
}

/// A school's week.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct RosterView {
    pub(crate) school: String,
    pub(crate) name: String,
    /// Monday of the week shown.
    #[schema(value_type = String)]
    pub(crate) week: Day,
    #[schema(value_type = String)]
    pub(crate) today: Day,
    pub(crate) draft: bool,
    /// Whose people I plan.
    #[schema(value_type = Option<String>)]
    pub(crate) plans: Option<Side>,
    pub(crate) days: Vec<RosterDay>,
    pub(crate) windows: Vec<RosterWindow>,
    pub(crate) posts: Vec<RosterPost>,
    pub(crate) staff: Vec<RosterStaff>,
    pub(crate) sides: Vec<SideState>,
    pub(crate) conflicts: Vec<RosterConflict>,
    /// What the cover of boarders by day and night lacks.
    pub(crate) gaps: Vec<CoverGap>,
}

/// A line of the draft.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct TurnWish {
    #[schema(value_type = String)]
    pub(crate) post_id: PostId,
    #[schema(value_type = String)]
    pub(crate) window_id: WindowId,
    /// Monday = 0.
    pub(crate) weekdays: Vec<u8>,
    #[schema(value_type = Vec<String>)]
    pub(crate) staff: Vec<StaffId>,
    pub(crate) open: Vec<OpenWish>,
    /// The draft that was seen.
    pub(crate) rev: i64,
}

/// So many of one kind.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct OpenWish {
    #[schema(value_type = String)]
    pub(crate) kind: StaffKind,
    pub(crate) count: u8,
}

/// One window of one day.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct DayWish {
    #[schema(value_type = String)]
    pub(crate) post_id: PostId,
    #[schema(value_type = String)]
    pub(crate) day: Day,
    #[schema(value_type = String)]
    pub(crate) window_id: WindowId,
    #[schema(value_type = Vec<String>)]
    pub(crate) staff: Vec<StaffId>,
    pub(crate) open: Vec<OpenWish>,
    pub(crate) reason: String,
    /// Let the pattern hold again.
    #[serde(default)]
    pub(crate) back: bool,
}

/// Which school.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct PublishWish {
    pub(crate) school: String,
}

/// What was published.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PublishDone {
    /// Weeks that phones were told anew.
    pub(crate) weeks: u32,
}
