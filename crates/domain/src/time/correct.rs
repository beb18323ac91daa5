//! From clocks to an interval: what one record's time is, by everything that is known of its boot.
//!
//! Two kinds of knowledge are kept apart. Bounds are proven by order alone (it came by then, it was written after that)
//! and always hold. An anchor or a satellite fix is somebody's word about the clock: it makes the interval narrow, and
//! is passed over where it contradicts a bound.

use serde::{Deserialize, Serialize};

use super::{Anchor, Bound, Neighbor, Side, TimeBlock, UtcMs};

/// More doubt than this on either side makes nothing count as done.
const LENIENT_MS: i64 = 10 * 60_000;

/// How a corrected time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
pub enum ClockQuality {
    /// The same boot was anchored to server time.
    A,
    /// A satellite fix in the same boot.
    B,
    /// Bracketed between neighboring records that are known.
    C,
    /// The wall clock alone, as far as nothing contradicts it.
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

    /// Whether the record's own boot tells its time; else its neighbors are asked.
    #[must_use]
    pub fn is_known(self) -> bool {
        matches!(self, Self::A | Self::B)
    }
}

/// A corrected time: whatever the quality, the true moment lies in `lo..=hi`.
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

impl TimeInterval {
    /// The doubt within which something done counts as done: what is possible, but no more than ten minutes on either
    /// side. A wall clock alone leaves weeks possible, and one visit cannot have been made in all of them.
    #[must_use]
    pub fn lenient(self) -> Self {
        let (lo, hi) = (self.best.plus(-LENIENT_MS), self.best.plus(LENIENT_MS));
        Self { lo: self.lo.max(lo), hi: self.hi.min(hi), ..self }
    }
}

/// What is known beside a record's own clocks.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// Comparisons of boot clocks with the server's; those of other boots say nothing and are passed over.
    pub anchors: &'a [Anchor],
    /// One-sided knowledge of boot clocks; the same holds.
    pub bounds: &'a [Bound],
    /// The known records around this one, when there is one on either side.
    pub between: Option<(Neighbor, Neighbor)>,
    /// The record was made after this: its phone was enrolled then.
    pub since: UtcMs,
    /// The record was made before this: it was received then.
    pub received: UtcMs,
}

/// A corrected time, and how well the anchor that told it knew the boot clock there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The time.
    pub time: TimeInterval,
    /// Half-width of the anchor at the record; `None` where no anchor told it. Another anchor that is wider there makes
    /// no difference to the record.
    pub anchor_err_ms: Option<u32>,
}

/// Corrects one record's time.
#[must_use]
pub fn correct(block: &TimeBlock, known: &Evidence<'_>) -> TimeInterval {
    correct_by(block, known).time
}

/// Corrects one record's time and says what told it.
///
/// The best anchor of the same boot wins (A), then a satellite fix of the same boot (B), then the known records around
/// it (C), then the wall clock (D). Bounds hold for all four: with them alone, `lo` may lie weeks before `hi`.
#[must_use]
pub fn correct_by(block: &TimeBlock, known: &Evidence<'_>) -> Corrected {
    let (lo, hi) = proven(block, known);
    let word = |best: UtcMs, err: u32, quality| {
        let (from, to) = (best.plus(-i64::from(err)), best.plus(i64::from(err)));
        (from <= hi && to >= lo).then(|| within(best, (from.max(lo), to.min(hi)), quality))
    };
    let anchored = || {
        let anchors = known.anchors.iter().filter(|a| a.boot_id == block.boot_id).map(|a| a.at(block.boot_ms));
        let believed = anchors.filter_map(|(best, err)| Some((err, word(best, err, ClockQuality::A)?)));
        believed.min_by_key(|(err, _)| *err).map(|(err, time)| Corrected { time, anchor_err_ms: Some(err) })
    };
    let satellite = || {
        let (gnss, at) = (block.gnss?, block.gnss_boot_ms?);
        let fix = Anchor { boot_id: block.boot_id, boot_ms: at, server: gnss, err_ms: 1_000 };
        let (best, err) = fix.at(block.boot_ms);
        word(best, err, ClockQuality::B)
    };
    let bracketed = || {
        let (before, after) = known.between?;
        Some(within(interpolated(block.wall, &before, &after), (lo, hi), ClockQuality::C))
    };
    let by_the_wall = || within(block.wall, (lo, hi), ClockQuality::D);
    let otherwise = || satellite().or_else(bracketed).unwrap_or_else(by_the_wall);
    anchored().unwrap_or_else(|| Corrected { time: otherwise(), anchor_err_ms: None })
}

/// What order alone proves. Where it contradicts itself (a server whose own clock was put back), the later side holds.
fn proven(block: &TimeBlock, known: &Evidence<'_>) -> (UtcMs, UtcMs) {
    let of_boot = || known.bounds.iter().filter(|bound| bound.boot_id == block.boot_id);
    let side = |side| of_boot().filter(move |bound| bound.side == side).map(|bound| bound.at(block.boot_ms));
    let hi = side(Side::NotAfter).fold(known.received, UtcMs::min);
    let lo = side(Side::NotBefore).fold(known.since, UtcMs::max);
    (lo.min(hi), hi)
}

fn within(best: UtcMs, (lo, hi): (UtcMs, UtcMs), quality: ClockQuality) -> TimeInterval {
    TimeInterval { lo, best: best.clamp(lo, hi), hi, quality }
}

/// Where the wall clock puts the record between its neighbors; the middle when somebody set it between them.
fn interpolated(wall: UtcMs, before: &Neighbor, after: &Neighbor) -> UtcMs {
    let (shown, true_span) = (after.wall.since(before.wall), after.time.best.since(before.time.best));
    let passed = wall.since(before.wall);
    if shown <= 0 || !(0..=shown).contains(&passed) {
        return before.time.best.plus(true_span / 2);
    }
    let part = i128::from(true_span) * i128::from(passed) / i128::from(shown);
    before.time.best.plus(i64::try_from(part).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::BootId, time::tests::block};

    const NOW: UtcMs = UtcMs(2_000_000_000);

    fn evidence<'a>(anchors: &'a [Anchor], bounds: &'a [Bound]) -> Evidence<'a> {
        Evidence { anchors, bounds, between: None, since: UtcMs(0), received: NOW }
    }

    fn anchor(boot: u128, boot_ms: u64, server: i64) -> Anchor {
        Anchor { boot_id: BootId(uuid::Uuid::from_u128(boot)), boot_ms, server: UtcMs(server), err_ms: 200 }
    }

    fn bound(boot_ms: u64, side: Side, at: i64) -> Bound {
        Bound { boot_id: BootId(uuid::Uuid::from_u128(1)), boot_ms, side, at: UtcMs(at) }
    }

    #[test]
    fn an_anchor_in_the_same_boot_beats_a_wall_clock_that_is_days_off() {
        let known = [anchor(1, 100_200, 1_000_000_000)];
        let t = correct(&block(1, 40_200, 5), &evidence(&known, &[]));
        assert_eq!((t.quality, t.best), (ClockQuality::A, UtcMs(1_000_000_000 - 60_000)));
        assert!(t.hi.since(t.lo) < 500 && t.lo <= t.best && t.best <= t.hi);
    }

    #[test]
    fn an_anchor_of_another_boot_says_nothing() {
        let known = [anchor(2, 5, 1_000_000_000)];
        let t = correct(&block(1, 40_200, 777), &evidence(&known, &[]));
        assert_eq!((t.quality, t.best), (ClockQuality::D, UtcMs(777)));
    }

    #[test]
    fn an_arrival_says_not_after_and_nothing_else() {
        // Made at 1,000 s, asked to be sent at 1,060 s by the same boot clock, and arrived hours later.
        let arrival = [bound(1_060_000, Side::NotAfter, 900_000_000)];
        let t = correct(&block(1, 1_000_000, 5_000_000), &evidence(&[], &arrival));
        assert_eq!((t.quality, t.hi, t.best, t.lo), (ClockQuality::D, UtcMs(899_940_003), UtcMs(5_000_000), UtcMs(0)));
        let ahead = correct(&block(1, 1_000_000, 1_900_000_000), &evidence(&[], &arrival));
        assert_eq!(ahead.best, ahead.hi, "a wall clock that ran ahead of the arrival is not believed");
    }

    #[test]
    fn a_quick_arrival_makes_an_anchor_narrower_and_a_false_anchor_is_passed_over() {
        let arrival = [bound(100_000, Side::NotAfter, 1_000_000_050)];
        let wide = [Anchor { err_ms: 20_000, ..anchor(1, 100_000, 1_000_000_000) }];
        let t = correct(&block(1, 100_000, 0), &evidence(&wide, &arrival));
        assert_eq!((t.lo, t.hi, t.quality), (UtcMs(999_980_000), UtcMs(1_000_000_050), ClockQuality::A));
        let false_one = [anchor(1, 100_000, 1_000_100_000), anchor(1, 90_000, 999_990_000)];
        let t = correct(&block(1, 100_000, 0), &evidence(&false_one, &arrival));
        assert_eq!(t.best, UtcMs(1_000_000_000), "the one that lies after the arrival cannot be");
    }

    #[test]
    fn no_record_was_made_after_it_was_received_or_before_its_phone_was_enrolled() {
        let known = Evidence { since: UtcMs(1_000_000), ..evidence(&[], &[]) };
        let (late, early) = (correct(&block(1, 0, 9_000_000_000), &known), correct(&block(1, 0, -5), &known));
        assert_eq!((late.best, late.hi), (NOW, NOW));
        assert_eq!((early.best, early.lo), (UtcMs(1_000_000), UtcMs(1_000_000)));
    }

    #[test]
    fn between_known_neighbors_the_wall_clock_says_how_far() {
        let at = |ms: i64, wall: i64| Neighbor {
            wall: UtcMs(wall),
            time: TimeInterval { lo: UtcMs(ms), best: UtcMs(ms), hi: UtcMs(ms), quality: ClockQuality::A },
        };
        let both = [bound(0, Side::NotBefore, 1_000_000), bound(0, Side::NotAfter, 2_000_000)];
        let between = |wall: i64, to: i64| {
            let known = Evidence { between: Some((at(1_000_000, 0), at(2_000_000, to))), ..evidence(&[], &both) };
            correct(&block(1, 0, wall), &known)
        };
        let t = between(250_000, 1_000_000);
        assert_eq!((t.quality, t.lo, t.hi), (ClockQuality::C, UtcMs(1_000_000), UtcMs(2_000_000)));
        assert_eq!(t.best, UtcMs(1_250_000), "days wrong, but evenly so");
        assert_eq!(between(5_000_000, 1_000_000).best, UtcMs(1_500_000), "somebody set it between them");
        assert_eq!(between(5, -1).best, UtcMs(1_500_000), "it went back");
    }

    #[test]
    fn what_was_done_counts_within_minutes_not_weeks() {
        let t = correct(&block(1, 0, 1_000_000_000), &evidence(&[], &[])).lenient();
        assert_eq!((t.lo, t.best, t.hi), (UtcMs(999_400_000), UtcMs(1_000_000_000), UtcMs(1_000_600_000)));
        let sure = TimeInterval { lo: UtcMs(5), best: UtcMs(6), hi: UtcMs(8), quality: ClockQuality::A };
        assert_eq!(sure.lenient(), sure);
    }

    #[test]
    fn a_satellite_fix_is_next_best() {
        let record = TimeBlock { gnss: Some(UtcMs(1_000_000_000)), gnss_boot_ms: Some(0), ..block(1, 60_000, 5) };
        let t = correct(&record, &evidence(&[], &[]));
        assert_eq!((t.quality, t.best), (ClockQuality::B, UtcMs(1_000_060_000)));
    }
}
