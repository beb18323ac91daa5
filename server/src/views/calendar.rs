//! A school's year: terms, spans, days that differ, a stop for the weather; and what changes it.

use domain::{
    calendar::{DayKind, Span, Term},
    day::Day,
    time::UtcMs,
};
use serde::{Deserialize, Serialize};

/// A term.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct TermLine {
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
}

/// Days that differ.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SpanLine {
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    #[schema(value_type = String)]
    pub(crate) kind: DayKind,
    pub(crate) reason: String,
    /// Whose timetable holds, Monday = 0.
    pub(crate) follows: Option<u8>,
    /// Of a half day: minute of the day at which classes end.
    pub(crate) until_min: Option<u16>,
}

/// One day of the year.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct CalendarDay {
    #[schema(value_type = String)]
    pub(crate) day: Day,
    #[schema(value_type = String)]
    pub(crate) kind: DayKind,
    /// Whose timetable holds, Monday = 0.
    pub(crate) weekday: u8,
    pub(crate) until_min: Option<u16>,
    /// Empty for an ordinary day.
    pub(crate) reason: String,
    /// Windows held; none are counted for the district.
    pub(crate) windows: u32,
    pub(crate) in_term: bool,
}

/// A town or street whose schools one looks over.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct TownChoice {
    pub(crate) code: String,
    pub(crate) name: String,
}

/// A calendar with what it makes of a school year.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct CalendarView {
    /// Code of the school; none: the district's.
    pub(crate) school: Option<String>,
    /// Name of the school or bureau.
    pub(crate) name: String,
    pub(crate) year: i32,
    #[schema(value_type = String)]
    pub(crate) today: Day,
    pub(crate) may_edit: bool,
    /// May stop classes here.
    pub(crate) may_stop: bool,
    /// May stop classes of the whole district.
    pub(crate) may_stop_district: bool,
    /// Today is stopped here, by the calendar shown.
    pub(crate) stopped_today: bool,
    /// The program's own example that nobody has looked at yet.
    pub(crate) example: bool,
    /// Send it back with a change; 0 when there is no own calendar.
    pub(crate) rev: i64,
    #[schema(value_type = Option<i64>)]
    pub(crate) changed_ms: Option<UtcMs>,
    pub(crate) changed_by: String,
    pub(crate) terms: Vec<TermLine>,
    pub(crate) spans: Vec<SpanLine>,
    /// The district's, under a school's own.
    pub(crate) district_terms: Vec<TermLine>,
    pub(crate) district_spans: Vec<SpanLine>,
    pub(crate) days: Vec<CalendarDay>,
    /// Where classes may be stopped by town.
    pub(crate) towns: Vec<TownChoice>,
}

/// What a calendar shall be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct CalendarWish {
    /// Code of the school; none: the district's.
    pub(crate) school: Option<String>,
    /// The one that was seen.
    pub(crate) rev: i64,
    pub(crate) terms: Vec<TermLine>,
    pub(crate) spans: Vec<SpanLine>,
}

/// Stop classes because of the weather, or go on.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct StopWish {
    /// Code of a school.
    pub(crate) school: Option<String>,
    /// Code of a town; with neither, the whole district.
    pub(crate) town: Option<String>,
    /// Today without it.
    #[schema(value_type = Option<String>)]
    pub(crate) day: Option<Day>,
    /// In words, such as 台风; empty with `lift`.
    pub(crate) reason: String,
    /// Take the stop back.
    pub(crate) lift: bool,
}

/// What was done.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Stopped {
    /// Schools it holds for.
    pub(crate) schools: u32,
}

impl From<Term> for TermLine {
    fn from(it: Term) -> Self {
        Self { name: it.name, first: it.first, last: it.last }
    }
}

impl From<TermLine> for Term {
    fn from(it: TermLine) -> Self {
        Self { name: it.name, first: it.first, last: it.last }
    }
}

impl From<Span> for SpanLine {
    fn from(it: Span) -> Self {
        let Span { first, last, kind, reason, follows, until_min } = it;
        Self { first, last, kind, reason, follows, until_min }
    }
}

impl From<SpanLine> for Span {
    fn from(it: SpanLine) -> Self {
        let SpanLine { first, last, kind, reason, follows, until_min } = it;
        Self { first, last, kind, reason, follows, until_min }
    }
}
