//! The one place where the server reads the time. Everything else is handed a moment.
//!
//! A simulator that owns the thread it runs the server on may hold the time itself ([`by_hand`]); other threads go on
//! reading the system's.

use std::{
    cell::Cell,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::time::UtcMs;

thread_local! {
    static BY_HAND: Cell<Option<UtcMs>> = const { Cell::new(None) };
}

/// Now, by the server's clock.
#[must_use]
pub fn now() -> UtcMs {
    BY_HAND.get().unwrap_or_else(system)
}

/// From here on this thread's server reads `now` until it is told otherwise; `None` gives it the system's clock back.
pub fn by_hand(now: Option<UtcMs>) {
    BY_HAND.set(now);
}

fn system() -> UtcMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UtcMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
