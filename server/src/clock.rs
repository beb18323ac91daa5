//! The one place where the server reads the time. Everything else is handed a moment.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::time::UtcMs;

/// Now, by the server's clock.
#[must_use]
pub fn now() -> UtcMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UtcMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
