//! The capture time: a wall clock reading, with the offset from UTC where the camera knew it.

use ::exif::{Exif, Tag};
use serde::{Deserialize, Serialize};

use super::text;

/// When the camera says the picture was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The camera's wall clock, in milliseconds since 1970-01-01 00:00 of that same clock (as if it showed UTC).
    pub local_ms: i64,
    /// Minutes that the clock was ahead of UTC (480 in China); absent when the camera did not say.
    pub offset_min: Option<i32>,
}

impl Taken {
    /// Reads the moment of exposure, else of digitizing, else of the last change. Blank and impossible dates are passed by.
    pub(super) fn from_exif(exif: &Exif) -> Option<Self> {
        const CLOCKS: [(Tag, Tag, Tag); 3] = [
            (Tag::DateTimeOriginal, Tag::SubSecTimeOriginal, Tag::OffsetTimeOriginal),
            (Tag::DateTimeDigitized, Tag::SubSecTimeDigitized, Tag::OffsetTimeDigitized),
            (Tag::DateTime, Tag::SubSecTime, Tag::OffsetTime),
        ];
        CLOCKS.iter().find_map(|&(clock, fraction, offset)| {
            let seconds = text(exif, clock).and_then(seconds_of)?;
            let fraction_ms = text(exif, fraction).map_or(0, milliseconds_of);
            let offset_min = text(exif, offset).and_then(minutes_of);
            Some(Self { local_ms: seconds * 1000 + fraction_ms, offset_min })
        })
    }
}

/// Seconds since 1970 of `2026:11:23 08:15:30`. Some cameras write other separators; the places of the digits are the same.
fn seconds_of(text: &[u8]) -> Option<i64> {
    let is_free = |at: usize| text.get(at).is_some_and(|byte| !byte.is_ascii_digit());
    if ![4, 7, 10, 13, 16].into_iter().all(is_free) {
        return None;
    }
    let [year, month, day] = [number(text, 0, 4)?, number(text, 5, 2)?, number(text, 8, 2)?];
    let [hour, minute, second] = [number(text, 11, 2)?, number(text, 14, 2)?, number(text, 17, 2)?];
    let is_date = year >= 1970 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    let is_time = hour < 24 && minute < 60 && second < 60;
    (is_date && is_time).then(|| ((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
}

fn number(text: &[u8], at: usize, digits: usize) -> Option<i64> {
    let digits = text.get(at..at + digits)?;
    digits.iter().try_fold(0, |sum, &digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let years: i64 = (1970..year).map(|year| 365 + i64::from(is_leap(year))).sum();
    years + (1..month).map(|month| days_in(year, month)).sum::<i64>() + day - 1
}

/// The first three digits of a decimal fraction: `5` is 500 ms, `0421` is 42 ms.
fn milliseconds_of(text: &[u8]) -> i64 {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).chain(b"000");
    digits.take(3).fold(0, |sum, &digit| sum * 10 + i64::from(digit - b'0'))
}

/// Minutes of `+08:00`, `-0330` or `Z`; nothing outside the offsets that clocks on earth have.
fn minutes_of(text: &[u8]) -> Option<i32> {
    if text == b"Z" {
        return Some(0);
    }
    let sign = match text.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let minute_at = if text.get(3) == Some(&b':') { 4 } else { 3 };
    let (hours, minutes) = (number(text, 1, 2)?, number(text, minute_at, 2)?);
    let total = sign * (hours * 60 + minutes);
    (minutes < 60 && (-12 * 60..=14 * 60).contains(&total)).then_some(total as i32)
}

#[cfg(test)]
mod tests {
    use super::{milliseconds_of, minutes_of, seconds_of};

    #[test]
    fn dates_are_counted_as_calendars_count_them() {
        assert_eq!(seconds_of(b"1970:01:01 00:00:00"), Some(0));
        assert_eq!(seconds_of(b"2024:02:29 23:59:59"), Some(1_709_251_199));
        assert_eq!(seconds_of(b"2026-11-23T08:15:30"), Some(1_795_421_730));
    }

    #[test]
    fn dates_that_no_calendar_has_are_passed_by() {
        for text in
            ["0000:00:00 00:00:00", "2023:02:29 10:00:00", "2024:13:01 10:00:00", "2024:01:01 24:00:00", "2024:01", ""]
        {
            assert_eq!(seconds_of(text.as_bytes()), None, "{text}");
        }
        assert_eq!(seconds_of(b"    :  :     :  :  "), None);
    }

    #[test]
    fn offsets_and_fractions_are_read_as_cameras_write_them() {
        assert_eq!(minutes_of(b"+08:00"), Some(480));
        assert_eq!(minutes_of(b"-03:30"), Some(-210));
        assert_eq!(minutes_of(b"+0545"), Some(345));
        assert_eq!(minutes_of(b"Z"), Some(0));
        for text in ["08:00", "+15:00", "-12:30", "+08:60", "+8", ""] {
            assert_eq!(minutes_of(text.as_bytes()), None, "{text}");
        }
        assert_eq!([milliseconds_of(b"5"), milliseconds_of(b"0421"), milliseconds_of(b"x")], [500, 42, 0]);
    }
}
