//! Buckets against guessing: so many tries at once, then one again every few seconds.
//!
//! In memory and forgotten at a restart; enough against a guesser, and nothing that an honest office meets.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Keys remembered; full buckets are dropped first.
const KEYS: usize = 10_000;

/// Buckets by key.
#[derive(Debug)]
pub(crate) struct Buckets {
    tries: u32,
    again_every: Duration,
    spent: Mutex<HashMap<String, Instant>>,
}

impl Buckets {
    /// `tries` at once, then one every `again_every`.
    pub(crate) fn new(tries: u32, again_every: Duration) -> Self {
        Self { tries, again_every, spent: Mutex::default() }
    }

    /// Whether `key` may try now; otherwise the seconds until it may.
    pub(crate) fn check(&self, key: &str) -> Result<(), u32> {
        let now = Instant::now();
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        // The moment at which the bucket is full again; each try moves it one interval on.
        let Some(full_at) = spent.get(key) else { return Ok(()) };
        let free_at = full_at.checked_sub(self.again_every * (self.tries - 1)).unwrap_or(now);
        match free_at.checked_duration_since(now) {
            Some(wait) if !wait.is_zero() => Err(u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX)),
            _ => Ok(()),
        }
    }

    /// Counts a try that failed.
    pub(crate) fn failed(&self, key: &str) {
        let now = Instant::now();
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.len() >= KEYS {
            spent.retain(|_, full_at| *full_at > now);
        }
        let full_at = spent.entry(key.to_owned()).or_insert(now);
        *full_at = (*full_at).max(now) + self.again_every;
    }

    /// Forgets a key that succeeded.
    pub(crate) fn forget(&self, key: &str) {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_so_many_failures_the_next_try_must_wait() {
        let buckets = Buckets::new(3, Duration::from_secs(60));
        for _ in 0..3 {
            assert_eq!(buckets.check("a"), Ok(()));
            buckets.failed("a");
        }
        assert!(buckets.check("a").is_err_and(|seconds| (1..=60).contains(&seconds)));
        assert_eq!(buckets.check("b"), Ok(()), "others are not held up");
        buckets.forget("a");
        assert_eq!(buckets.check("a"), Ok(()));
    }
}
