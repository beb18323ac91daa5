//! The programs a demo keeps running, and their end: asked first, made to after a while, never left behind.
//!
//! Ctrl-C reaches the children too (they share the terminal), so the server begins to close by itself; a plain
//! kill of xtask reaches only xtask, which then asks them.

use std::{
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::fault::{Done, Fault};

/// How long a program may take to close before it is made to.
const CLOSING: Duration = Duration::from_secs(8);
/// How often we look.
const GLANCE: Duration = Duration::from_millis(100);

/// Programs that end with us.
pub(crate) struct Children {
    running: Vec<(String, Child)>,
    stop: Arc<AtomicBool>,
}

/// What ended a wait.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Ctrl-C, or a polite kill.
    Asked,
    /// The program that was waited for.
    ByItself,
}

impl Children {
    /// None yet; from here on Ctrl-C is a wish, not an end.
    ///
    /// # Errors
    /// When the system does not let us hear the wish.
    pub(crate) fn new() -> Done<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // A second Ctrl-C ends us at once.
            signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(&stop))?;
            signal_hook::flag::register(signal, Arc::clone(&stop))?;
        }
        Ok(Self { running: Vec::new(), stop })
    }

    /// Starts a program.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(&mut self, name: &str, mut command: Command) -> Done {
        command.stdin(Stdio::null());
        let child = command.spawn().map_err(|error| Fault::new(format!("{name} does not start: {error}")))?;
        self.running.push((name.to_owned(), child));
        Ok(())
    }

    /// Whether somebody wished to stop.
    pub(crate) fn is_asked_to_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Waits until something listens at the address, as long as the program lives.
    ///
    /// # Errors
    /// When the program ended first, or the person lost patience.
    pub(crate) fn wait_listening(&mut self, name: &str, address: SocketAddr) -> Done {
        while TcpStream::connect_timeout(&address, GLANCE).is_err() {
            if self.has_ended(name)? {
                return Err(Fault::new(format!("{name} ended before it was ready; its own words are above.")));
            }
            if self.is_asked_to_stop() {
                return Err(Fault::new("Stopped."));
            }
            thread::sleep(GLANCE);
        }
        Ok(())
    }

    /// Waits until the program ends or somebody wishes to stop.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub(crate) fn wait(&mut self, name: &str) -> Done<Ended> {
        while !self.is_asked_to_stop() {
            if self.has_ended(name)? {
                return Ok(Ended::ByItself);
            }
            thread::sleep(GLANCE);
        }
        Ok(Ended::Asked)
    }

    fn has_ended(&mut self, name: &str) -> Done<bool> {
        for (known, child) in &mut self.running {
            if known == name && child.try_wait()?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Ends all, the newest first.
    pub(crate) fn stop(&mut self) {
        while let Some((name, mut child)) = self.running.pop() {
            ask_to_close(&mut child);
            let deadline = Instant::now() + CLOSING;
            while matches!(child.try_wait(), Ok(None)) {
                if Instant::now() > deadline {
                    println!("{name} does not close by itself; ending it.");
                    let _: Result<(), _> = child.kill(); // it may have ended this very moment
                    break;
                }
                thread::sleep(GLANCE);
            }
            let _: Result<_, _> = child.wait();
        }
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(unix)]
fn ask_to_close(child: &mut Child) {
    if matches!(child.try_wait(), Ok(None)) {
        // A child that ended this very moment is not an error.
        let _: Result<(), _> =
            rustix::process::kill_process(rustix::process::Pid::from_child(child), rustix::process::Signal::TERM);
    }
}

#[cfg(not(unix))]
fn ask_to_close(child: &mut Child) {
    let _: Result<(), _> = child.kill();
}
