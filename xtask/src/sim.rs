//! `cargo xtask sim`: builds the simulator and runs it over many seeds; the work is the program `huxiao-sim`.
//!
//! It prints `runs K, failed F` and, for each seed that failed, what did not hold and how to replay it.

use std::{env, path::Path, process::Command};

use clap::Args;
use xshell::{Shell, cmd};

use crate::{
    fault::{Done, Fault},
    test::FEATURES,
};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The first seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many seeds, counted on from the first
    #[arg(long, default_value_t = 1)]
    runs: u64,
    /// Steps of each run in which anything may go wrong
    #[arg(long)]
    steps: Option<u32>,
    /// Every kind of fault at once and without an end; only what must hold at every moment is asked
    #[arg(long)]
    safety: bool,
    /// Print what happens, line by line
    #[arg(long)]
    trace: bool,
}

/// Builds and runs it.
///
/// # Errors
/// When a seed failed; the program has said which.
pub(crate) fn run(sh: &Shell, root: &Path, options: &Options) -> Done {
    cmd!(sh, "cargo build --quiet --workspace --features {FEATURES} --bin huxiao-sim").run()?;
    let mut program = Command::new(root.join("target/debug").join(format!("huxiao-sim{}", env::consts::EXE_SUFFIX)));
    program.args(["--seed", &options.seed.to_string(), "--runs", &options.runs.to_string()]);
    if let Some(steps) = options.steps {
        program.args(["--steps", &steps.to_string()]);
    }
    if options.safety {
        program.arg("--safety");
    }
    if options.trace {
        program.arg("--trace");
    }
    if program.status()?.success() { Ok(()) } else { Err(Fault::new("a run did not end well; see above")) }
}
