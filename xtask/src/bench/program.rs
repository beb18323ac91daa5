//! Benches that are programs of their own room: cargo builds them in release, and what they say last is one JSON object.

use serde_json::Value;
use xshell::{Shell, cmd};

use crate::fault::{Done, Fault};

/// Runs a bench of a package.
///
/// # Errors
/// When it does not build, fails, or says something else.
pub(super) fn measure(sh: &Shell, package: &str, bench: &str, flags: &[&str]) -> Done<Value> {
    let said = cmd!(sh, "cargo bench --quiet --package {package} --bench {bench} -- {flags...}").read()?;
    let report = said.lines().last().unwrap_or_default();
    serde_json::from_str(report).map_err(|error| Fault::new(format!("the bench said {said:?}: {error}")))
}
