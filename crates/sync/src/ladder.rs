//! Failures in a row of one kind of work, and the time before which it is not tried again.

use crate::{Failure, Now, backoff};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

/// One kind of work: records, or pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ladder {
    attempt: u32,
    not_before: u64,
    /// The server itself named the time; only a person's own wish passes it.
    demanded: bool,
}

impl Ladder {
    /// As it was left when the program last ended.
    pub(crate) fn resumed(attempt: u32, not_before: u64) -> Self {
        Self { attempt, not_before, demanded: false }
    }

    pub(crate) fn attempt(&self) -> u32 {
        self.attempt
    }

    pub(crate) fn not_before(&self) -> u64 {
        self.not_before
    }

    /// It worked.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// It failed: waits, longer each time.
    pub(crate) fn failed(&mut self, now: Now, failure: &Failure) {
        self.attempt = self.attempt.saturating_add(1);
        let wait = backoff::after(self.attempt, cap_ms(failure), now.jitter);
        let demand = match failure {
            Failure::Retryable { after_s: Some(after_s), .. } => backoff::demanded(*after_s, now.jitter),
            _ => 0,
        };
        self.demanded = demand > 0;
        self.not_before = now.ms.saturating_add(wait.max(demand));
    }

    /// It failed, but what to do about it is known and done: tries again at once, if it has not just done so.
    pub(crate) fn failed_and_mended(&mut self, now: Now, failure: &Failure) {
        if self.attempt == 0 {
            self.attempt = 1;
            self.not_before = now.ms;
        } else {
            self.failed(now, failure);
        }
    }

    /// Somebody looks at the phone: tries at once, unless the server named a time.
    pub(crate) fn hurry(&mut self) {
        if !self.demanded {
            self.not_before = 0;
        }
    }

    /// Somebody asked for it: tries at once.
    pub(crate) fn insist(&mut self) {
        self.not_before = 0;
    }
}

/// A missing network is asked for often, because that costs nothing; a server in trouble is left in peace.
fn cap_ms(failure: &Failure) -> u64 {
    match failure {
        Failure::NoNetwork | Failure::Unreachable { .. } | Failure::ClockOrCertificate | Failure::Phone(_) => MINUTE,
        Failure::Resync { .. } | Failure::Shrink { .. } => 5 * MINUTE,
        Failure::Retryable { .. } | Failure::Fork | Failure::Poison { .. } => 15 * MINUTE,
        Failure::Auth { .. } | Failure::Refused { .. } | Failure::NotEnrolled => 60 * MINUTE,
    }
}
