//! The opened home folder, shared by all commands. A folder that cannot be opened is a page in the window, not a crash:
//! each command tries again, so that closing the other program is all a person has to do. One in which a damaged page was
//! met is opened anew before the next command, which puts the database aside and goes on.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
};

use domain::Problem;
use field::{Error, Home, camera_files, sync::Delivery};
use tauri::{AppHandle, async_runtime::JoinHandle};

use crate::{background, device};

/// What the commands share.
#[derive(Default)]
pub(crate) struct Shell {
    app: OnceLock<AppHandle>,
    opened: Mutex<Option<Opened>>,
    /// Whether the network costs money by the byte, as the page said last.
    metered: Mutex<Option<bool>>,
}

struct Opened {
    home: Home,
    delivery: Arc<Delivery>,
    tasks: Vec<JoinHandle<()>>,
}

/// Work that had begun before a home is opened anew may take so long to leave it.
const PATIENCE: Duration = Duration::from_secs(5);

impl Shell {
    /// Says which window it serves; done once, at the start.
    pub(crate) fn belong_to(&self, app: &AppHandle) {
        let _already: Result<(), AppHandle> = self.app.set(app.clone());
    }

    /// The home folder, opened at the first call that succeeds.
    pub(crate) fn home(&self) -> Result<Home, Problem> {
        let app = self.app.get().ok_or_else(|| Problem::new("internal"))?;
        self.opened_by(|| device::open_home(app), |home, delivery| background::serve(app, home, delivery))
    }

    /// What the page said of the network before is known before anything can be sent.
    fn opened_by(
        &self,
        open: impl Fn() -> Result<Home, Error>,
        serve: impl FnOnce(&Home, &Arc<Delivery>) -> Vec<JoinHandle<()>>,
    ) -> Result<Home, Problem> {
        let mut opened = self.held();
        if let Some(opened) = opened.as_ref().filter(|it| !it.home.is_in_doubt()) {
            return Ok(opened.home.clone());
        }
        let home = match opened.take() {
            None => told(open())?,
            Some(before) => {
                before.tasks.iter().for_each(JoinHandle::abort);
                drop(before);
                told(patiently(open))?
            }
        };
        let delivery = Arc::new(told(Delivery::new(&home))?);
        match *self.metered.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(metered) => delivery.set_metered(metered),
            None if device::IS_TOLD_BY_PAGE => delivery.wait_to_be_told(),
            None => {}
        }
        let tasks = serve(&home, &delivery);
        *opened = Some(Opened { home: home.clone(), delivery, tasks });
        Ok(home)
    }

    /// The page says what the network costs, or that the web view does not know. While the home folder is being opened it
    /// waits for that, so that the word cannot fall between the two.
    pub(crate) fn set_metered(&self, metered: Option<bool>) {
        // What a phone's web view does not know counts as free; a computer looks for itself.
        let Some(metered) = metered.or(device::IS_TOLD_BY_PAGE.then_some(false)) else { return };
        *self.metered.lock().unwrap_or_else(PoisonError::into_inner) = Some(metered);
        if let Some(opened) = &*self.held() {
            opened.delivery.set_metered(metered);
        }
    }

    /// The one that sends and fetches; `None` before the home folder is open.
    pub(crate) fn delivery(&self) -> Option<Arc<Delivery>> {
        self.opened.try_lock().ok()?.as_ref().map(|opened| opened.delivery.clone())
    }

    /// Does `work` with the home folder.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Home) -> Result<T, Error>) -> Result<T, Problem> {
        let home = self.home()?;
        told(
            work(&home)
                .map_err(|error| if home.is_in_doubt() { Problem::new("database-broken").into() } else { error }),
        )
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

/// Waits a little for those that are still at work in the folder.
fn patiently(open: impl Fn() -> Result<Home, Error>) -> Result<Home, Error> {
    let begun = Instant::now();
    loop {
        match open() {
            Err(error) if error.problem().code == "home-in-use" && begun.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(50));
            }
            done => return done,
        }
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use field::{
        settings,
        sync::Sendable,
        views::{MobileData, SettingsPatch},
    };

    use super::*;
    use crate::commands::sync::tell_network;

    /// The folder of a phone on which somebody chose that pictures wait for Wi-Fi.
    fn thrifty() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        let home = Home::open(dir.path()).expect("opens");
        let chosen = SettingsPatch { mobile_data: Some(MobileData::Thumbnails), ..SettingsPatch::default() };
        settings::patch(&home, chosen).expect("kept");
        dir
    }

    /// A page says it while the home folder is still being opened, as a phone's page does at each start.
    #[test]
    fn what_a_page_says_of_the_network_at_the_start_is_not_lost() {
        let dir = thrifty();
        let shell = Shell::default();
        let (begun, is_begun) = mpsc::channel();
        let home = thread::scope(|scope| {
            let opening = scope.spawn(|| {
                let open = || {
                    begun.send(()).expect("heard");
                    // The page's word comes within this time, and has to wait.
                    thread::sleep(Duration::from_millis(300));
                    Home::open(dir.path())
                };
                shell.opened_by(open, |_, _| Vec::new())
            });
            is_begun.recv().expect("begun");
            tell_network(&shell, Some(true));
            opening.join().expect("no panic").expect("opens")
        });
        let delivery = shell.delivery().expect("open by now");
        assert_ne!(delivery.sendable(), Sendable::All, "pictures wait for a network that costs nothing");
        tell_network(&shell, Some(false));
        assert_eq!(delivery.sendable(), Sendable::All);
        drop(home);
    }

    #[test]
    fn what_a_page_says_before_the_folder_is_opened_holds_from_its_first_moment() {
        let dir = thrifty();
        let shell = Shell::default();
        tell_network(&shell, Some(true));
        let served = |_: &Home, delivery: &Arc<Delivery>| {
            assert_ne!(delivery.sendable(), Sendable::All);
            Vec::new()
        };
        shell.opened_by(|| Home::open(dir.path()), served).expect("opens");
    }

    /// As when a command, or the sending in the background, met a damaged page.
    #[test]
    fn a_folder_in_doubt_is_opened_anew_for_the_next_command() {
        let dir = thrifty();
        let shell = Shell::default();
        let open = || shell.opened_by(|| Home::open(dir.path()), |_, _| Vec::new()).expect("opens");
        let before = open();
        std::fs::write(dir.path().join("huxiao.db-doubt"), b"").expect("a doubt");
        thread::scope(|scope| {
            // Somebody is still at work in the old one.
            scope.spawn(move || {
                thread::sleep(Duration::from_millis(300));
                drop(before);
            });
            assert!(!open().is_in_doubt(), "it was looked through");
        });
    }
}
