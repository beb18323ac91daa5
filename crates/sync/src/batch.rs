//! How much goes into one push: more while the link carries it in good time, half when it does not.

/// A request should take no longer than this.
const TARGET_MS: u64 = 10_000;
/// A request this quick may be doubled.
const QUICK_MS: u64 = 2_000;
/// Below this a batch is hardly more than one record.
const FEW: usize = 512;
/// What is added otherwise.
const STEP: usize = 8 * 1024;

/// An adaptive size in bytes, between two limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchBytes {
    now: usize,
    least: usize,
    most: usize,
}

impl BatchBytes {
    /// For the records of a push: 4 to 256 KiB, from 8 KiB on. A batch always holds one record, however large.
    #[must_use]
    pub fn of_records() -> Self {
        Self { now: 8 * 1024, least: 4 * 1024, most: 256 * 1024 }
    }

    /// The size to send.
    #[must_use]
    pub fn get(self) -> usize {
        self.now
    }

    /// `sent` bytes took so long. Only a request that filled the size tells that more would do.
    pub fn took(&mut self, sent: usize, ms: u64) {
        if ms > TARGET_MS {
            self.halve();
        } else if sent >= self.now / 2 {
            let more = if ms <= QUICK_MS { self.now * 2 } else { self.now + STEP };
            self.now = more.clamp(self.least, self.most);
        }
    }

    /// Sends half as much from now on; whether that was still possible.
    pub fn halve(&mut self) -> bool {
        let half = (self.now / 2).max(self.least).min(self.now);
        std::mem::replace(&mut self.now, half) != half
    }

    /// Goes below the usual limit, down to a single record (0): a request was refused for what is in it. Whether it
    /// was more before.
    pub fn bisect(&mut self) -> bool {
        let half = if self.now < FEW { 0 } else { self.now / 2 };
        std::mem::replace(&mut self.now, half) != half
    }

    /// The server wants no more than this at once.
    pub fn limit(&mut self, most: usize) {
        self.now = self.now.min(most.max(self.least));
    }
}
