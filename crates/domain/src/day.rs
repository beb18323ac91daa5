//! A business date 业务日期: a calendar day in Asia/Shanghai, as rosters and calendars name it.

use chrono::{Datelike, NaiveDate};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::time::UtcMs;

/// A day: days since 1970-01-01 on the wire and in tables, `2026-11-23` in JSON and files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, ts_rs::TS)]
#[cbor(transparent)]
#[ts(as = "String")]
pub struct Day(#[n(0)] pub i32);

impl Day {
    /// The day a moment falls on in Asia/Shanghai.
    #[must_use]
    pub fn of(moment: UtcMs) -> Self {
        Self::from(moment.business_date())
    }

    /// The date of the calendar. Days outside chrono's range show as 1970-01-01.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        NaiveDate::default().checked_add_signed(chrono::Duration::days(i64::from(self.0))).unwrap_or_default()
    }

    /// The moment at which `minute` of this day begins in Asia/Shanghai; minutes past 1440 fall on later days.
    #[must_use]
    pub fn at(self, minute: u16) -> UtcMs {
        UtcMs::at(self.date(), i64::from(minute))
    }

    /// Monday = 0 … Sunday = 6.
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from(self.date().weekday().num_days_from_monday()).unwrap_or(0)
    }

    /// `self` moved by whole days.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        self.plus(-i32::from(self.weekday()))
    }

    /// Reads `2026-11-23`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok().map(Self::from)
    }

    /// Every day from `self` to `last`, both included.
    pub fn to(self, last: Self) -> impl Iterator<Item = Self> + Clone {
        (self.0..=last.0).map(Self)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        let days = date.signed_duration_since(NaiveDate::default()).num_days();
        Self(i32::try_from(days).unwrap_or_default())
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.date().fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("a day is written 2026-11-23"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_and_are_written_as_the_calendar_does() {
        let day = Day::parse("2026-11-23").expect("reads");
        assert_eq!((day.weekday(), day.to_string().as_str()), (0, "2026-11-23"));
        assert_eq!(day.plus(6).monday(), day);
        assert_eq!(Day::of(day.at(1439)), day);
        assert_eq!(Day::of(day.at(1440)), day.plus(1));
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::parse("2026-02-29"), None);
    }
}
