//! The opened home folder, shared by all commands. A folder that cannot be opened is a page in the window, not a crash:
//! each command tries again, so that closing the other program is all a person has to do.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use domain::Problem;
use field::{Error, Home, camera_files, sync::Delivery};
use tauri::AppHandle;

use crate::{background, device};

/// What the commands share.
#[derive(Default)]
pub(crate) struct Shell {
    app: OnceLock<AppHandle>,
    opened: Mutex<Option<Opened>>,
}

struct Opened {
    home: Home,
    delivery: Arc<Delivery>,
}

impl Shell {
    /// Says which window it serves; done once, at the start.
    pub(crate) fn belong_to(&self, app: &AppHandle) {
        let _already: Result<(), AppHandle> = self.app.set(app.clone());
    }

    /// The home folder, opened at the first call that succeeds.
    pub(crate) fn home(&self) -> Result<Home, Problem> {
        let mut opened = self.held();
        if let Some(opened) = &*opened {
            return Ok(opened.home.clone());
        }
        let app = self.app.get().ok_or_else(|| Problem::new("internal"))?;
        let home = told(device::open_home(app))?;
        let delivery = Arc::new(told(Delivery::new(&home))?);
        background::serve(app, &home, &delivery);
        *opened = Some(Opened { home: home.clone(), delivery });
        Ok(home)
    }

    /// The one that sends and fetches; `None` before the home folder is open.
    pub(crate) fn delivery(&self) -> Option<Arc<Delivery>> {
        self.opened.try_lock().ok()?.as_ref().map(|opened| opened.delivery.clone())
    }

    /// Does `work` with the home folder.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Home) -> Result<T, Error>) -> Result<T, Problem> {
        told(work(&self.home()?))
    }

    /// Where a system's camera app writes pictures for us, where one does.
    pub(crate) fn camera_folder(&self) -> Option<PathBuf> {
        self.app.get().and_then(device::camera_folder)
    }

    /// Takes away what a camera app wrote.
    pub(crate) fn forget_camera_files(&self) -> Result<(), Problem> {
        match self.camera_folder() {
            Some(folder) => self.with(|home| camera_files::forget(home, &folder)),
            None => Ok(()),
        }
    }

    fn held(&self) -> MutexGuard<'_, Option<Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The problem to show; logged here, once, because the page shows only its sentence.
pub(crate) fn told<T>(result: Result<T, Error>) -> Result<T, Problem> {
    result.map_err(|error| {
        let problem = error.problem();
        match problem.code.as_str() {
            "internal" | "database-broken" => {
                tracing::error!(error = &error as &dyn std::error::Error, "a verb failed")
            }
            code => tracing::info!(code, "refused"),
        }
        problem
    })
}
