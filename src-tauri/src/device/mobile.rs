//! A phone or tablet: the app's private folder, which no other app can read and which is in no backup (the manifest
//! says so). The key lies there as a file, until the keystore plugin hands it to `Home::open_with_key`.

use std::path::PathBuf;

use field::{Error, Home, views::Platform};
use tauri::{AppHandle, Manager};

/// What the pages call it.
pub(crate) const PLATFORM: Platform = Platform::Mobile;

/// What the network costs is known to the page alone.
pub(crate) const IS_TOLD_BY_PAGE: bool = true;

/// Opens the home folder.
pub(crate) fn open_home(app: &AppHandle) -> Result<Home, Error> {
    Home::open(&super::platform_folder(app)?)
}

/// Where the web view has the phone's camera app write: this app's own folder of pictures.
pub(crate) fn camera_folder(app: &AppHandle) -> Option<PathBuf> {
    app.path().picture_dir().inspect_err(|error| tracing::warn!(%error, "no folder of pictures")).ok()
}

/// The page is told by the web view, and tells.
pub(crate) fn metered() -> Option<bool> {
    None
}
