//! How much of a picture goes into one request: a little more after each that arrived, half after each that did not,
//! and never more than the link carries in fifteen seconds by its own measure.

use domain::limits::CHUNK_BYTES_MAX;

const LEAST: usize = 16 * 1024;
const FIRST: usize = 64 * 1024;
/// What is added after each success, once the link has shown what it cannot carry.
const STEP: usize = 16 * 1024;
/// No request takes longer than this, as far as the link can be known.
const LONGEST_MS: u64 = 15_000;

/// An adaptive size in bytes, 16 to 512 KiB: doubled until the first failure, then raised by steps and halved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkBytes {
    wish: usize,
    /// Nothing has failed yet.
    fresh: bool,
    /// Bytes a second, smoothed; `None` before the first measure.
    goodput: Option<u64>,
}

impl Default for ChunkBytes {
    fn default() -> Self {
        Self { wish: FIRST, fresh: true, goodput: None }
    }
}

impl ChunkBytes {
    /// The size to send.
    #[must_use]
    pub fn get(self) -> usize {
        let most = self.goodput.map_or(u64::MAX, |bytes_per_s| bytes_per_s.saturating_mul(LONGEST_MS) / 1_000);
        self.wish.min(usize::try_from(most).unwrap_or(usize::MAX)).max(LEAST)
    }

    /// `sent` bytes arrived and were answered for after so long. Only what filled the size tells that more would do.
    pub fn took(&mut self, sent: usize, ms: u64) {
        let full = sent >= self.get() / 2;
        if sent >= LEAST / 2 || ms > LONGEST_MS {
            let now = (sent as u64).saturating_mul(1_000) / ms.max(1);
            self.goodput = Some(self.goodput.map_or(now, |before| (before + now) / 2));
        }
        if ms > LONGEST_MS {
            self.halve();
        } else if full {
            let more = if self.fresh { self.wish * 2 } else { self.wish + STEP };
            self.wish = more.clamp(LEAST, CHUNK_BYTES_MAX);
        }
    }

    /// Sends half as much from now on; whether that was still possible.
    pub fn halve(&mut self) -> bool {
        let before = self.get();
        self.fresh = false;
        self.wish = (before / 2).max(LEAST);
        self.get() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends over a link of so many bytes a second.
    fn sent_over(bytes_per_s: u64, pieces: usize) -> ChunkBytes {
        let mut size = ChunkBytes::default();
        for _ in 0..pieces {
            let bytes = size.get();
            size.took(bytes, bytes as u64 * 1_000 / bytes_per_s);
        }
        size
    }

    #[test]
    fn a_quick_link_soon_gets_the_largest_pieces() {
        assert_eq!(sent_over(2_000_000, 4).get(), CHUNK_BYTES_MAX);
    }

    #[test]
    fn no_piece_is_longer_than_fifteen_seconds_of_the_link() {
        for bytes_per_s in [2_500, 5_000, 12_000, 30_000] {
            let size = sent_over(bytes_per_s, 50).get() as u64;
            // The link is timed in whole milliseconds.
            let most = bytes_per_s * 15 + bytes_per_s / 1_000;
            assert!(size <= most.max(LEAST as u64), "{size} at {bytes_per_s}");
            assert!(size >= bytes_per_s * 15 * 8 / 10 || size == LEAST as u64, "{size} at {bytes_per_s} is timid");
        }
    }

    #[test]
    fn it_grows_by_steps_and_shrinks_by_halves() {
        let mut size = sent_over(2_000_000, 6);
        assert!(size.halve());
        assert_eq!(size.get(), CHUNK_BYTES_MAX / 2);
        size.took(size.get(), 100);
        assert_eq!(size.get(), CHUNK_BYTES_MAX / 2 + STEP);
        while size.halve() {}
        assert_eq!(size.get(), LEAST);
    }

    #[test]
    fn a_link_that_slows_down_is_believed() {
        let mut size = sent_over(100_000, 20);
        size.took(size.get(), 40_000);
        assert!(size.get() <= CHUNK_BYTES_MAX / 2);
        for _ in 0..20 {
            let bytes = size.get();
            size.took(bytes, bytes as u64 / 2);
        }
        assert!(size.get() <= 30_000, "{}", size.get());
    }
}
