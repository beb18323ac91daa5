//! 护导单 and 总值审阅: heads that went out and what became of them, and who looked at the day.

use domain::{
    day::Day,
    duty_note::{Situation, Weather},
    duty_window::WindowKind,
    escort::{DayReview, EscortSheet, Handed, RemainingReason},
    ids::{RecordId, RouteId, SchoolId},
};

use super::Meaning;
use crate::sql::plain_text;

/// A walk, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EscortRow {
    pub(crate) school_id: SchoolId,
    pub(crate) route_id: Option<RouteId>,
    pub(crate) window: Option<WindowKind>,
    pub(crate) out: u16,
    pub(crate) handed: Vec<Handed>,
    pub(crate) returned: u16,
    /// Heads nobody can account for; computed here, whatever a phone showed.
    pub(crate) remaining: i32,
    pub(crate) remaining_reason: Option<RemainingReason>,
    pub(crate) situation: Situation,
    pub(crate) note: String,
    pub(crate) weather: Option<Weather>,
}

/// A review of a day, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DayReviewRow {
    pub(crate) school_id: SchoolId,
    pub(crate) day: Day,
    pub(crate) situation: Situation,
    pub(crate) text: String,
    /// The sheets whoever signed had in sight; `None` where that was not said.
    pub(crate) sheets: Option<Vec<RecordId>>,
}

/// Pupils were walked.
pub(super) fn walked(sheet: &EscortSheet) -> Meaning {
    Meaning::Escort(EscortRow {
        school_id: sheet.school_id,
        route_id: sheet.route_id,
        window: sheet.window,
        out: sheet.out,
        handed: sheet.handed.clone(),
        returned: sheet.returned,
        remaining: sheet.remaining(),
        remaining_reason: sheet.remaining_reason,
        situation: sheet.situation,
        note: plain_text(&sheet.note),
        weather: sheet.weather,
    })
}

/// The head of the day signed.
pub(super) fn reviewed(review: &DayReview) -> Meaning {
    Meaning::DayReview(DayReviewRow {
        school_id: review.school_id,
        day: review.day,
        situation: review.situation,
        text: plain_text(&review.text),
        sheets: review.sheets.clone(),
    })
}
