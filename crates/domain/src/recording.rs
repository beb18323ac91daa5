//! Since when a school records 启用: what was due before its first phone was there could be recorded by nobody, so nothing
//! follows from an empty place in it. It was neither held nor missed.

use crate::time::UtcMs;

/// Since when something could be recorded at a school: when its first phone was enrolled; nothing when it never had one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recording(pub Option<UtcMs>);

impl Recording {
    /// Somebody who always could: a phone, about itself.
    pub const ALWAYS: Self = Self(Some(UtcMs(i64::MIN)));

    /// Whether what began then could be recorded from its first minute on.
    #[must_use]
    pub fn covers(self, begin: UtcMs) -> bool {
        self.0.is_some_and(|since| since <= begin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_recorded_before_the_first_phone() {
        let since = Recording(Some(UtcMs(1_000)));
        assert!(!since.covers(UtcMs(999)) && since.covers(UtcMs(1_000)));
        assert!(!Recording::default().covers(UtcMs(i64::MAX)), "a school without a phone");
    }
}
