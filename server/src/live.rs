//! What became stale: after a commit that changed something a page shows, its tag goes to every open page.
//!
//! Hundreds of phones may call within a second; pages are told at once of the first change, and of what follows
//! together a moment later, so that they re-read a few times a second at most.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{Notify, broadcast, watch};

/// What changed. The page re-reads what it shows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tag {
    /// Somebody came or went.
    Duty,
    /// A point was visited.
    CheckIns,
    /// Pupils were walked, or a day was reviewed.
    Escorts,
    /// Something about a record was asked, answered or decided.
    Reviews,
    /// A hazard was reported.
    Hazards,
    /// A picture arrived.
    Photos,
    /// A phone called.
    Devices,
    /// Calendar, windows, rosters or requests about them changed.
    Rosters,
}

/// Pause after each telling.
const PAUSE: Duration = Duration::from_millis(300);

/// The channel to open pages.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    stale: Arc<Mutex<BTreeSet<Tag>>>,
    wake: Arc<Notify>,
    pages: broadcast::Sender<Vec<Tag>>,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self { stale: Arc::default(), wake: Arc::default(), pages: broadcast::channel(64).0 }
    }

    /// Notes what became stale.
    pub(crate) fn changed(&self, tags: impl IntoIterator<Item = Tag>) {
        self.stale.lock().unwrap_or_else(PoisonError::into_inner).extend(tags);
        self.wake.notify_one();
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Vec<Tag>> {
        self.pages.subscribe()
    }

    /// Tells open pages until the server stops.
    pub(crate) async fn run(self, mut stopping: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = self.wake.notified() => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            let tags = std::mem::take(&mut *self.stale.lock().unwrap_or_else(PoisonError::into_inner));
            if !tags.is_empty() {
                let _nobody_looks = self.pages.send(tags.into_iter().collect());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_changes_close_together_is_told_together() {
        let (live, (_stop, stopping)) = (Live::new(), watch::channel(false));
        let mut page = live.subscribe();
        for _ in 0..50 {
            live.changed([Tag::Devices]);
            live.changed([Tag::Duty, Tag::Devices]);
        }
        tokio::spawn(live.clone().run(stopping));
        assert_eq!(page.recv().await.expect("told"), [Tag::Duty, Tag::Devices]);
        live.changed([Tag::Photos]);
        assert_eq!(page.recv().await.expect("told again"), [Tag::Photos]);
    }
}
