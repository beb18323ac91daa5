//! The server of a bad day: killed at random moments, stopped for a while, started again on the same folder.

use std::{
    collections::BTreeSet,
    sync::atomic::Ordering,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{day::Day, history};
use crate::{programs::Served, random::Random};

/// Every so many kills the ticks that phones show are held against the disk.
const CHECKED_EVERY: u64 = 4;

/// Kills and starts it until the day is over; gives the one that runs then.
pub(super) fn suffer(day: &Day, mut served: Served, mut random: Random) -> Served {
    let mut kills = 0;
    while !day.is_over() {
        wait(day, Duration::from_millis(400 + random.below(4_000)));
        if random.percent(25) && served.pause(Duration::from_millis(random.below(2_500))) {
            day.history.paused();
            continue;
        }
        let ticked = day.history.ticks();
        served.kill();
        kills += 1;
        day.kills.fetch_add(1, Ordering::Relaxed);
        day.history.server_killed();
        if kills % CHECKED_EVERY == 0 {
            let stored: BTreeSet<String> = history::exported(&day.data).into_iter().map(|it| it.record).collect();
            day.history.hold_against(&ticked, &stored);
        }
        served = Served::start(&day.data);
        for network in &day.networks {
            network.moved(served.addr);
        }
    }
    served
}

fn wait(day: &Day, time: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < time && !day.is_over() {
        sleep(Duration::from_millis(20));
    }
}
