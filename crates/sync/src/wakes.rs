//! Reasons to look for work, from anywhere in the app to the one loop that works. None is lost while it is busy.

use std::sync::atomic::{AtomicU8, Ordering};

use tokio::sync::Notify;

use crate::Wake;

const ALL: [Wake; 4] = [Wake::Capture, Wake::Foreground, Wake::Manual, Wake::Timer];

/// A set of reasons, and a bell.
#[derive(Debug, Default)]
pub(crate) struct Wakes {
    set: AtomicU8,
    bell: Notify,
}

impl Wakes {
    /// Adds a reason.
    pub(crate) fn add(&self, wake: Wake) {
        self.set.fetch_or(bit(wake), Ordering::AcqRel);
        self.bell.notify_one();
    }

    /// Takes all reasons out.
    pub(crate) fn take(&self) -> impl Iterator<Item = Wake> + use<> {
        let set = self.set.swap(0, Ordering::AcqRel);
        ALL.into_iter().filter(move |wake| set & bit(*wake) != 0)
    }

    /// Waits until a reason may have been added.
    pub(crate) async fn heard(&self) {
        self.bell.notified().await;
    }
}

fn bit(wake: Wake) -> u8 {
    match wake {
        Wake::Capture => 1,
        Wake::Foreground => 2,
        Wake::Manual => 4,
        Wake::Timer => 8,
    }
}
