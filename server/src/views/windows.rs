//! Duty windows of a school, and the spans in which nobody watches over its boarders.

use domain::{
    day::Day,
    duty_window::{DutyWindow, WindowKind, WindowTerms},
    ids::WindowId,
    school::{School, SchoolKind},
    time::UtcMs,
};
use serde::{Deserialize, Serialize};

use crate::sql::plain_text;

/// A window.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct WindowRow {
    #[schema(value_type = String)]
    pub(crate) id: WindowId,
    #[schema(value_type = String)]
    pub(crate) kind: WindowKind,
    pub(crate) label: String,
    pub(crate) start_min: u16,
    /// Past 1440 it ends on the next day.
    pub(crate) end_min: u16,
    /// Bit 0 = Monday.
    pub(crate) weekdays: u8,
    pub(crate) arrive_before_min: u16,
    pub(crate) leave_after_min: u16,
    pub(crate) grades: String,
    #[schema(value_type = Option<String>)]
    pub(crate) from: Option<Day>,
    #[schema(value_type = Option<String>)]
    pub(crate) to: Option<Day>,
    pub(crate) exam_only: bool,
}

/// A span in which boarders are there and no window is held.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct GapRow {
    #[schema(value_type = i64)]
    pub(crate) from_ms: UtcMs,
    #[schema(value_type = i64)]
    pub(crate) to_ms: UtcMs,
}

/// The windows of a school.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct WindowsView {
    pub(crate) school: String,
    pub(crate) name: String,
    /// Kind of school, as a code word.
    #[schema(value_type = String)]
    #[ts(type = "string")]
    pub(crate) kind: SchoolKind,
    pub(crate) boarders: u32,
    pub(crate) may_edit: bool,
    /// In the order in which they begin.
    pub(crate) windows: Vec<WindowRow>,
    /// Of a boarding school: this week and the next.
    pub(crate) gaps: Vec<GapRow>,
}

/// What a window shall be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct WindowWish {
    /// Code of its school; a window never moves to another.
    pub(crate) school: String,
    #[schema(value_type = String)]
    pub(crate) kind: WindowKind,
    pub(crate) start_min: u16,
    pub(crate) end_min: u16,
    pub(crate) weekdays: u8,
    pub(crate) arrive_before_min: u16,
    pub(crate) leave_after_min: u16,
    #[serde(default)]
    pub(crate) grades: String,
    #[schema(value_type = Option<String>)]
    pub(crate) from: Option<Day>,
    #[schema(value_type = Option<String>)]
    pub(crate) to: Option<Day>,
    #[serde(default)]
    pub(crate) exam_only: bool,
}

impl WindowWish {
    pub(crate) fn window(self, id: WindowId, school: &School) -> DutyWindow {
        let grades = plain_text(self.grades.trim());
        let terms = WindowTerms {
            grades: (!grades.is_empty()).then_some(grades),
            from: self.from,
            to: self.to,
            exam_only: self.exam_only.then_some(true),
        };
        DutyWindow {
            id,
            school_id: school.id,
            kind: self.kind,
            start_min: self.start_min,
            end_min: self.end_min,
            weekdays: self.weekdays,
            arrive_before_min: self.arrive_before_min,
            leave_after_min: self.leave_after_min,
            terms: (terms != WindowTerms::default()).then_some(terms),
        }
    }
}
