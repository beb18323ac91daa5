//! What goes on while the window lives: sending and fetching, and telling the pages what became stale.

use std::{sync::Arc, time::Duration};

use field::{Home, camera_files, sync::Delivery, sync::Wake};
use tauri::{
    AppHandle, Emitter, Manager, Window, WindowEvent,
    async_runtime::{JoinHandle, spawn, spawn_blocking},
};
use tokio::sync::broadcast::error::RecvError;

use crate::{device, shell::Shell};

/// The event pages listen to.
const CHANGED: &str = "changed";
/// Between two looks at what the network costs.
const LOOK_AT_NETWORK: Duration = Duration::from_secs(60);

/// Opens the home folder while the page loads; a page that asks meanwhile waits for it.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    app.state::<Shell>().belong_to(&app);
    std::thread::spawn(move || {
        // A refusal is told to the page when it asks.
        let _refused = app.state::<Shell>().home();
        if let Some(folder) = app.state::<Shell>().camera_folder() {
            camera_files::sweep(&folder);
        }
    });
}

/// Serves an opened home until the program ends, or until what is given back is stopped.
pub(crate) fn serve(app: &AppHandle, home: &Home, delivery: &Arc<Delivery>) -> Vec<JoinHandle<()>> {
    let (app, mut changes) = (app.clone(), home.changes());
    spawn(async move {
        loop {
            let tags = match changes.recv().await {
                Ok(changed) => changed.tags,
                Err(RecvError::Lagged(_)) => field::Tag::ALL.to_vec(),
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = app.emit(CHANGED, field::Changed { tags }) {
                tracing::warn!(%error, "the pages were not told of a change");
            }
        }
    });
    let sending = delivery.clone();
    let sending = spawn(async move { sending.run().await });
    let delivery = delivery.clone();
    let looking = spawn(async move {
        loop {
            if let Ok(Some(metered)) = spawn_blocking(device::metered).await {
                delivery.set_metered(metered);
            }
            tokio::time::sleep(LOOK_AT_NETWORK).await;
        }
    });
    vec![sending, looking]
}

/// Somebody looks at the window again: a good moment to try the network.
pub(crate) fn window_event(window: &Window, event: &WindowEvent) {
    if let (WindowEvent::Focused(true), Some(delivery)) = (event, window.state::<Shell>().delivery()) {
        delivery.wake(Wake::Foreground);
    }
}
