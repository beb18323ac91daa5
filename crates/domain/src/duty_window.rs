//! Duty windows 护学时段: when a gate is guarded, per school, on which weekdays.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    Problem,
    day::Day,
    ids::{SchoolId, WindowId},
    time::UtcMs,
};

/// Kind of window.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum WindowKind {
    /// Morning arrival 上学.
    #[n(0)]
    In,
    /// Midday dismissal 午间放学.
    #[n(1)]
    NoonOut,
    /// Midday arrival 午间上学.
    #[n(2)]
    NoonIn,
    /// Afternoon dismissal 放学.
    #[n(3)]
    Out,
    /// Evening study 晚自习.
    #[n(4)]
    Evening,
    /// Night duty of a boarding school.
    #[n(5)]
    Night,
    /// Boarders come back on Sunday.
    #[n(6)]
    WeekendIn,
    /// Boarders leave on Friday.
    #[n(7)]
    WeekendOut,
}

impl WindowKind {
    /// The code word used in JSON, tables and addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::NoonOut => "noon_out",
            Self::NoonIn => "noon_in",
            Self::Out => "out",
            Self::Evening => "evening",
            Self::Night => "night",
            Self::WeekendIn => "weekend_in",
            Self::WeekendOut => "weekend_out",
        }
    }

    /// The Chinese name on screens and paper.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::In => "早护学",
            Self::NoonOut => "午间放学",
            Self::NoonIn => "午间上学",
            Self::Out => "晚护学",
            Self::Evening => "晚自习",
            Self::Night => "夜间值守",
            Self::WeekendIn => "周日返校",
            Self::WeekendOut => "周五离校",
        }
    }
}

/// A window of one school.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct DutyWindow {
    /// Identity.
    #[n(0)]
    pub id: WindowId,
    /// Whose.
    #[n(1)]
    pub school_id: SchoolId,
    /// Kind.
    #[n(2)]
    pub kind: WindowKind,
    /// First minute of the day, 0..1440, Asia/Shanghai.
    #[n(3)]
    pub start_min: u16,
    /// Minute at which it ends, after `start_min`; past 1440 it ends on the next day.
    #[n(4)]
    pub end_min: u16,
    /// Bit 0 = Monday … bit 6 = Sunday.
    #[n(5)]
    pub weekdays: u8,
    /// Minutes to be there before the start, 0–60 (practice differs from 10 to 30; default 20).
    #[n(6)]
    pub arrive_before_min: u16,
    /// Minutes to stay after the end.
    #[n(7)]
    pub leave_after_min: u16,
    /// When it holds besides its weekdays; `None`: always, for all grades.
    #[n(8)]
    pub terms: Option<WindowTerms>,
}

/// When a window holds besides its weekdays. New terms go to the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
#[cbor(array)]
pub struct WindowTerms {
    /// For these grades only 年级组, such as 一至三年级; two windows of one kind may differ in it.
    #[n(0)]
    pub grades: Option<String>,
    /// First day.
    #[n(1)]
    pub from: Option<Day>,
    /// Last day, included.
    #[n(2)]
    pub to: Option<Day>,
    /// Held on days of examination alone.
    #[n(3)]
    pub exam_only: Option<bool>,
}

/// Where `now` stands to a window of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Guarded now (from an hour before the start, when people arrive, to the end).
    Now,
    /// Later today.
    Next,
    /// Over for today.
    Past,
}

/// Check-ins from an hour before to an hour after belong to a window (state machine §7.1: ±60 min).
pub const GRACE_MIN: u16 = 60;

/// Longest stay before and after a window, in minutes.
const MARGIN_MIN: u16 = 60;

impl DutyWindow {
    /// Whether it can be what somebody meant.
    ///
    /// # Errors
    /// `window-…`.
    pub fn check(&self) -> Result<(), Problem> {
        let day = 24 * 60;
        if self.start_min >= day || self.end_min <= self.start_min || self.end_min > self.start_min + day {
            return Err(Problem::new("window-times"));
        }
        if self.weekdays == 0 || self.weekdays > 0b111_1111 {
            return Err(Problem::new("window-weekdays"));
        }
        if self.arrive_before_min > MARGIN_MIN || self.leave_after_min > MARGIN_MIN {
            return Err(Problem::new("window-margins").with("minutes", MARGIN_MIN));
        }
        let Some(terms) = &self.terms else { return Ok(()) };
        if terms.from.zip(terms.to).is_some_and(|(from, to)| to < from) {
            return Err(Problem::new("window-days"));
        }
        match &terms.grades {
            Some(grades) if grades.trim().is_empty() || grades.chars().count() > 20 => {
                Err(Problem::new("window-grades"))
            }
            _ => Ok(()),
        }
    }

    /// Whether it is held on the weekday of `now`.
    #[must_use]
    pub fn held_on(&self, now: UtcMs) -> bool {
        self.weekdays & (1 << now.weekday()) != 0
    }

    /// Where `now` stands to it.
    #[must_use]
    pub fn phase(&self, now: UtcMs) -> Phase {
        let minute = now.minute_of_day();
        if minute + GRACE_MIN < self.start_min {
            Phase::Next
        } else if minute <= self.end_min {
            Phase::Now
        } else {
            Phase::Past
        }
    }

    /// Whether arriving at `earliest` (the lower end of a corrected time: doubt helps the worker) is in time.
    #[must_use]
    pub fn in_time(&self, earliest: UtcMs) -> bool {
        let due = UtcMs::at(earliest.business_date(), i64::from(self.start_min) - i64::from(self.arrive_before_min));
        earliest <= due.plus(59_999)
    }
}

/// The window that matters at `now`: the one running, else the next today, else the last of today.
#[must_use]
pub fn current(windows: &[DutyWindow], now: UtcMs) -> Option<&DutyWindow> {
    let held = || windows.iter().filter(|w| w.held_on(now));
    held()
        .filter(|w| w.phase(now) != Phase::Past)
        .min_by_key(|w| (w.phase(now), w.start_min))
        .or_else(|| held().max_by_key(|w| w.end_min))
}

/// `HH:MM` of a minute of the day.
#[must_use]
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use uuid::Uuid;

    /// A window of every working day.
    pub(crate) fn window(kind: WindowKind, start: u16, end: u16) -> DutyWindow {
        DutyWindow {
            id: WindowId(Uuid::from_u128(u128::from(start))),
            school_id: SchoolId(Uuid::nil()),
            kind,
            start_min: start,
            end_min: end,
            weekdays: 0b1_1111,
            arrive_before_min: 20,
            leave_after_min: 20,
            terms: None,
        }
    }

    #[test]
    fn the_window_shown_is_the_running_one_then_the_next_then_the_last() {
        let windows = [window(WindowKind::In, 440, 500), window(WindowKind::Out, 960, 1090)];
        let at = |t: &str| current(&windows, UtcMs::parse(t).expect("reads")).map(|w| w.kind);
        assert_eq!(at("2026-11-23T04:00"), Some(WindowKind::In));
        assert_eq!(at("2026-11-23T07:30"), Some(WindowKind::In));
        assert_eq!(at("2026-11-23T11:00"), Some(WindowKind::Out));
        assert_eq!(at("2026-11-23T22:00"), Some(WindowKind::Out));
        assert_eq!(at("2026-11-22T07:30"), None, "nothing is held on a Sunday");
    }

    #[test]
    fn the_minute_that_is_due_is_still_in_time() {
        let w = window(WindowKind::In, 440, 500);
        assert!(w.in_time(UtcMs::parse("2026-11-23T07:00:59").expect("reads")));
        assert!(!w.in_time(UtcMs::parse("2026-11-23T07:01:00").expect("reads")));
    }
}
