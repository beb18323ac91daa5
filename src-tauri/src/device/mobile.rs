//! A phone or tablet: the app's private folder, which no other app can read and which is in no backup (the manifest
//! says so). The key lies there as a file, until the keystore plugin hands it to `Home::open_with_key`.

use field::{Error, Home, photo, views::Platform};
use tauri::{AppHandle, Manager};

/// What the pages call it.
pub(crate) const PLATFORM: Platform = Platform::Mobile;

/// Opens the home folder.
pub(crate) fn open_home(app: &AppHandle) -> Result<Home, Error> {
    Home::open(&super::platform_folder(app)?)
}

/// Removes what the phone's camera app left in this app's folder of pictures, where the web view has it write.
pub(crate) fn sweep_camera_files(app: &AppHandle) {
    match app.path().picture_dir() {
        Ok(folder) => photo::sweep_camera_files(&folder),
        Err(error) => tracing::warn!(%error, "no folder of pictures to sweep"),
    }
}

/// The page is told by the web view, and tells.
pub(crate) fn metered() -> Option<bool> {
    None
}
