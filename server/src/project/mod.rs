//! Projection: what the stored records mean for boards and lists. Runs after the commit, never on the way of a push.

use tokio::sync::watch;

use crate::state::Shared;

/// Projects what is stored until the server stops.
pub(crate) async fn run(state: Shared, mut stopping: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = state.stored.notified() => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}
