//! `cargo xtask defects`: asks the suite about each deliberate defect (`crates/domain/src/defect.rs`) whether it notices.
//!
//! The simulator is asked first, seed after seed until one fails; what it does not notice is put to the ordinary tests,
//! and then to those of several nodes on one PostgreSQL.
//! Before that both are run as they are: a failure, or a time-out, says something about a defect only where the clean
//! run of the same seeds and tests ended well. A defect that nobody notices is a hole in the suite, and makes the command
//! fail.

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
    postgres::{Cluster, Flush},
    test::FEATURES,
};

/// Asking the simulator again would only take time, and the tidy stories do not run the product.
const TESTS: &str = "not (binary(sim) | test(/^tidy/) | package(xtask) | package(photos))";
/// Those that have something to say only on PostgreSQL.
const POSTGRES_TESTS: &str = "package(server) & binary(nodes)";
/// Where the tests find one.
const POSTGRES: &str = "HUXIAO_TEST_POSTGRES";
/// Steps of a run of the simulator.
const STEPS: &str = "40";
/// The variable that names the defect.
const DEFECT: &str = "HUXIAO_DEFECT";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Seeds that the simulator may try for each defect
    #[arg(long, default_value_t = 60)]
    runs: u64,
    /// Only this defect; may be given several times
    #[arg(long)]
    only: Vec<String>,
    /// Put it to these tests alone (a nextest expression) instead of to all
    #[arg(long, default_value = TESTS)]
    tests: String,
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
    let wanted = |defect: &&str| options.only.is_empty() || options.only.iter().any(|only| only == defect);
    let asked: Vec<&str> = listed.lines().filter_map(|line| line.split('\t').next()).filter(wanted).collect();
    let postgres = Cluster::start(Flush::Never)?;
    if let Some(by) = hunt(root, (&simulator, &postgres), None, options)?.first() {
        return Err(Fault::new(format!("without any defect the suite does not end well ({by}); mend that first")));
    }
    let mut noticed = Vec::new();
    for defect in asked {
        let by = hunt(root, (&simulator, &postgres), Some(defect), options)?.pop();
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

/// Who notices the defect: the simulator, or else a test. Without one both are asked, and nobody should notice anything.
fn hunt(
    root: &Path,
    (simulator, postgres): (&PathBuf, &Cluster),
    defect: Option<&str>,
    options: &Options,
) -> Done<Vec<String>> {
    let defect = defect.unwrap_or_default();
    let mut simulate = Command::new(simulator);
    simulate.args(["--seed", "1", "--runs", &options.runs.to_string(), "--steps", STEPS, "--until-failure"]);
    let simulated = simulate.env(DEFECT, defect).stderr(Stdio::null()).output()?;
    if !simulated.status.success() {
        let said = String::from_utf8_lossy(&simulated.stdout).into_owned();
        let line = said.lines().find(|line| line.contains("seed")).unwrap_or("a seed failed").trim();
        return Ok(vec![format!("simulator: {line}")]);
    }
    let by = put_to(root, defect, &options.tests, None)?;
    if by.is_empty() && options.tests == TESTS {
        return put_to(root, defect, POSTGRES_TESTS, Some(&postgres.url));
    }
    Ok(by)
}

/// Which of these tests notices it.
fn put_to(root: &Path, defect: &str, expression: &str, postgres: Option<&str>) -> Done<Vec<String>> {
    let mut tests = Command::new("cargo");
    tests.args(["nextest", "run", "--workspace", "--features", FEATURES, "--fail-fast", "--no-input-handler"]);
    tests.args(["-E", expression]);
    tests.args(["--status-level", "fail", "--final-status-level", "fail", "--failure-output", "never"]);
    tests.envs(postgres.map(|url| (POSTGRES, url)));
    let tested = tests.current_dir(root).env(DEFECT, defect).stdout(Stdio::null()).output()?;
    if tested.status.success() {
        return Ok(Vec::new());
    }
    let said = String::from_utf8_lossy(&tested.stderr).into_owned();
    let failed = said.lines().find(|line| line.trim_start().starts_with("FAIL") || line.contains("TIMEOUT"));
    let Some(failed) = failed else {
        // No test failed, so it says nothing about the defect.
        return Err(Fault::new(format!("the tests could not be run:\n{said}")));
    };
    let (how, name) = failed.rsplit_once(']').unwrap_or(("", failed));
    let how = if how.contains("TIMEOUT") { "test, out of time" } else { "test" };
    Ok(vec![format!("{how}: {}", name.trim())])
}
