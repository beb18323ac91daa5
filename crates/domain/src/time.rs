//! Time as evidence: what a phone's clocks said, and what the server makes of it afterwards.
//!
//! A wall clock may be wrong by days; the boot clock only runs forward. Each record carries both. What is known of a
//! boot's clock is a list of [`Anchor`]s, which know both sides, and of [`Bound`]s, which know one. [`correct`] turns
//! that into an interval that contains the true moment and a quality that says how it is known. Nothing is ever
//! refused because of a clock.

mod anchor;
mod bracket;
mod correct;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

pub use self::{
    anchor::{Anchor, Bound, DRIFT_PARTS, Side},
    bracket::{Neighbor, Run},
    correct::{ClockQuality, Corrected, Evidence, TimeInterval, correct, correct_by},
};
use crate::ids::BootId;

/// A moment in milliseconds since 1970-01-01 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS,
)]
#[serde(transparent)]
#[cbor(transparent)]
#[ts(as = "f64")]
pub struct UtcMs(#[n(0)] pub i64);

/// 2026-01-01: no record is older than the product.
pub const BEGINNING: UtcMs = UtcMs(1_767_196_800_000);

/// Asia/Shanghai is eight hours ahead all year; summer time ended in 1991.
const SHANGHAI_SECONDS: i32 = 8 * 3600;

impl UtcMs {
    /// This moment on the wall in Asia/Shanghai. Moments outside chrono's range show as 1970.
    #[must_use]
    pub fn shanghai(self) -> DateTime<FixedOffset> {
        let utc = Utc.timestamp_millis_opt(self.0).single().unwrap_or_default();
        utc.with_timezone(&shanghai_offset())
    }

    /// The business date 业务日期: the calendar day in Asia/Shanghai.
    #[must_use]
    pub fn business_date(self) -> NaiveDate {
        self.shanghai().date_naive()
    }

    /// Minutes since midnight in Asia/Shanghai, 0..1440.
    #[must_use]
    pub fn minute_of_day(self) -> u16 {
        let t = self.shanghai();
        u16::try_from(t.hour() * 60 + t.minute()).unwrap_or(0)
    }

    /// Weekday in Asia/Shanghai, Monday = 0 … Sunday = 6.
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from(self.shanghai().weekday().num_days_from_monday()).unwrap_or(0)
    }

    /// The moment at which `minute` of `date` begins in Asia/Shanghai; minutes past 1440 fall on later days.
    #[must_use]
    pub fn at(date: NaiveDate, minute: i64) -> Self {
        let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        Self(midnight - i64::from(SHANGHAI_SECONDS) * 1000 + minute * 60_000)
    }

    /// `self + ms`, saturating.
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to `self`, negative when it lies after.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads RFC 3339 (`2026-11-23T07:31:00+08:00`) or, without an offset, wall time in Asia/Shanghai
    /// (`2026-11-23T07:31` or with seconds, `T` or a blank between).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(t) = DateTime::parse_from_rfc3339(text) {
            return Some(Self(t.timestamp_millis()));
        }
        let naive = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
        shanghai_offset().from_local_datetime(&naive).single().map(|t| Self(t.timestamp_millis()))
    }

    /// RFC 3339 with `+08:00` and milliseconds, the form on paper and in exports.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.shanghai().to_rfc3339_opts(chrono::SecondsFormat::Millis, false)
    }
}

fn shanghai_offset() -> FixedOffset {
    FixedOffset::east_opt(SHANGHAI_SECONDS).unwrap_or_else(|| Utc.fix())
}

/// What the clocks said when a record was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct TimeBlock {
    /// The wall clock as the phone showed it.
    #[n(0)]
    pub wall: UtcMs,
    /// The zone the phone was set to, minutes east of UTC.
    #[n(1)]
    pub tz_min: i16,
    /// Which start of the phone `boot_ms` counts from.
    #[n(2)]
    pub boot_id: BootId,
    /// Milliseconds since that start, counting through sleep.
    #[n(3)]
    pub boot_ms: u64,
    /// The phone's own estimate of true time, from its last anchor in this boot.
    #[n(4)]
    pub estimate: Option<UtcMs>,
    /// Half-width of that estimate, milliseconds.
    #[n(5)]
    pub estimate_err_ms: Option<u32>,
    /// Time from a satellite fix.
    #[n(6)]
    pub gnss: Option<UtcMs>,
    /// Boot clock at that fix.
    #[n(7)]
    pub gnss_boot_ms: Option<u64>,
    /// Bits: 1 = automatic time on, 2 = the wall clock jumped since the record before.
    #[n(8)]
    pub flags: Option<u16>,
}

/// The wall clock jumped against the boot clock since the record before ([`TimeBlock::flags`]).
pub const FLAG_CLOCK_JUMP: u16 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn block(boot: u128, boot_ms: u64, wall: i64) -> TimeBlock {
        TimeBlock {
            wall: UtcMs(wall),
            tz_min: 480,
            boot_id: BootId(uuid::Uuid::from_u128(boot)),
            boot_ms,
            estimate: None,
            estimate_err_ms: None,
            gnss: None,
            gnss_boot_ms: None,
            flags: None,
        }
    }

    #[test]
    fn days_are_counted_in_shanghai() {
        let late = UtcMs::parse("2026-11-23T23:30").expect("reads");
        assert_eq!(late.business_date().to_string(), "2026-11-23");
        assert_eq!(late.rfc3339(), "2026-11-23T23:30:00.000+08:00");
        assert_eq!(UtcMs::at(late.business_date(), 23 * 60 + 30), late);
        assert_eq!((late.weekday(), late.minute_of_day()), (0, 1410));
        assert_eq!(UtcMs::parse("2026-11-23T15:30:00Z"), Some(late));
    }
}
