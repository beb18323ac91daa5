//! A computer: the folder of `HUXIAO_HOME` or the platform's data folder, its key in a file for the owner alone.

use std::{env, path::PathBuf, process::Command, time::Duration};

use field::{Error, Home, views::Platform};
use tauri::AppHandle;

/// What the pages call it.
pub(crate) const PLATFORM: Platform = Platform::Desktop;
/// Nobody has to tell what the network costs: [`metered`] asks.
pub(crate) const IS_TOLD_BY_PAGE: bool = false;
/// A command line that is just finishing is waited for; a second window is not.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens the home folder.
pub(crate) fn open_home(app: &AppHandle) -> Result<Home, Error> {
    let chosen = env::var_os("HUXIAO_HOME").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    Home::open_patiently(&chosen.map_or_else(|| super::platform_folder(app), Ok)?, PATIENCE)
}

/// None: no camera app writes into this app's folders here.
pub(crate) fn camera_folder(_: &AppHandle) -> Option<PathBuf> {
    None
}

/// Whether NetworkManager says, or guesses, that the network costs money by the byte. A system without it does not
/// know, and what is not known counts as free.
#[expect(clippy::unnecessary_wraps, reason = "a phone's page knows better than its shell")]
pub(crate) fn metered() -> Option<bool> {
    const NAME: &str = "org.freedesktop.NetworkManager";
    let mut ask = Command::new("busctl");
    ask.args(["--timeout=2", "get-property", NAME, "/org/freedesktop/NetworkManager", NAME, "Metered"]);
    let told = ask.output().map(|output| output.stdout).unwrap_or_default();
    // NM_METERED_YES and NM_METERED_GUESS_YES.
    Some(matches!(String::from_utf8_lossy(&told).trim(), "u 1" | "u 3"))
}
