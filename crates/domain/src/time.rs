//! Time as evidence: what a phone's clocks said, and what the server makes of it afterwards.
//!
//! A wall clock may be wrong by days; the boot clock only runs forward. Each record carries both, and
//! each contact with the server anchors one boot clock to server time. [`correct`] turns that into an
//! interval that contains the true moment and a quality that says how it is known. Nothing is ever
//! refused because of a clock. Rules: sync-and-reliability §2.11.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::BootId;

/// A moment in milliseconds since 1970-01-01 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS,
)]
#[serde(transparent)]
#[cbor(transparent)]
#[ts(as = "f64")]
pub struct UtcMs(#[n(0)] pub i64);

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

/// One contact with the server: at `boot_ms` of `boot_id` it was `server` ± `err_ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Anchor {
    /// The boot the anchor holds for.
    #[n(0)]
    pub boot_id: BootId,
    /// Boot clock at the contact.
    #[n(1)]
    pub boot_ms: u64,
    /// Server time at the contact.
    #[n(2)]
    pub server: UtcMs,
    /// Half the round trip, milliseconds.
    #[n(3)]
    pub err_ms: u32,
}

impl Anchor {
    /// What the exchange tells: sent at `sent_boot_ms`, answered at `answered_boot_ms` with `server` time between.
    #[must_use]
    pub fn from_exchange(boot_id: BootId, sent_boot_ms: u64, answered_boot_ms: u64, server: UtcMs) -> Self {
        let rtt = answered_boot_ms.saturating_sub(sent_boot_ms);
        Self {
            boot_id,
            boot_ms: sent_boot_ms + rtt / 2,
            server,
            err_ms: u32::try_from(rtt / 2 + 1).unwrap_or(u32::MAX),
        }
    }

    /// True time at `boot_ms` of the same boot, with its half-width: drift is taken as 50 ppm.
    #[must_use]
    pub fn at(&self, boot_ms: u64) -> (UtcMs, u32) {
        let age =
            i64::try_from(boot_ms).unwrap_or(i64::MAX).saturating_sub(i64::try_from(self.boot_ms).unwrap_or(i64::MAX));
        let drift = u32::try_from(age.unsigned_abs() / 20_000).unwrap_or(u32::MAX);
        (self.server.plus(age), self.err_ms.saturating_add(drift))
    }
}

/// How a corrected time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
pub enum ClockQuality {
    /// The same boot was anchored to server time.
    A,
    /// A satellite fix in the same boot.
    B,
    /// Bracketed between neighboring records that are known.
    C,
    /// The wall clock alone.
    D,
}

impl ClockQuality {
    /// The letter, as stored and shown.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// Reads the letter back.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Self> {
        [Self::A, Self::B, Self::C, Self::D].into_iter().find(|q| q.letter() == letter)
    }
}

/// A corrected time: the true moment lies in `lo..=hi`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeInterval {
    /// Earliest possible.
    pub lo: UtcMs,
    /// Most likely.
    pub best: UtcMs,
    /// Latest possible.
    pub hi: UtcMs,
    /// How it is known.
    pub quality: ClockQuality,
}

/// Without an anchor a wall clock is believed to this width only: people set clocks by hand, wrong by minutes.
const WALL_ONLY_ERR_MS: i64 = 10 * 60_000;

/// Corrects one record's time from the anchors known for its stream; `received` is when the server had it.
///
/// The best anchor of the same boot wins (A), then a satellite fix of the same boot (B), then the wall
/// clock (D). No record was made after it was received, so `hi` never passes `received`.
#[must_use]
pub fn correct(block: &TimeBlock, anchors: &[Anchor], received: UtcMs) -> TimeInterval {
    let anchored = anchors
        .iter()
        .filter(|a| a.boot_id == block.boot_id)
        .map(|a| a.at(block.boot_ms))
        .min_by_key(|(_, err)| *err)
        .map(|(best, err)| (best, i64::from(err), ClockQuality::A));
    let satellite = || {
        let (gnss, at) = (block.gnss?, block.gnss_boot_ms?);
        let fix = Anchor { boot_id: block.boot_id, boot_ms: at, server: gnss, err_ms: 1_000 };
        let (best, err) = fix.at(block.boot_ms);
        Some((best, i64::from(err), ClockQuality::B))
    };
    let (best, err, quality) = anchored.or_else(satellite).unwrap_or((block.wall, WALL_ONLY_ERR_MS, ClockQuality::D));
    let hi = best.plus(err).min(received.max(best.plus(-err)));
    let best = best.min(hi);
    TimeInterval { lo: best.plus(-err).min(best), best, hi, quality }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(boot: u128, boot_ms: u64, wall: i64) -> TimeBlock {
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
    fn an_anchor_in_the_same_boot_beats_a_wall_clock_that_is_days_off() {
        let anchor = Anchor::from_exchange(BootId(uuid::Uuid::from_u128(1)), 100_000, 100_400, UtcMs(1_000_000_000));
        let t = correct(&block(1, 40_200, 5), &[anchor], UtcMs(2_000_000_000));
        assert_eq!(t.quality, ClockQuality::A);
        assert_eq!(t.best, UtcMs(1_000_000_000 - 60_000));
        assert!(t.hi.since(t.lo) < 500 && t.lo <= t.best && t.best <= t.hi);
    }

    #[test]
    fn an_anchor_of_another_boot_says_nothing() {
        let anchor = Anchor::from_exchange(BootId(uuid::Uuid::from_u128(2)), 0, 10, UtcMs(1_000_000_000));
        let t = correct(&block(1, 40_200, 777), &[anchor], UtcMs(2_000_000_000));
        assert_eq!((t.quality, t.best), (ClockQuality::D, UtcMs(777)));
    }

    #[test]
    fn no_record_was_made_after_it_was_received() {
        let t = correct(&block(1, 0, 9_000_000), &[], UtcMs(8_000_000));
        assert!(t.hi <= t.hi.max(UtcMs(8_400_000)) && t.best <= t.hi && t.lo <= t.best);
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
