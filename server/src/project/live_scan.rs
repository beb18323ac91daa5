//! A live code that was read at a gate: judged here alone, because only the server has its secret.
//!
//! What the code says of the time is sure: nobody else could have made it. It is compared with what the phone knew of the
//! time then; a phone that knew nothing is believed, and learns its time from it. The judgement rests on the record, the
//! secret and the history of keys, so it comes out the same whenever it is made again.

use domain::{
    live_scan::{LiveScan, STALE_MS},
    presence::LiveReading,
    time::{Anchor, TimeBlock, UtcMs},
};
use protocol::{LiveCode, LiveKey, STEP_MS};

use crate::tables::tags::{Form, IssuedTag};

/// The screen's own clock may be wrong by so much against the server's.
const SCREEN_ERR_MS: i64 = 15_000;
/// Half-width of an anchor that a code gave; no phone's own comparison has it.
const ANCHOR_ERR_MS: i64 = STEP_MS / 2 + SCREEN_ERR_MS;

/// Whether an anchor is a code's word.
pub(crate) fn is_of_a_code(anchor: &Anchor) -> bool {
    i64::from(anchor.err_ms) == ANCHOR_ERR_MS
}

/// What is known about the keys of the point a code names.
pub(crate) struct Keys<'a> {
    pub(crate) secret: &'a [u8; 32],
    pub(crate) serial: u32,
    /// All prints and keys of the point.
    pub(crate) issued: &'a [IssuedTag],
}

impl Keys<'_> {
    /// Whether a key that held while the code was shown made it.
    fn made(&self, code: &LiveCode) -> bool {
        (1..=self.serial).any(|serial| {
            let retired = self.issued.iter().find(|it| it.form == Form::Live && it.serial == serial);
            let held = retired.and_then(|it| it.retired.as_ref()).is_none_or(|(at, _)| code.shown().0 < *at);
            held && LiveKey::derive(self.secret, code.point_id, serial).made(code)
        })
    }
}

/// Judges a code read at the right place, and what it tells a clock that had no anchor.
pub(crate) fn judge(
    scan: &LiveScan,
    code: &LiveCode,
    keys: &Keys<'_>,
    (block, received): (&TimeBlock, UtcMs),
) -> (LiveReading, Option<Anchor>) {
    if !keys.made(code) {
        return (LiveReading::Invalid, None);
    }
    let (from, to) = code.shown();
    let back = i64::try_from(block.boot_ms.saturating_sub(scan.boot_ms)).unwrap_or(i64::MAX);
    let known = block.estimate.map(|at| (at.plus(-back), i64::from(block.estimate_err_ms.unwrap_or(0))));
    let apart = match known {
        Some((at, err)) => from.since(at).max(at.since(to)).max(0) - err,
        // Nothing was made after it was received.
        None => from.since(received).max(0),
    };
    if apart > STALE_MS {
        return (LiveReading::Stale, None);
    }
    let anchor = known.is_none().then(|| Anchor {
        boot_id: block.boot_id,
        boot_ms: scan.boot_ms,
        server: from.plus(STEP_MS / 2),
        err_ms: u32::try_from(ANCHOR_ERR_MS).unwrap_or(u32::MAX),
    });
    (LiveReading::Valid, anchor)
}

#[cfg(test)]
mod tests {
    use domain::ids::{BootId, PointId};
    use uuid::Uuid;

    use super::*;

    const NOON: UtcMs = UtcMs(1_795_406_400_000);

    fn block(estimate: Option<UtcMs>) -> TimeBlock {
        TimeBlock {
            wall: UtcMs(0),
            tz_min: 480,
            boot_id: BootId(Uuid::nil()),
            boot_ms: 100_000,
            estimate,
            estimate_err_ms: estimate.map(|_| 500),
            gnss: None,
            gnss_boot_ms: None,
            flags: None,
        }
    }

    fn judged(serial: u32, shown: UtcMs, estimate: Option<UtcMs>) -> (LiveReading, Option<Anchor>) {
        let point = PointId(Uuid::from_u128(7));
        let code = LiveKey::derive(&[1; 32], point, serial).code_at(point, shown);
        let retired = Some((NOON, "station01".to_owned()));
        let first = IssuedTag {
            form: Form::Live,
            serial: 1,
            made: (UtcMs(0), String::new()),
            issued: None,
            retired,
            reason: None,
        };
        let keys = Keys { secret: &[1; 32], serial: 2, issued: &[first] };
        let scan = LiveScan { text: code.text(), boot_ms: 90_000 };
        judge(&scan, &code, &keys, (&block(estimate), NOON.plus(86_400_000)))
    }

    #[test]
    fn a_code_read_while_it_was_shown_is_valid_and_one_passed_on_is_stale() {
        let shown = NOON.plus(60_000);
        assert_eq!(judged(2, shown, Some(shown.plus(12_000))), (LiveReading::Valid, None));
        assert_eq!(judged(2, shown, Some(shown.plus(600_000))).0, LiveReading::Stale);
        assert_eq!(judged(3, shown, None).0, LiveReading::Invalid, "a key that was never given");
    }

    #[test]
    fn a_clock_without_an_anchor_learns_the_time_from_the_code() {
        let shown = NOON.plus(60_000);
        let (reading, anchor) = judged(2, shown, None);
        let anchor = anchor.expect("an anchor");
        assert_eq!((reading, anchor.boot_ms), (LiveReading::Valid, 90_000));
        assert!(anchor.server.since(shown).abs() <= i64::from(anchor.err_ms));
    }

    #[test]
    fn a_retired_key_holds_for_what_it_showed_before() {
        assert_eq!(judged(1, NOON.plus(-60_000), None).0, LiveReading::Valid);
        assert_eq!(judged(1, NOON.plus(60_000), None).0, LiveReading::Invalid);
    }
}
