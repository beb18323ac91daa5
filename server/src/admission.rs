//! Who is let in: decided from headers alone, before a byte of a body is read, so that a morning on which every phone
//! calls at once slows down and does not fall over. Who is turned away is told when to come again, each another moment.
//!
//! Bodies under way share one budget of memory. Small pushes may use all of it, large ones most, pictures half; first
//! pulls of whole lists have places of their own. A phone that calls without end has an allowance, one for records and
//! one for pictures, so that the pieces of a picture never use up what a record needs.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{
    ids::DeviceId,
    limits::{CHUNK_BYTES_MAX, SYNC_BYTES_MAX},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    state::Shared,
    wire::{Refusal, spread},
};

/// Bytes of bodies that may be under way at once.
const BUDGET: usize = 192 * 1024 * 1024;
/// A push of at most so many bytes is a small one.
const SMALL: usize = 32 * 1024;
/// Large pulls at once.
const PULLS: usize = 16;
/// Requests a phone may make at once, and how fast that allowance comes back.
const BURST: u32 = 600;
const REFILL: Duration = Duration::from_millis(100);
/// Allowances that are remembered; whole ones are dropped first.
const ALLOWANCES: usize = 200_000;

/// The door.
#[derive(Debug)]
pub(crate) struct Admission {
    under_way: Arc<AtomicUsize>,
    pulls: Arc<Semaphore>,
    /// When each phone's allowance is whole again.
    whole_at: Mutex<HashMap<(DeviceId, Lane), Instant>>,
}

/// What a body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Lane {
    Records,
    Photos,
}

impl Lane {
    fn of(path: &str) -> Self {
        if path.starts_with(protocol::tus::PATH) { Self::Photos } else { Self::Records }
    }

    fn most(self) -> usize {
        match self {
            Self::Records => SYNC_BYTES_MAX,
            Self::Photos => CHUNK_BYTES_MAX,
        }
    }

    /// What of the budget may be used up when such a body comes in.
    fn share(self, bytes: usize) -> usize {
        match self {
            Self::Records if bytes <= SMALL => BUDGET,
            Self::Records => BUDGET / 10 * 9,
            Self::Photos => BUDGET / 2,
        }
    }

    /// What of the writer's queue may be full then.
    fn queue(self) -> f64 {
        match self {
            Self::Records => 0.75,
            Self::Photos => 0.25,
        }
    }
}

/// Room for a body; given back when dropped.
#[derive(Debug)]
struct Room {
    bytes: usize,
    under_way: Arc<AtomicUsize>,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.under_way.fetch_sub(self.bytes, Relaxed);
    }
}

impl Admission {
    pub(crate) fn new() -> Self {
        Self { under_way: Arc::default(), pulls: Arc::new(Semaphore::new(PULLS)), whole_at: Mutex::default() }
    }

    fn room(&self, lane: Lane, bytes: usize) -> Option<Room> {
        let used = self.under_way.fetch_add(bytes, Relaxed) + bytes;
        let room = Room { bytes, under_way: Arc::clone(&self.under_way) };
        (used <= lane.share(bytes)).then_some(room)
    }

    /// A place for a pull that is more than a few rows; `None` when the phone should come for it later.
    pub(crate) fn pull(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.pulls).try_acquire_owned().ok()
    }

    /// Counts a request for `path` of a phone whose signature verified.
    ///
    /// # Errors
    /// 503 when its allowance is used up.
    pub(crate) fn spend(&self, device: DeviceId, path: &str) -> Result<(), Refusal> {
        let now = Instant::now();
        let mut whole_at = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        if whole_at.len() >= ALLOWANCES {
            whole_at.retain(|_, at| *at > now);
        }
        let at = whole_at.entry((device, Lane::of(path))).or_insert(now);
        let next = (*at).max(now) + REFILL;
        match next.duration_since(now).checked_sub(REFILL * BURST) {
            Some(wait) if !wait.is_zero() => {
                Err(Refusal::later(StatusCode::SERVICE_UNAVAILABLE, "slow-down", spread(10)))
            }
            _ => {
                *at = next;
                Ok(())
            }
        }
    }
}

/// Lets a device request in, or turns it away unread.
pub(crate) async fn admit(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let lane = Lane::of(request.uri().path());
    let told = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    // One that is too long is refused where it is read; one that does not say how long it is may become this long.
    let bytes = told.unwrap_or(lane.most()).min(lane.most());
    let room = if state.writer.fullness() <= lane.queue() { state.admission.room(lane, bytes) } else { None };
    let Some(_room) = room else {
        state.metrics.turned_away();
        return Refusal::later(StatusCode::SERVICE_UNAVAILABLE, "busy", spread(8)).into_response();
    };
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_large_pushes_leave_room_for_small_ones() {
        let admission = Admission::new();
        let mut rooms = Vec::new();
        while let Some(room) = admission.room(Lane::Photos, CHUNK_BYTES_MAX) {
            rooms.push(room);
        }
        assert_eq!(rooms.len(), BUDGET / 2 / CHUNK_BYTES_MAX);
        while let Some(room) = admission.room(Lane::Records, SYNC_BYTES_MAX) {
            rooms.push(room);
        }
        assert!(admission.room(Lane::Records, 2_000).is_some(), "a small push is still let in");
        rooms.clear();
        assert_eq!(admission.under_way.load(Relaxed), 0, "all room is given back, also by those turned away");
    }

    #[test]
    fn a_phone_that_calls_without_end_is_told_to_slow_down_and_others_are_not() {
        let admission = Admission::new();
        let [one, other] = [crate::random::device_id(), crate::random::device_id()];
        let sync = protocol::sync::PATH;
        let taken = (0..2 * BURST).take_while(|_| admission.spend(one, sync).is_ok()).count();
        assert!((BURST as usize..BURST as usize + 20).contains(&taken), "{taken}");
        assert!(admission.spend(one, protocol::quarantine::PATH).is_err(), "by whichever door");
        assert!(admission.spend(one, protocol::tus::PATH).is_ok(), "pictures are counted apart");
        assert!(admission.spend(other, sync).is_ok());
    }
}
