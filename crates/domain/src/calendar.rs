//! The school calendar 校历: on which days there are classes, and what the days that differ are.
//!
//! A bureau keeps one for its district (terms, holidays, 调休), a school may lay its own days over it. A day is looked up
//! in the school's first; what nobody says anything about is an ordinary day of its weekday, inside a term.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    Problem,
    day::Day,
    ids::{SchoolId, UnitId},
    limits::{CALENDAR_SPANS_MAX, CALENDAR_TERMS_MAX, CALENDAR_WORDS_MAX},
};

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
    /// It holds for every school, under what the school's own says.
    #[n(3)]
    pub district: bool,
}

impl SchoolCalendar {
    fn span(&self, day: Day) -> Option<&Span> {
        self.spans.iter().rfind(|span| span.first <= day && day <= span.last)
    }

    /// Whether it can be what somebody meant.
    ///
    /// # Errors
    /// `calendar-…` with the `line` (from 1) of the term or span that cannot.
    pub fn check(&self) -> Result<(), Problem> {
        let fault = |code: &str, at: usize| Err(Problem::new(code).with("line", at + 1));
        if self.terms.len() > CALENDAR_TERMS_MAX || self.spans.len() > CALENDAR_SPANS_MAX {
            return Err(Problem::new("calendar-too-long"));
        }
        for (at, term) in self.terms.iter().enumerate() {
            if !is_said(&term.name) {
                return fault("calendar-term-unnamed", at);
            }
            let after_the_one_before = at == 0 || self.terms[at - 1].last < term.first;
            if !is_stretch(term.first, term.last) || !after_the_one_before {
                return fault("calendar-term-days", at);
            }
        }
        for (at, span) in self.spans.iter().enumerate() {
            if !is_stretch(span.first, span.last) {
                return fault("calendar-span-days", at);
            }
            if !is_said(&span.reason) {
                return fault("calendar-span-unsaid", at);
            }
            let follows_some = span.follows.is_none_or(|it| it < 7 && span.kind != DayKind::NoClass);
            let ends_in_time = (span.kind == DayKind::Half) == span.until_min.is_some_and(|it| (1..1440).contains(&it));
            if !follows_some || !ends_in_time {
                return fault("calendar-span-terms", at);
            }
        }
        Ok(())
    }
}

/// A name or reason of a few words.
fn is_said(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= CALENDAR_WORDS_MAX
}

/// In order, at most a year, in this century.
fn is_stretch(first: Day, last: Day) -> bool {
    let century = 10_957..=47_481;
    first <= last && last.0 - first.0 <= 366 && century.contains(&first.0) && century.contains(&last.0)
}

/// What one day is for one school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolDay {
    /// What it is.
    pub kind: DayKind,
    /// Whose timetable holds, Monday = 0 … Sunday = 6.
    pub weekday: u8,
    /// Of a half day: the minute at which classes end.
    pub until_min: Option<u16>,
    /// Why it differs, in words; empty for an ordinary day.
    pub reason: String,
}

/// The calendars that hold for one school: its own over the district's. Without any, every day is an ordinary one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Calendars<'c> {
    own: Option<&'c SchoolCalendar>,
    district: Option<&'c SchoolCalendar>,
}

impl<'c> Calendars<'c> {
    /// Those of a school among all that are known.
    #[must_use]
    pub fn of(school: SchoolId, all: &'c [SchoolCalendar]) -> Self {
        let own = all.iter().find(|it| !it.district && it.unit_id == UnitId::from(school));
        Self { own, district: all.iter().find(|it| it.district) }
    }

    /// What a day is. A weather stop of the district holds whatever the school's own calendar says; else the school's
    /// own days come first, then the district's, then the terms (the school's own terms, if it has any).
    #[must_use]
    pub fn day(&self, day: Day) -> SchoolDay {
        let district = self.district.and_then(|it| it.span(day));
        let stopped = district.filter(|span| span.kind == DayKind::WeatherStop);
        if let Some(span) = stopped.or_else(|| self.own.and_then(|it| it.span(day))).or(district) {
            return SchoolDay {
                kind: span.kind,
                weekday: span.follows.filter(|it| *it < 7).unwrap_or_else(|| day.weekday()),
                until_min: span.until_min.filter(|_| span.kind == DayKind::Half),
                reason: span.reason.clone(),
            };
        }
        let in_term = self.terms().is_empty() || self.terms().iter().any(|term| term.first <= day && day <= term.last);
        let kind = if in_term { DayKind::Class } else { DayKind::NoClass };
        SchoolDay { kind, weekday: day.weekday(), until_min: None, reason: String::new() }
    }

    /// The terms that hold.
    #[must_use]
    pub fn terms(&self) -> &'c [Term] {
        let own = self.own.map(|it| it.terms.as_slice()).filter(|terms| !terms.is_empty());
        own.or(self.district.map(|it| it.terms.as_slice())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("reads")
    }

    fn span(first: &str, last: &str, kind: DayKind) -> Span {
        Span { first: day(first), last: day(last), kind, reason: "原因".into(), follows: None, until_min: None }
    }

    #[test]
    fn the_schools_own_days_lie_over_the_districts_and_a_storm_over_both() {
        let school = SchoolId(Uuid::from_u128(1));
        let term = Term { name: "第一学期".into(), first: day("2026-09-01"), last: day("2027-01-29") };
        let district = SchoolCalendar {
            unit_id: UnitId(Uuid::from_u128(9)),
            terms: vec![term],
            spans: vec![
                span("2026-10-01", "2026-10-07", DayKind::NoClass),
                Span { follows: Some(3), ..span("2026-10-10", "2026-10-10", DayKind::Class) },
                span("2026-11-20", "2026-11-20", DayKind::WeatherStop),
            ],
            district: true,
        };
        let own = SchoolCalendar {
            unit_id: school.into(),
            terms: vec![],
            spans: vec![
                span("2026-10-07", "2026-10-07", DayKind::Class),
                span("2026-11-20", "2026-11-21", DayKind::Exam),
                Span { until_min: Some(690), ..span("2026-12-31", "2026-12-31", DayKind::Half) },
            ],
            district: false,
        };
        let all = [own, district];
        let kind = |text: &str| Calendars::of(school, &all).day(day(text)).kind;
        assert_eq!(kind("2026-08-31"), DayKind::NoClass, "before the term");
        assert_eq!(kind("2026-09-01"), DayKind::Class);
        assert_eq!(kind("2026-10-06"), DayKind::NoClass);
        assert_eq!(kind("2026-10-07"), DayKind::Class, "the school makes it up already");
        assert_eq!(kind("2026-11-20"), DayKind::WeatherStop);
        assert_eq!(kind("2026-11-21"), DayKind::Exam);
        let made_up = Calendars::of(school, &all).day(day("2026-10-10"));
        assert_eq!((made_up.kind, made_up.weekday), (DayKind::Class, 3), "a Saturday by Thursday's timetable");
        assert_eq!(Calendars::of(school, &all).day(day("2026-12-31")).until_min, Some(690));
        let other = SchoolId(Uuid::from_u128(2));
        assert_eq!(Calendars::of(other, &all).day(day("2026-11-21")).kind, DayKind::Class);
        assert_eq!(Calendars::default().day(day("2026-08-01")).kind, DayKind::Class, "nothing is known");
    }
}
