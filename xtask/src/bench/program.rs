//! Benches that are programs of their own room: cargo builds them in release, and what they say last is one JSON object.

use serde_json::Value;
use xshell::{Shell, cmd};

use crate::{
    fault::{Done, Fault},
    test::FEATURES,
};

/// Runs a bench by its name.
///
/// # Errors
/// When it does not build, fails, or says something else.
pub(super) fn measure(sh: &Shell, bench: &str, flags: &[&str]) -> Done<Value> {
    // The one feature set again: built for its package alone a bench would compile half the tree a second time.
    let bench = ["bench", "--quiet", "--workspace", "--features", FEATURES, "--bench", bench];
    let said = cmd!(sh, "cargo {bench...} -- {flags...}").read()?;
    let report = said.lines().last().unwrap_or_default();
    serde_json::from_str(report).map_err(|error| Fault::new(format!("the bench said {said:?}: {error}")))
}
