//! How often a transaction is done again when the database says "not now": another node held a row, two waited for
//! each other, a connection was cut. Bounded, so that a phone is told to come again instead of waiting here.
//!
//! Whoever asks does the whole transaction anew; all of ours find out for themselves when it was committed after all.

use std::time::Duration;

use crate::{Error, random};

/// Times a transaction is done again.
const AGAIN: u32 = 5;
/// The first pause is at most so long; each later one twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// What is left of it for one transaction.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    spent: u32,
}

impl Patience {
    /// Whether to do it again after this error. Waits for a random while first, so that two do not meet again.
    pub(crate) async fn bears(&mut self, error: &Error) -> bool {
        if self.spent == AGAIN || !error.is_passing() {
            return false;
        }
        let most = FIRST_PAUSE * (1 << self.spent);
        self.spent += 1;
        tracing::info!(%error, again = self.spent, "a transaction is done again");
        tokio::time::sleep(most.mul_f64(random::fraction())).await;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn patience_ends_and_is_not_spent_on_what_will_not_pass() {
        let (mut patience, passing) =
            (Patience::default(), Error::Sql(sqlx::Error::Io(std::io::ErrorKind::Other.into())));
        assert!(!patience.bears(&Error::refused("no such school")).await);
        for _ in 0..AGAIN {
            assert!(patience.bears(&passing).await);
        }
        assert!(!patience.bears(&passing).await);
    }
}
