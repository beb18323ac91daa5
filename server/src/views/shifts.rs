//! Shifts 勤务: one, its people, its notes, and what the office decides about it.

use domain::{
    day::Day,
    duty_note::{AbsenceReason, Situation},
    duty_shift::{Gap, ShiftDecision, ShiftState},
    duty_window::WindowKind,
    ids::{PostId, RecordId, SchoolId, StaffId, WindowId},
    staff::StaffKind,
    time::{ClockQuality, UtcMs},
};
use serde::{Deserialize, Serialize};

use super::board::MissingStaff;

/// Somebody's time at a post.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftPerson {
    #[schema(value_type = Option<String>)]
    pub(crate) staff_id: Option<StaffId>,
    pub(crate) name: String,
    #[schema(value_type = Option<String>)]
    pub(crate) kind: Option<StaffKind>,
    pub(crate) on: Moment,
    /// When they left, if somebody said so.
    pub(crate) off: Option<Moment>,
    /// Why before the end.
    #[schema(value_type = Option<String>)]
    pub(crate) early: Option<AbsenceReason>,
    /// They came after the minute that was due, even by the earliest time that is possible.
    pub(crate) late: bool,
    /// They were there at a roll-call; when they came nobody said.
    pub(crate) called: bool,
    /// It does not count: the office rejected it, or its clock is in doubt.
    pub(crate) doubtful: bool,
    /// They read the gate's own live code while it was shown: that proves place and time.
    pub(crate) live: bool,
    /// Who recorded it for them, when that was somebody else.
    pub(crate) recorder: Option<String>,
}

/// When something was, how that is known, and the record behind it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Moment {
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) lo_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) hi_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
    /// The worker stated or corrected the time.
    pub(crate) stated: bool,
    #[schema(value_type = i64)]
    pub(crate) received_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    /// How often it was corrected.
    pub(crate) revisions: u32,
}

/// A shift.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftRow {
    #[schema(value_type = String)]
    pub(crate) post_id: PostId,
    #[schema(value_type = String)]
    pub(crate) window_id: WindowId,
    #[schema(value_type = String)]
    pub(crate) day: Day,
    #[schema(value_type = String)]
    pub(crate) school_id: SchoolId,
    pub(crate) school: String,
    pub(crate) town: String,
    pub(crate) post: String,
    #[schema(value_type = String)]
    pub(crate) kind: WindowKind,
    pub(crate) label: String,
    #[schema(value_type = i64)]
    pub(crate) start_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) end_ms: UtcMs,
    /// When one should be there.
    #[schema(value_type = i64)]
    pub(crate) due_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) state: ShiftState,
    /// Nobody was heard of although it has begun: that says nothing.
    pub(crate) silent: bool,
    pub(crate) need: u32,
    /// People who came, each counted once.
    pub(crate) came: u32,
    pub(crate) missing: Vec<MissingStaff>,
    pub(crate) late: bool,
    /// 脱岗
    #[schema(value_type = Vec<Object>)]
    pub(crate) gaps: Vec<Gap>,
    /// Somebody came, but only by a clock in doubt.
    pub(crate) unproven: bool,
    /// 情况, of the closing, else the worst of the notes.
    #[schema(value_type = Option<String>)]
    pub(crate) situation: Option<Situation>,
    /// Of a cancelled or excused shift: why, in words.
    pub(crate) reason: Option<String>,
    /// Corrections of its records.
    pub(crate) revisions: u32,
    /// Volunteers, parents and others, counted.
    pub(crate) headcount: u32,
    pub(crate) people: Vec<ShiftPerson>,
}

/// The shifts of a school or of more.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftList {
    #[schema(value_type = i64)]
    pub(crate) now_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    pub(crate) shifts: Vec<ShiftRow>,
}

/// A picture of a note.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct NotePhoto {
    pub(crate) sha256: String,
    pub(crate) stored: bool,
}

/// What was noted during a shift.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftNote {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    pub(crate) who: String,
    #[ts(type = r#""log" | "roll_call" | "hand_over" | "close""#)]
    pub(crate) kind: String,
    #[schema(value_type = Object)]
    #[ts(type = "Record<string, unknown>")]
    pub(crate) entry: serde_json::Value,
    /// Names behind the ids in the entry.
    pub(crate) names: std::collections::BTreeMap<String, String>,
    pub(crate) revisions: u32,
    pub(crate) photos: Vec<NotePhoto>,
}

/// What the office decided about it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftDecided {
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) decision: ShiftDecision,
    pub(crate) reason: String,
    pub(crate) leader: String,
    pub(crate) account: String,
}

/// One shift with everything that speaks for it.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ShiftDetail {
    #[schema(value_type = i64)]
    pub(crate) now_ms: UtcMs,
    pub(crate) shift: ShiftRow,
    pub(crate) notes: Vec<ShiftNote>,
    pub(crate) photos: Vec<NotePhoto>,
    pub(crate) decided: Vec<ShiftDecided>,
    /// When a phone of the school last called.
    #[schema(value_type = Option<i64>)]
    pub(crate) heard_ms: Option<UtcMs>,
    pub(crate) may_decide: bool,
}

/// A decision.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct DecisionWish {
    #[schema(value_type = String)]
    pub(crate) decision: ShiftDecision,
    /// Why.
    pub(crate) reason: String,
    /// The leader who answers for it, by post.
    pub(crate) leader: String,
}
