//! What became stale: after a commit that changed something a page shows, its tag goes to every open page.

use tokio::sync::broadcast;

/// What changed. The page re-reads what it shows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tag {
    /// Somebody came or went.
    Duty,
    /// A point was visited.
    CheckIns,
    /// A hazard was reported.
    Hazards,
    /// A picture arrived.
    Photos,
    /// A phone called.
    Devices,
}

/// The channel to open pages.
#[derive(Clone, Debug)]
pub(crate) struct Live(broadcast::Sender<Vec<Tag>>);

impl Live {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(64).0)
    }

    /// Tells every open page. Nobody may be looking.
    pub(crate) fn changed(&self, tags: Vec<Tag>) {
        if !tags.is_empty() {
            let _nobody_looks = self.0.send(tags);
        }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Vec<Tag>> {
        self.0.subscribe()
    }
}
