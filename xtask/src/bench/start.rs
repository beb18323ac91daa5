//! The app from its start to its first usable screen, against an empty window: both built in release, both started in
//! turn under one screen that nobody sees.

use std::path::Path;

use serde_json::Value;
use xshell::{Shell, cmd};

use crate::{
    e2e,
    fault::{Done, Fault},
    setup::{self, Consent, Packages, Tool},
    test::FEATURES,
};

/// Measures.
///
/// # Errors
/// When something it needs is missing and not wanted, does not build, or does not show.
pub(super) fn measure(sh: &Shell, root: &Path, turns: usize, consent: Consent) -> Done<Value> {
    setup::install_packages(sh, Packages::Tests, consent)?;
    setup::install_pages(sh, root)?;
    setup::install_tool(sh, root, Tool::TAURI_DRIVER)?;
    setup::build_pages(sh, root)?;
    // One feature set for all of it, as in the tests: what was compiled for another bench serves here too.
    let programs = ["--bin", "huxiao", "--bin", "huxiao-server", "--bin", "huxiao-field", "--example", "empty-window"];
    cmd!(sh, "cargo build --quiet --release --workspace --features {FEATURES} {programs...}").run()?;
    let said = e2e::start(sh, root, &root.join("target/release"), turns)?;
    let report = said.lines().last().unwrap_or_default();
    serde_json::from_str(report).map_err(|error| Fault::new(format!("the script said {said:?}: {error}")))
}
