//! The school calendar 校历: on which days there are classes, and what the days that differ are.
//!
//! A bureau keeps one for its district (terms, holidays, 调休), a school may lay its own days over it. A day is looked up
//! in the school's first; what nobody says anything about is an ordinary day of its weekday, inside a term.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::UnitId};

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum DayKind {
    /// 上课 (also a 调休 work-day: then [`Span::follows`] says whose timetable holds)
    #[n(0)]
    Class,
    /// 不上课 (holiday, vacation)
    #[n(1)]
    NoClass,
    /// 考试
    #[n(2)]
    Exam,
    /// 因天气停课
    #[n(3)]
    WeatherStop,
    /// 半天: classes end at [`Span::until_min`]
    #[n(4)]
    Half,
}

/// A term 学期.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Term {
    /// Such as 2026—2027 学年第一学期.
    #[n(0)]
    pub name: String,
    /// First day.
    #[n(1)]
    pub first: Day,
    /// Last day, included.
    #[n(2)]
    pub last: Day,
}

/// Days that differ from their weekday.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Span {
    /// First day.
    #[n(0)]
    pub first: Day,
    /// Last day, included.
    #[n(1)]
    pub last: Day,
    /// What they are.
    #[n(2)]
    pub kind: DayKind,
    /// Why, in words: 国庆节, 台风停课.
    #[n(3)]
    pub reason: String,
    /// Whose timetable holds, Monday = 0 … Sunday = 6; `None`: the day's own weekday.
    #[n(4)]
    pub follows: Option<u8>,
    /// Of a half day: the minute of the day at which classes end; windows that begin later are not held.
    #[n(5)]
    pub until_min: Option<u16>,
}

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct SchoolCalendar {
    /// Whose: a school's own, or the bureau's for all its schools.
    #[n(0)]
    pub unit_id: UnitId,
    /// Terms, in order.
    #[n(1)]
    pub terms: Vec<Term>,
    /// Days that differ; where two overlap, the later in the list holds.
    #[n(2)]
    pub spans: Vec<Span>,
}
