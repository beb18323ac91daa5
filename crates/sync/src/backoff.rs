//! How long to wait after failures: doubled each time, capped, and only then spread at random over the whole span
//! (jitter before the cap would bring a fleet back in step at the cap).

use domain::defect::{self, Defect};

/// The span doubles from here.
const FIRST_MS: u64 = 2_000;
/// Nobody comes again sooner than this.
const LEAST_MS: u64 = 500;

/// Milliseconds to wait after the `attempt`-th failure in a row (from 1), by a random number over its whole range.
pub(crate) fn after(attempt: u32, cap_ms: u64, random: u32) -> u64 {
    let doubled = FIRST_MS.saturating_mul(1 << attempt.saturating_sub(1).min(30));
    if defect::has(Defect::JitterBeforeCap) {
        return spread(doubled, random).clamp(LEAST_MS, cap_ms);
    }
    spread(doubled.min(cap_ms), random).max(LEAST_MS)
}

/// What the server demanded, and up to a quarter more, so that not all come back in the same second.
pub(crate) fn demanded(after_s: u32, random: u32) -> u64 {
    let ms = u64::from(after_s) * 1_000;
    ms + spread(ms / 4, random)
}

fn spread(span_ms: u64, random: u32) -> u64 {
    u64::try_from(u128::from(span_ms) * u128::from(random) / u128::from(u32::MAX)).unwrap_or(span_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_cap_phones_are_spread_over_the_whole_span() {
        for share in [4, 2] {
            let wait = after(30, 60_000, u32::MAX / share);
            let expected = 60_000 / u64::from(share);
            assert!(wait.abs_diff(expected) < 10, "a random number of 1/{share} waits {wait} ms");
        }
    }
}
