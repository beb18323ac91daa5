//! The board of a day: its windows, posts and points.

use domain::{
    duty_note::Situation,
    duty_shift::{Gap, ShiftState},
    duty_window::{Phase, WindowKind},
    ids::{PointId, PostId, RecordId, SchoolId, StaffId, WindowId},
    presence::ProofLevel,
    staff::StaffKind,
    time::{ClockQuality, UtcMs},
};
use serde::Serialize;

/// A window that some of the schools hold on that day.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct WindowChoice {
    #[schema(value_type = String)]
    pub(crate) kind: WindowKind,
    pub(crate) label: String,
    /// Earliest start among the schools, `HH:MM`.
    pub(crate) start: String,
    /// Latest end among the schools.
    pub(crate) end: String,
}

/// The window the board shows.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct BoardWindow {
    #[schema(value_type = String)]
    pub(crate) kind: WindowKind,
    pub(crate) label: String,
    pub(crate) start: String,
    pub(crate) end: String,
    #[schema(value_type = String)]
    pub(crate) phase: Phase,
}

/// The figures above the board.
#[derive(Clone, Copy, Debug, Default, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct BoardTotals {
    /// Posts that hold this window, and could record it.
    pub(crate) posts: u32,
    /// Posts with everyone there.
    pub(crate) manned: u32,
    /// Posts nobody was heard of, which says nothing.
    pub(crate) silent: u32,
    /// Posts somebody came late to.
    pub(crate) late: u32,
    /// Posts of which a phone was heard while the window ran, and nobody is there.
    pub(crate) empty: u32,
    /// Posts that stood empty, for which a day has passed.
    pub(crate) missed: u32,
    /// Posts that stood empty by what was heard since; what comes late may still repair it.
    pub(crate) pending: u32,
    /// Shifts the lead closed.
    pub(crate) closed: u32,
    /// Shifts of which something abnormal was said.
    pub(crate) abnormal: u32,
    /// Posts that do not stand: no school, or the office said so.
    pub(crate) cancelled: u32,
    /// Visits wanted on that day.
    pub(crate) points_due: u32,
    /// Visits made, none counted beyond what its point wants.
    pub(crate) points_done: u32,
    pub(crate) open_hazards: i64,
    /// Records that phones still held when they last called.
    pub(crate) unsent_records: i64,
    /// Phones that held some.
    pub(crate) unsent_devices: i64,
    #[schema(value_type = Option<i64>)]
    pub(crate) oldest_unsent_ms: Option<UtcMs>,
}

/// Somebody at a post.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PostPerson {
    #[schema(value_type = Option<String>)]
    pub(crate) staff_id: Option<StaffId>,
    pub(crate) name: String,
    pub(crate) kind: String,
    #[schema(value_type = i64)]
    pub(crate) on_ms: UtcMs,
    #[schema(value_type = Option<i64>)]
    pub(crate) off_ms: Option<UtcMs>,
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
    #[schema(value_type = i64)]
    pub(crate) lo_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) hi_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
}

/// Who is still missing.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct MissingStaff {
    #[schema(value_type = String)]
    pub(crate) kind: StaffKind,
    pub(crate) count: u8,
}

/// How a post stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub(crate) enum PostState {
    /// It stood empty, and a day has passed.
    Missed,
    /// It stood empty by what was heard since; what comes late may still repair it.
    MissedPending,
    /// The window runs, a phone of the school was heard, and nobody is there.
    Empty,
    /// Nobody was heard of.
    Silent,
    /// Some are there.
    Short,
    /// Everyone is there.
    Manned,
    /// It has not begun.
    Waiting,
    /// No school, or the office said so.
    Cancelled,
    /// Its school had no phone yet: nothing was recorded then.
    NotRecordedYet,
    /// Not held on that day.
    OffHours,
}

/// A post.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PostRow {
    #[schema(value_type = String)]
    pub(crate) id: PostId,
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) school_id: SchoolId,
    pub(crate) school: String,
    pub(crate) town: String,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) need: u32,
    pub(crate) present: u32,
    pub(crate) people: Vec<PostPerson>,
    pub(crate) state: PostState,
    pub(crate) missing: Vec<MissingStaff>,
    #[schema(value_type = Option<i64>)]
    pub(crate) last_contact_ms: Option<UtcMs>,
    /// With the post and the day it names the shift.
    #[schema(value_type = Option<String>)]
    pub(crate) window_id: Option<WindowId>,
    #[schema(value_type = Option<String>)]
    pub(crate) shift: Option<ShiftState>,
    pub(crate) late: bool,
    /// 脱岗
    #[schema(value_type = Vec<Object>)]
    pub(crate) gaps: Vec<Gap>,
    #[schema(value_type = Option<String>)]
    pub(crate) situation: Option<Situation>,
    /// Why it is cancelled or excused.
    pub(crate) reason: Option<String>,
}

/// A point.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PointRow {
    #[schema(value_type = String)]
    pub(crate) id: PointId,
    /// The number as it is printed and typed.
    pub(crate) typed_no: String,
    pub(crate) name: String,
    pub(crate) school: String,
    pub(crate) done: u32,
    pub(crate) need: u32,
    #[schema(value_type = Option<i64>)]
    pub(crate) last_ms: Option<UtcMs>,
    #[schema(value_type = Option<String>)]
    pub(crate) last_level: Option<ProofLevel>,
    #[schema(value_type = Option<String>)]
    pub(crate) last_record_id: Option<RecordId>,
}

/// Hours of the day in which a school's boarders are there and nobody watches.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct UnwatchedRow {
    #[schema(value_type = String)]
    pub(crate) school_id: SchoolId,
    pub(crate) school: String,
    pub(crate) code: String,
    pub(crate) town: String,
    #[schema(value_type = i64)]
    pub(crate) from_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) to_ms: UtcMs,
    /// A watch is held then, and nobody is named for it and nobody came; without it no window is held.
    pub(crate) window: bool,
}

/// The board.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Board {
    #[schema(value_type = i64)]
    pub(crate) now_ms: UtcMs,
    pub(crate) date: String,
    pub(crate) window: Option<BoardWindow>,
    pub(crate) windows: Vec<WindowChoice>,
    pub(crate) scope_name: String,
    pub(crate) school_count: i64,
    pub(crate) totals: BoardTotals,
    /// Where nobody watches over boarders, the earliest first.
    pub(crate) unwatched: Vec<UnwatchedRow>,
    /// What needs a hand first.
    pub(crate) posts: Vec<PostRow>,
    /// What needs a hand first.
    pub(crate) points: Vec<PointRow>,
}
