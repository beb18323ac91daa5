//! Counts what goes over the line and how long each exchange takes, beside the phones' own transport.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sync::{Answer, Exchange, Failure, Http, Transport};

/// What all phones together sent. Clones count into one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(Arc<Mutex<Counted>>);

#[derive(Debug, Default)]
struct Counted {
    sync_up: u64,
    photo_up: u64,
    took: Vec<Duration>,
}

/// The sum.
pub(crate) struct Sum {
    /// Bytes of the bodies of syncs.
    pub(crate) sync_up: u64,
    /// Bytes of the bodies of photo requests.
    pub(crate) photo_up: u64,
    /// Exchanges.
    pub(crate) count: usize,
    /// Half of the exchanges were quicker, milliseconds.
    pub(crate) p50_ms: f64,
    /// All but one in a hundred were quicker, milliseconds.
    pub(crate) p99_ms: f64,
}

impl Tally {
    fn add(&self, path: &str, bytes: usize, took: Duration) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match path == protocol::sync::PATH {
            true => counted.sync_up += bytes as u64,
            false => counted.photo_up += bytes as u64,
        }
        counted.took.push(took);
    }

    pub(crate) fn sum(&self) -> Sum {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.took.sort_unstable();
        let at = |share: f64| {
            let place = (counted.took.len().saturating_sub(1)) as f64 * share;
            counted.took.get(place.round() as usize).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
        };
        Sum {
            sync_up: counted.sync_up,
            photo_up: counted.photo_up,
            count: counted.took.len(),
            p50_ms: at(0.5),
            p99_ms: at(0.99),
        }
    }
}

/// HTTP with a tally beside it.
#[derive(Clone, Debug)]
pub(crate) struct Counting {
    pub(crate) http: Http,
    pub(crate) tally: Tally,
}

impl Transport for Counting {
    async fn send(&self, server_url: &str, exchange: Exchange) -> Result<Answer, Failure> {
        let (path, bytes) = (exchange.path.clone(), exchange.body.len());
        let begun = Instant::now();
        let answered = self.http.send(server_url, exchange).await;
        self.tally.add(&path, bytes, begun.elapsed());
        answered
    }
}
