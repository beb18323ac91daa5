//! A bad day, compressed: real programs killed at random moments behind a network that breaks in every way, and
//! afterwards an account of everything that was ever called saved.
//!
//! One seed gives one plan of operations, kills and weather; how they meet is up to the machine. The account
//! ([`history`]) needs no luck: it holds for every meeting.

mod day;
pub mod history;
mod phone;
mod server;
mod weather;

use std::{fmt, time::Duration};

pub use day::run;

/// What is to happen.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Chooses everything.
    pub seed: u64,
    /// Kills, of phones and server together, after which the day ends.
    pub kills: u64,
    /// The day ends after this in any case.
    pub most: Duration,
    /// Phones at work at once.
    pub phones: u64,
}

/// What happened, and what it came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The plan's seed.
    pub seed: u64,
    /// Phone programs ended by SIGKILL before they were done.
    pub phone_kills: u64,
    /// Servers ended by SIGKILL.
    pub server_kills: u64,
    /// Programs stopped for a while and let go on.
    pub pauses: u64,
    /// Changes of weather.
    pub weathers: u64,
    /// Syncs begun.
    pub syncs: u64,
    /// Recordings that the program called saved.
    pub said: u64,
    /// Recordings killed before a word: saved or not, but not half.
    pub in_doubt: u64,
    /// Records at the server in the end, sessions included.
    pub records: u64,
    /// Pictures at the server in the end.
    pub photos: u64,
    /// Times a tick was held against the server's disk right after a kill.
    pub ticks_checked: u64,
    /// Everything that must not be, in words.
    pub violations: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |what: &str| self.violations.iter().filter(|it| it.starts_with(what)).count();
        write!(
            f,
            "seed {}: {} kills ({} phone, {} server), {} pauses, {} weathers, {} syncs; {} saved, {} in doubt; {} records \
             and {} photos at the server, {} ticks checked after kills; lost {}, doubled {}, phantom {}, reordered {}, \
             false ticks {}, violations in all {}",
            self.seed,
            self.phone_kills + self.server_kills,
            self.phone_kills,
            self.server_kills,
            self.pauses,
            self.weathers,
            self.syncs,
            self.said,
            self.in_doubt,
            self.records,
            self.photos,
            self.ticks_checked,
            count("lost"),
            count("doubled"),
            count("phantom"),
            count("reordered"),
            count("false tick"),
            self.violations.len(),
        )?;
        self.violations.iter().take(20).try_for_each(|it| write!(f, "\n  {it}"))
    }
}
