//! The phone's clocks, read in this one place: the wall clock people see and the boot clock nobody can set.
//!
//! Boot clocks are comparable only within one boot. Linux and Android name the boot and count through sleep; where a
//! system tells neither, each start of the program counts as a boot of its own, which claims less but never too much.
//! [`Clocks::by_hand`] is for tests and the simulator, which move time themselves.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use domain::{
    clock_event::{ClockEvent, ClockFinding},
    ids::BootId,
    time::{Anchor, FLAG_CLOCK_JUMP, TimeBlock, UtcMs},
};
use uuid::Uuid;

/// The wall clock moved by more than this against the boot clock: somebody set it (sync-and-reliability §2.11).
const JUMP_MS: i64 = 120_000;

/// The clocks of this phone. Cloning gives the same clocks.
#[derive(Clone, Debug)]
pub struct Clocks(Source);

#[derive(Clone, Debug)]
enum Source {
    System { boot_id: BootId, started: Instant },
    ByHand(Arc<Mutex<Reading>>),
}

/// One look at all clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock.
    pub wall: UtcMs,
    /// Minutes east of UTC the phone is set to.
    pub tz_min: i16,
    /// Which boot.
    pub boot_id: BootId,
    /// Milliseconds since that boot.
    pub boot_ms: u64,
}

impl Clocks {
    /// The system's own clocks.
    #[must_use]
    pub fn system() -> Self {
        let boot_id = system_boot_id().unwrap_or_else(|| BootId(Uuid::new_v4()));
        Self(Source::System { boot_id, started: Instant::now() })
    }

    /// Clocks that stand still until [`Clocks::advance`] or [`Clocks::set`] moves them.
    #[must_use]
    pub fn by_hand(first: Reading) -> Self {
        Self(Source::ByHand(Arc::new(Mutex::new(first))))
    }

    /// Looks at all clocks.
    #[must_use]
    pub fn read(&self) -> Reading {
        match &self.0 {
            Source::System { boot_id, started } => Reading {
                wall: system_wall(),
                tz_min: system_zone_min(),
                boot_id: *boot_id,
                boot_ms: system_boot_ms(*started),
            },
            Source::ByHand(reading) => *reading.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Lets time pass on clocks that are moved by hand; the system's own pass by themselves.
    pub fn advance(&self, ms: u64) {
        let reading = self.read();
        let wall = reading.wall.plus(i64::try_from(ms).unwrap_or(i64::MAX));
        self.set(Reading { wall, boot_ms: reading.boot_ms.saturating_add(ms), ..reading });
    }

    /// Sets clocks that are moved by hand: a wall clock put wrong, a restart of the phone.
    pub fn set(&self, reading: Reading) {
        if let Source::ByHand(hand) = &self.0 {
            *hand.lock().unwrap_or_else(PoisonError::into_inner) = reading;
        }
    }
}

impl Reading {
    /// The phone's best estimate of true time: from the anchor if it is of this boot, else the wall clock.
    #[must_use]
    pub fn now(&self, anchor: Option<&Anchor>) -> UtcMs {
        self.estimate(anchor).map_or(self.wall, |(estimate, _)| estimate)
    }

    /// The earliest that now can be: doubt helps the worker.
    #[must_use]
    pub fn earliest(&self, anchor: Option<&Anchor>) -> UtcMs {
        self.estimate(anchor).map_or(self.wall, |(estimate, err_ms)| estimate.plus(-i64::from(err_ms)))
    }

    /// What a record keeps of it. `before` is the time block of the record before, to notice a clock that was set.
    #[must_use]
    pub fn block(&self, anchor: Option<&Anchor>, before: Option<&TimeBlock>) -> TimeBlock {
        let estimate = self.estimate(anchor);
        TimeBlock {
            wall: self.wall,
            tz_min: self.tz_min,
            boot_id: self.boot_id,
            boot_ms: self.boot_ms,
            estimate: estimate.map(|(at, _)| at),
            estimate_err_ms: estimate.map(|(_, err_ms)| err_ms),
            gnss: None,
            gnss_boot_ms: None,
            flags: before.is_some_and(|b| self.jumped_since(b)).then_some(FLAG_CLOCK_JUMP),
        }
    }

    fn estimate(&self, anchor: Option<&Anchor>) -> Option<(UtcMs, u32)> {
        anchor.filter(|a| a.boot_id == self.boot_id).map(|a| a.at(self.boot_ms))
    }

    /// What this look says about the clocks, by the record before: that somebody set them.
    pub(crate) fn finding(&self, before: &TimeBlock) -> Option<ClockEvent> {
        let finding = if self.jumped_since(before) {
            ClockFinding::Jumped
        } else if self.boot_id != before.boot_id && self.wall < before.wall {
            ClockFinding::RanBackward
        } else {
            return None;
        };
        let passed = match finding {
            // How long it was off nobody knows; the clock should have moved forward.
            ClockFinding::RanBackward => 0,
            ClockFinding::Jumped => i64::try_from(self.boot_ms.saturating_sub(before.boot_ms)).unwrap_or(i64::MAX),
        };
        let moved_ms = self.wall.since(before.wall).saturating_sub(passed);
        Some(ClockEvent { finding: Some(finding), wall_before: before.wall, moved_ms })
    }

    /// Whether the wall clock was set since then.
    fn jumped_since(&self, before: &TimeBlock) -> bool {
        let offset = |wall: UtcMs, boot_ms: u64| wall.0.saturating_sub(i64::try_from(boot_ms).unwrap_or(i64::MAX));
        let moved = offset(self.wall, self.boot_ms).saturating_sub(offset(before.wall, before.boot_ms));
        before.boot_id == self.boot_id && moved.abs() > JUMP_MS
    }
}

fn system_wall() -> UtcMs {
    let signed = |ms: u128| i64::try_from(ms).unwrap_or(i64::MAX);
    UtcMs(match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(after) => signed(after.as_millis()),
        Err(before) => -signed(before.duration().as_millis()),
    })
}

fn system_zone_min() -> i16 {
    i16::try_from(chrono::Local::now().offset().local_minus_utc() / 60).unwrap_or(0)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn system_boot_id() -> Option<BootId> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.parse().ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn system_boot_id() -> Option<BootId> {
    None
}

/// A boot clock without a boot id would be compared across boots, so it counts from the program's start then.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn system_boot_ms(started: Instant) -> u64 {
    if system_boot_id().is_none() {
        return since(started);
    }
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    seconds * 1000 + u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000_000
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn system_boot_ms(started: Instant) -> u64 {
    since(started)
}

fn since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(wall: i64, boot_ms: u64) -> Reading {
        Reading { wall: UtcMs(wall), tz_min: 480, boot_id: BootId(Uuid::from_u128(1)), boot_ms }
    }

    #[test]
    fn a_wall_clock_that_is_put_back_is_flagged_and_a_slow_one_is_not() {
        let before = reading(10_000_000, 1_000).block(None, None);
        assert_eq!(reading(10_060_000, 61_000).block(None, Some(&before)).flags, None);
        assert_eq!(reading(6_460_000, 61_000).block(None, Some(&before)).flags, Some(FLAG_CLOCK_JUMP));
        let rebooted = Reading { boot_id: BootId(Uuid::from_u128(2)), ..reading(6_460_000, 61_000) };
        assert_eq!(rebooted.block(None, Some(&before)).flags, None, "another boot says nothing");
    }

    #[test]
    fn an_anchor_of_this_boot_is_believed_before_the_wall_clock() {
        let anchor =
            Anchor { boot_id: BootId(Uuid::from_u128(1)), boot_ms: 1_000, server: UtcMs(5_000_000), err_ms: 200 };
        let now = reading(99, 21_000);
        assert_eq!(now.now(Some(&anchor)), UtcMs(5_020_000));
        assert!(now.earliest(Some(&anchor)) < now.now(Some(&anchor)));
        assert_eq!(now.now(None), UtcMs(99));
    }

    #[test]
    fn the_boot_clock_of_this_system_runs_forward() {
        let clocks = Clocks::system();
        let (first, second) = (clocks.read(), clocks.read());
        assert!(second.boot_ms >= first.boot_ms && second.boot_id == first.boot_id);
    }
}
