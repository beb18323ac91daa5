//! What somebody knows of one moment of a boot clock. A clock that drifts makes it worth less the farther away a record
//! lies; 50 millionths are allowed for, more than a phone's quartz does.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::UtcMs;
use crate::ids::BootId;

/// One in so many milliseconds may be gained or lost.
pub const DRIFT_PARTS: u64 = 20_000;

/// Both sides are known: at `boot_ms` of `boot_id` it was `server` ± `err_ms`. A round trip to the server gives one, and
/// so does anything else that shows the server's time at the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Anchor {
    /// The boot the anchor holds for.
    #[n(0)]
    pub boot_id: BootId,
    /// Boot clock at the contact.
    #[n(1)]
    pub boot_ms: u64,
    /// Server time at the contact.
    #[n(2)]
    pub server: UtcMs,
    /// Half the round trip, milliseconds.
    #[n(3)]
    pub err_ms: u32,
}

impl Anchor {
    /// What the exchange tells: sent at `sent_boot_ms`, answered at `answered_boot_ms` with `server` time between.
    #[must_use]
    pub fn from_exchange(boot_id: BootId, sent_boot_ms: u64, answered_boot_ms: u64, server: UtcMs) -> Self {
        let rtt = answered_boot_ms.saturating_sub(sent_boot_ms);
        Self {
            boot_id,
            boot_ms: sent_boot_ms + rtt / 2,
            server,
            err_ms: u32::try_from(rtt / 2 + 1).unwrap_or(u32::MAX),
        }
    }

    /// True time at `boot_ms` of the same boot, with its half-width.
    #[must_use]
    pub fn at(&self, boot_ms: u64) -> (UtcMs, u32) {
        let age = age(self.boot_ms, boot_ms);
        let drift = u32::try_from(age.unsigned_abs() / DRIFT_PARTS).unwrap_or(u32::MAX);
        (self.server.plus(age), self.err_ms.saturating_add(drift))
    }
}

/// Which side of a moment is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// It was this moment or a later one.
    NotBefore,
    /// It was this moment or an earlier one.
    NotAfter,
}

/// One side is known: at `boot_ms` of `boot_id` it was not before, or not after, `at`. The arrival of a request is one:
/// the phone's clock had shown what the request says by then, seconds or days ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The boot it holds for.
    pub boot_id: BootId,
    /// What the boot clock showed.
    pub boot_ms: u64,
    /// Which side.
    pub side: Side,
    /// The moment.
    pub at: UtcMs,
}

impl Bound {
    /// The same side at another moment of the same boot.
    #[must_use]
    pub fn at(&self, boot_ms: u64) -> UtcMs {
        let age = age(self.boot_ms, boot_ms);
        let drift = i64::try_from(age.unsigned_abs().div_ceil(DRIFT_PARTS)).unwrap_or(i64::MAX);
        match self.side {
            Side::NotBefore => self.at.plus(age).plus(-drift),
            Side::NotAfter => self.at.plus(age).plus(drift),
        }
    }
}

/// Boot time from `from` to `to`, negative when that lies before.
fn age(from: u64, to: u64) -> i64 {
    let signed = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
    signed(to).saturating_sub(signed(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_grows_away_from_its_moment_on_its_own_side() {
        let bound = |side| Bound { boot_id: BootId(uuid::Uuid::nil()), boot_ms: 1_000_000, side, at: UtcMs(5_000_000) };
        assert_eq!(bound(Side::NotAfter).at(1_000_000), UtcMs(5_000_000));
        assert_eq!(bound(Side::NotAfter).at(0), UtcMs(4_000_050));
        assert_eq!(bound(Side::NotAfter).at(2_000_000), UtcMs(6_000_050));
        assert_eq!(bound(Side::NotBefore).at(0), UtcMs(3_999_950));
        assert_eq!(bound(Side::NotBefore).at(2_000_000), UtcMs(5_999_950));
    }
}
