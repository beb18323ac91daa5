//! A slow line: so many bits a second for all connections together, a way there and back, and packets that get lost
//! and have to be sent again. What is lost is not missing (TCP sees to that) but late, with everything behind it.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

use crate::random::Random;

/// Bytes of a packet.
const PACKET: usize = 1_200;

/// What a line can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Bits a second in each direction; 0 for as many as come.
    pub bits_per_s: u64,
    /// Milliseconds there and back.
    pub round_trip_ms: u64,
    /// Of a thousand packets, those that have to be sent again.
    pub lost_per_mille: u64,
}

impl Line {
    /// EDGE in a village.
    pub const EDGE: Self = Self { bits_per_s: 100_000, round_trip_ms: 800, lost_per_mille: 20 };
    /// GPRS behind a hill.
    pub const GPRS: Self = Self { bits_per_s: 20_000, round_trip_ms: 1_500, lost_per_mille: 50 };

    /// A packet that is lost is noticed after this, as TCP's timer does at first.
    fn resend_after(self) -> Duration {
        Duration::from_millis((self.round_trip_ms * 3 / 2).max(1_000))
    }

    /// The way there.
    #[must_use]
    pub fn one_way(self) -> Duration {
        Duration::from_millis(self.round_trip_ms / 2)
    }
}

/// One direction of a line, shared by all its connections.
#[derive(Clone, Debug)]
pub struct Lane {
    line: Line,
    state: Arc<Mutex<(Instant, Random)>>,
}

impl Lane {
    /// An empty one.
    #[must_use]
    pub fn new(line: Line, seed: u64) -> Self {
        Self { line, state: Arc::new(Mutex::new((Instant::now(), Random::new(seed)))) }
    }

    /// Most bytes to hand to [`Lane::carry`] at once.
    #[must_use]
    pub fn packet(&self) -> usize {
        PACKET
    }

    /// Waits until the line has taken `bytes`; gives when they arrive at its other end.
    pub async fn carry(&self, bytes: usize) -> Instant {
        let mut state = self.state.lock().await;
        let (free, random) = &mut *state;
        let bits = bytes as u64 * 8;
        let takes = match self.line.bits_per_s {
            0 => Duration::ZERO,
            rate => Duration::from_micros(bits * 1_000_000 / rate),
        };
        let mut taken = (*free).max(Instant::now()) + takes;
        if random.below(1_000) < self.line.lost_per_mille {
            taken += self.line.resend_after() + takes;
        }
        *free = taken;
        drop(state);
        sleep_until(taken).await;
        taken + self.line.one_way()
    }
}
