//! A phone or tablet: the app's private folder, which no other app can read and which is in no backup (the manifest
//! says so). The key lies there as a file, until the keystore plugin hands it to `Home::open_with_key`.

use field::{Error, Home, views::Platform};
use tauri::AppHandle;

/// What the pages call it.
pub(crate) const PLATFORM: Platform = Platform::Mobile;

/// Opens the home folder.
pub(crate) fn open_home(app: &AppHandle) -> Result<Home, Error> {
    Home::open(&super::platform_folder(app)?)
}

/// The page is told by the web view, and tells.
pub(crate) fn metered() -> Option<bool> {
    None
}
