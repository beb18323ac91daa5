//! True time of a run, which nobody in it can see, and the clocks made from it: the server's is right, each phone's
//! boot clock drifts a little, and each wall clock shows what somebody set it to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{
    ids::BootId,
    time::{TimeBlock, UtcMs},
};
use field::{Clocks, Reading};
use uuid::Uuid;

use super::Chance;

/// A phone's boot clock is this much wrong at most, in millionths; the protocol allows for 50.
const DRIFT_PPM: u64 = 40;
const SHANGHAI_MIN: i16 = 480;

/// True time; clones are the same.
#[derive(Clone, Debug)]
pub struct Time(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    now: i64,
    phones: Vec<PhoneClock>,
}

/// The clocks of one phone, made from true time.
#[derive(Debug)]
struct PhoneClock {
    clocks: Clocks,
    booted: i64,
    drift_ppm: i64,
    wall_ahead: i64,
    tz_min: i16,
    boot_id: BootId,
    /// Earlier boots, and when each began.
    past: Vec<(BootId, i64)>,
}

/// Which phone's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockOf(usize);

impl Time {
    /// The school day's morning on which every run begins.
    #[must_use]
    pub fn morning() -> UtcMs {
        UtcMs::parse("2026-09-01T06:30:00+08:00").expect("a date")
    }

    /// That morning. From here on this thread's server reads this time.
    #[must_use]
    pub fn begin() -> Self {
        let morning = Self::morning();
        server::clock::by_hand(Some(morning));
        Self(Arc::new(Mutex::new(Inner { now: morning.0, phones: Vec::new() })))
    }

    /// True time now.
    #[must_use]
    pub fn now(&self) -> UtcMs {
        UtcMs(self.held().now)
    }

    /// Lets time pass, for everybody.
    pub fn pass(&self, ms: u64) {
        let mut inner = self.held();
        inner.now += i64::try_from(ms).unwrap_or(0);
        server::clock::by_hand(Some(UtcMs(inner.now)));
        let now = inner.now;
        inner.phones.iter().for_each(|phone| phone.show(now));
    }

    /// The clocks of a new phone: just switched on, and right but for a few seconds.
    pub fn new_phone(&self, chance: &mut Chance) -> (ClockOf, Clocks) {
        let mut inner = self.held();
        let drift = i64::try_from(chance.below(2 * DRIFT_PPM + 1)).unwrap_or(0) - DRIFT_PPM as i64;
        let wall_ahead = i64::try_from(chance.below(20_000)).unwrap_or(0) - 10_000;
        let boot_id = boot(chance);
        let first = Reading { wall: UtcMs(inner.now), tz_min: SHANGHAI_MIN, boot_id, boot_ms: 0 };
        let clocks = Clocks::by_hand(first);
        let booted = inner.now - 20_000;
        let phone = PhoneClock {
            clocks: clocks.clone(),
            booted,
            drift_ppm: drift,
            wall_ahead,
            tz_min: SHANGHAI_MIN,
            boot_id,
            past: Vec::new(),
        };
        phone.show(inner.now);
        inner.phones.push(phone);
        (ClockOf(inner.phones.len() - 1), clocks)
    }

    /// The phone was off and is on again.
    pub fn reboot(&self, of: ClockOf, chance: &mut Chance) {
        self.change(of, |phone, now| {
            phone.past.push((phone.boot_id, phone.booted));
            phone.booted = now - 15_000;
            phone.boot_id = boot(chance);
        });
    }

    /// Somebody sets its wall clock to be this much ahead of the truth.
    pub fn set_wall(&self, of: ClockOf, ahead_ms: i64, tz_min: i16) {
        self.change(of, |phone, _| {
            phone.wall_ahead = ahead_ms;
            phone.tz_min = tz_min;
        });
    }

    /// True time when a boot clock showed so much in that boot, whosever phone it was.
    #[must_use]
    pub fn at(&self, block: &TimeBlock) -> Option<UtcMs> {
        let shown = i64::try_from(block.boot_ms).ok()?;
        self.held().phones.iter().find_map(|phone| {
            let mut boots = phone.past.iter().copied().chain([(phone.boot_id, phone.booted)]);
            let (_, booted) = boots.find(|(boot_id, _)| *boot_id == block.boot_id)?;
            Some(UtcMs(booted + shown - shown * phone.drift_ppm / 1_000_000))
        })
    }

    fn change(&self, of: ClockOf, change: impl FnOnce(&mut PhoneClock, i64)) {
        let mut inner = self.held();
        let now = inner.now;
        if let Some(phone) = inner.phones.get_mut(of.0) {
            change(phone, now);
            phone.show(now);
        }
    }

    fn held(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PhoneClock {
    fn show(&self, now: i64) {
        let since_boot = now - self.booted;
        let boot_ms = since_boot + since_boot * self.drift_ppm / 1_000_000;
        self.clocks.set(Reading {
            wall: UtcMs(now + self.wall_ahead),
            tz_min: self.tz_min,
            boot_id: self.boot_id,
            boot_ms: u64::try_from(boot_ms).unwrap_or(0),
        });
    }
}

fn boot(chance: &mut Chance) -> BootId {
    BootId(Uuid::from_u64_pair(chance.draw(), chance.draw()))
}
