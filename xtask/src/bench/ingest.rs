//! What the server takes in, on both engines: `server/benches/ingest` measures, one engine a run, with the limit beside it.
//!
//! PostgreSQL runs on a cluster of its own that flushes as an office's would: without that the limit would be memory.

use serde_json::{Value, json};
use xshell::Shell;

use super::program;
use crate::fault::Done;

/// Measures both engines.
///
/// # Errors
/// When the bench does not build or fails, or PostgreSQL is not there.
pub(super) fn measure(sh: &Shell, runs: usize) -> Done<Value> {
    Ok(json!({ "sqlite": on(sh, runs, None)?, "postgresql": on_postgres(sh, runs)? }))
}

fn on(sh: &Shell, runs: usize, database: Option<&str>) -> Done<Value> {
    let runs = runs.to_string();
    let database = database.map(|url| vec!["--database", url]).unwrap_or_default();
    program::measure(sh, "ingest", &[&["--runs", &runs], &database[..]].concat())
}

#[cfg(target_os = "linux")]
fn on_postgres(sh: &Shell, runs: usize) -> Done<Value> {
    use crate::postgres::{Cluster, Flush};
    let cluster = Cluster::start(Flush::Always)?;
    on(sh, runs, Some(&cluster.url))
}

#[cfg(not(target_os = "linux"))]
fn on_postgres(_: &Shell, _: usize) -> Done<Value> {
    Ok(Value::Null)
}
