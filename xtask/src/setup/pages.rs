//! The pages: their npm packages, and the build that server and window embed.
//!
//! Both are skipped while their sources stand as they were.

use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use super::on_path;
use crate::{
    fault::{Done, Fault},
    stamp::Stamp,
};

/// The oldest Node that the page tools run on.
const NODE_MIN: (u32, u32) = (20, 19);

/// Installs the npm packages when the lock file changed.
///
/// # Errors
/// When Node is missing or too old, or npm fails.
pub(crate) fn install(sh: &Shell, root: &Path) -> Done {
    check_node(sh)?;
    let ui = root.join("ui");
    let stamp = Stamp::take(root, "npm-install", &[ui.join("package-lock.json")])?;
    if stamp.is_current() && ui.join("node_modules").is_dir() {
        println!("The npm packages are those of the lock file.");
        return Ok(());
    }
    let _at = sh.push_dir(&ui);
    // Not `npm ci`: it refuses a lock that lacks another system's optional package, and npm itself leaves out those it
    // could not fetch. This takes every locked version as it is and never writes the lock.
    npm(sh, &["install", "--no-save", "--no-fund", "--no-audit"])?;
    stamp.remember()
}

/// Builds the pages of the field app and of the dashboard when one of their files changed.
///
/// # Errors
/// When the build fails.
pub(crate) fn build(sh: &Shell, root: &Path) -> Done {
    let ui = root.join("ui");
    let stamp = Stamp::take(root, "pages", std::slice::from_ref(&ui))?;
    let built: [PathBuf; 2] = ["app", "dashboard"].map(|room| ui.join(room).join("build/index.html"));
    if stamp.is_current() && built.iter().all(|page| page.exists()) {
        println!("The pages are built already.");
        return Ok(());
    }
    let _at = sh.push_dir(&ui);
    npm(sh, &["run", "build"])?;
    if let Some(missing) = built.iter().find(|page| !page.exists()) {
        return Err(Fault::new(format!("The build ended without {}.", missing.display())));
    }
    stamp.remember()
}

/// Runs npm in the shell's folder.
///
/// # Errors
/// When it fails.
pub(crate) fn npm(sh: &Shell, arguments: &[&str]) -> Done {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    cmd!(sh, "{npm} {arguments...}").run()?;
    Ok(())
}

fn check_node(sh: &Shell) -> Done {
    let wanted = format!("{}.{}", NODE_MIN.0, NODE_MIN.1);
    if on_path("node").is_none() {
        return Err(Fault::new(format!("Node.js {wanted} or newer is needed (nodejs.org), with npm.")));
    }
    let found = cmd!(sh, "node --version").quiet().read()?;
    let mut parts = found.trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version < NODE_MIN {
        return Err(Fault::new(format!("Node.js {wanted} or newer is needed; this one is {found}.")));
    }
    Ok(())
}
