//! The one seam for what differs by device: where the home folder is, where its key is, what the platform is called.

#[cfg(desktop)]
mod desktop;
#[cfg(mobile)]
mod mobile;

#[cfg(desktop)]
pub(crate) use desktop::{IS_TOLD_BY_PAGE, PLATFORM, camera_folder, metered, open_home};
#[cfg(mobile)]
pub(crate) use mobile::{IS_TOLD_BY_PAGE, PLATFORM, camera_folder, metered, open_home};

/// The folder the platform gives this app; the command line uses the same.
fn platform_folder(app: &tauri::AppHandle) -> Result<std::path::PathBuf, field::Error> {
    use tauri::Manager;
    app.path().app_data_dir().map_err(|error| {
        tracing::error!(%error, "no data folder");
        domain::Problem::new("internal").with("detail", "no data folder").into()
    })
}

/// Where a person finds a file that this app gives out: the downloads, else the home folder.
pub(crate) fn folder_to_hand_out(app: &tauri::AppHandle) -> Result<std::path::PathBuf, field::Error> {
    use tauri::Manager;
    let folder = app.path().download_dir().ok().filter(|it| it.is_dir());
    folder.map_or_else(|| app.path().home_dir(), Ok).map_err(|error| {
        tracing::error!(%error, "no folder to hand out files in");
        domain::Problem::new("internal").with("detail", "no folder").into()
    })
}
