//! Debian and Ubuntu packages: which are missing, and their installation with the person's consent.
//!
//! Nothing is guessed on other systems: the list is printed and the build goes on, because the person may have
//! the same libraries under other names.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
};

use xshell::{Shell, cmd};

use super::{Consent, on_path};
use crate::fault::{Done, Fault};

/// A purpose and the packages it needs.
#[derive(Clone, Copy)]
pub(crate) enum Packages {
    /// Server and command line.
    Programs,
    /// The window as well.
    Window,
    /// Everything the tests drive.
    Tests,
    /// What the benches measure against.
    Bench,
    /// The compiler's second self for `check-android`.
    Android,
}

const PROGRAMS: &[&str] = &["build-essential", "libssl-dev", "pkg-config"];
const WINDOW: &[&str] = &[
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "curl",
    "wget",
    "file",
    "fonts-noto-cjk",
];
const BENCH: &[&str] = &["libvips-tools", "time"];
const TESTS: &[&str] = &["webkit2gtk-driver", "xvfb", "xauth", "chromium", "postgresql", "poppler-utils"];
const ANDROID: &[&str] = &["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"];

impl Packages {
    fn names(self) -> Vec<&'static str> {
        match self {
            Self::Programs => PROGRAMS.to_vec(),
            Self::Window => [PROGRAMS, WINDOW].concat(),
            Self::Tests => [PROGRAMS, WINDOW, TESTS].concat(),
            Self::Bench => [PROGRAMS, BENCH].concat(),
            Self::Android => [PROGRAMS, WINDOW, ANDROID].concat(),
        }
    }
}

/// Installs what is missing.
///
/// # Errors
/// When the person declines, cannot be asked, or the installation fails.
pub(crate) fn install(sh: &Shell, packages: Packages, consent: Consent) -> Done {
    let names = packages.names();
    if !Path::new("/usr/bin/apt-get").exists() {
        if cfg!(target_os = "linux") {
            println!("This is not Debian or Ubuntu. Please have these ready: {}", names.join(" "));
        }
        return Ok(());
    }
    let missing = missing(sh, &names)?;
    if missing.is_empty() {
        println!("All {} system packages are there.", names.len());
        return Ok(());
    }
    println!("Missing system packages: {}", missing.join(" "));
    let Some(elevation) = elevation() else {
        return Err(Fault::new(format!(
            "Root rights are needed and sudo is not here. As root: apt-get install -y --no-install-recommends {}",
            missing.join(" ")
        )));
    };
    agree(consent, &missing)?;
    let as_root = |arguments: &[&str]| {
        let words = [elevation, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
        sh.cmd(words[0]).args(&words[1..])
    };
    // Old lists name versions that the mirrors no longer have; without a network the lists at hand must do.
    if as_root(&["update"]).run().is_err() {
        println!("The package lists could not be renewed; trying with those at hand.");
    }
    as_root(&["install", "-y", "--no-install-recommends"]).args(&missing).run()?;
    Ok(())
}

fn missing(sh: &Shell, names: &[&'static str]) -> Done<Vec<&'static str>> {
    let format = "${db:Status-Abbrev}|${Package}\n";
    // Unknown names make dpkg-query exit with 1, which only means that they are missing.
    let known = cmd!(sh, "dpkg-query --show --showformat={format} {names...}").quiet().ignore_status().ignore_stderr();
    let known = known.read()?;
    let installed = |name: &str| known.lines().any(|line| line.split_once('|') == Some(("ii ", name)));
    // Ubuntu's Chromium is a snap: any Chromium on the path will do.
    let satisfied = |name: &str| installed(name) || (name == "chromium" && on_path("chromium-browser").is_some());
    Ok(names.iter().copied().filter(|name| !satisfied(name)).collect())
}

/// The words before a command that needs root rights: none for root, `sudo` for others, `None` where neither helps.
fn elevation() -> Option<&'static [&'static str]> {
    if is_root() { Some(&[]) } else { on_path("sudo").map(|_| ["sudo"].as_slice()) }
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

fn agree(consent: Consent, missing: &[&str]) -> Done {
    if consent == Consent::Given {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(Fault::new("Nobody is at the keyboard to agree. Add --yes to install without asking."));
    }
    print!("Install {} packages with root rights now? [y/N] ", missing.len());
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "是") {
        return Ok(());
    }
    Err(Fault::new(format!("Not installed. When you are ready: apt-get install {}", missing.join(" "))))
}
