//! A computer: the folder of `HUXIAO_HOME` or the platform's data folder, its key in a file for the owner alone.

use std::{env, path::PathBuf, time::Duration};

use field::{Error, Home, views::Platform};
use tauri::AppHandle;

/// What the pages call it.
pub(crate) const PLATFORM: Platform = Platform::Desktop;
/// A command line that is just finishing is waited for; a second window is not.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens the home folder.
pub(crate) fn open_home(app: &AppHandle) -> Result<Home, Error> {
    let chosen = env::var_os("HUXIAO_HOME").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    Home::open_patiently(&chosen.map_or_else(|| super::platform_folder(app), Ok)?, PATIENCE)
}
