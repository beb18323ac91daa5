//! `cargo xtask defects`: asks the suite about each deliberate defect (`crates/domain/src/defect.rs`) whether it notices.
//!
//! The simulator is asked first, seed after seed until one fails; what it does not notice is put to the ordinary tests.
//! A defect that nobody notices is a hole in the suite, and makes the command fail.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use clap::Args;
use serde_json::json;
use xshell::{Shell, cmd};

use crate::{
    fault::{Done, Fault},
    test::FEATURES,
};

/// The variable that names the defect.
const DEFECT: &str = "HUXIAO_DEFECT";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Seeds that the simulator may try for each defect
    #[arg(long, default_value_t = 60)]
    runs: u64,
    /// Only this defect
    #[arg(long)]
    only: Option<String>,
    /// One JSON object on stdout and nothing else
    #[arg(long)]
    json: bool,
}

/// Asks about each.
///
/// # Errors
/// When a defect is not noticed, or the suite does not build.
pub(crate) fn run(sh: &Shell, root: &Path, options: &Options) -> Done {
    cmd!(sh, "cargo build --quiet --workspace --all-targets --features {FEATURES}").run()?;
    let simulator = root.join("target/debug").join(format!("huxiao-sim{}", env::consts::EXE_SUFFIX));
    let listed = Command::new(&simulator).arg("--list-defects").output()?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let wanted = |defect: &&str| options.only.as_ref().is_none_or(|only| only == defect);
    let mut noticed = Vec::new();
    for defect in listed.lines().filter(wanted) {
        let by = hunt(root, &simulator, defect, options.runs)?;
        if !options.json {
            println!("{defect:<22} {}", by.as_deref().unwrap_or("NOT NOTICED"));
        }
        noticed.push((defect.to_owned(), by));
    }
    let missed: Vec<&str> = noticed.iter().filter(|(_, by)| by.is_none()).map(|(defect, _)| defect.as_str()).collect();
    if options.json {
        println!("{}", json!({ "defects": noticed.len(), "noticed_by": noticed, "missed": missed }));
    } else {
        println!("defects {}, noticed {}, missed {}", noticed.len(), noticed.len() - missed.len(), missed.len());
    }
    if missed.is_empty() { Ok(()) } else { Err(Fault::new(format!("not noticed: {}", missed.join(", ")))) }
}

/// Who notices the defect first.
fn hunt(root: &Path, simulator: &PathBuf, defect: &str, runs: u64) -> Done<Option<String>> {
    let mut simulate = Command::new(simulator);
    simulate.args(["--seed", "1", "--runs", &runs.to_string(), "--until-failure"]).env(DEFECT, defect);
    let simulated = simulate.stderr(Stdio::null()).output()?;
    if !simulated.status.success() {
        let said = String::from_utf8_lossy(&simulated.stdout).into_owned();
        let line = said.lines().find(|line| line.contains("seed")).unwrap_or("a seed failed").trim();
        return Ok(Some(format!("simulator: {line}")));
    }
    let mut tests = Command::new("cargo");
    tests.args(["nextest", "run", "--workspace", "--features", FEATURES, "--fail-fast", "--no-input-handler"]);
    // Asking the simulator again would only take time, and the tidy stories do not run the product.
    tests.args(["-E", "not (binary(sim) | test(/^tidy/) | package(xtask) | package(photos))"]);
    tests.args(["--status-level", "fail", "--final-status-level", "fail", "--failure-output", "never"]);
    let tested = tests.current_dir(root).env(DEFECT, defect).stdout(Stdio::null()).output()?;
    if tested.status.success() {
        return Ok(None);
    }
    let said = String::from_utf8_lossy(&tested.stderr).into_owned();
    let failed = said.lines().find(|line| line.trim_start().starts_with("FAIL") || line.contains("TIMEOUT"));
    let failed = failed.and_then(|line| line.rsplit_once(']')).map_or("a test failed", |(_, name)| name.trim());
    Ok(Some(format!("test: {failed}")))
}
