//! `cargo xtask load`: builds the load of many phones in release and puts it on a running server; the work is the
//! program `huxiao-load`, which takes all flags and explains them.

use std::{env, path::Path, process::Command};

use clap::Args;
use xshell::{Shell, cmd};

use crate::fault::{Done, Fault};

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Options {
    /// Flags of `huxiao-load`, such as --server URL --devices 50 --records 40; --help lists them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    flags: Vec<String>,
}

/// Builds and runs it.
///
/// # Errors
/// When records were lost, doubled or left undelivered, or the server was not reached; the program has said which.
pub(crate) fn run(sh: &Shell, root: &Path, options: &Options) -> Done {
    cmd!(sh, "cargo build --quiet --release --package tests --bin huxiao-load").run()?;
    let mut load = Command::new(root.join("target/release").join(format!("huxiao-load{}", env::consts::EXE_SUFFIX)));
    if load.args(&options.flags).status()?.success() {
        Ok(())
    } else {
        Err(Fault::new("the load did not end well; see above"))
    }
}
