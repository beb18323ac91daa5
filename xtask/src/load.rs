//! `cargo xtask load`: builds the load of many phones in release and puts it on a running server; the work is the
//! program `huxiao-load`.

use std::{env, path::Path, process::Command};

use clap::Args;
use xshell::{Shell, cmd};

use crate::fault::{Done, Fault};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Address of the server, such as http://127.0.0.1:8787
    #[arg(long)]
    server: String,
    /// Phones
    #[arg(long, default_value_t = 50)]
    devices: u32,
    /// Records of each phone
    #[arg(long, default_value_t = 40)]
    records: u32,
    /// Phones that deliver at the same time
    #[arg(long, default_value_t = 8)]
    connections: u32,
    /// Photos of each phone
    #[arg(long, default_value_t = 0)]
    photos: u32,
    /// An enrollment code with enough uses; the office's demo account is asked for one otherwise
    #[arg(long)]
    code: Option<String>,
    /// One JSON object on one line
    #[arg(long)]
    json: bool,
}

/// Builds and runs it.
///
/// # Errors
/// When records were lost, doubled or left undelivered, or the server was not reached; the program has said which.
pub(crate) fn run(sh: &Shell, root: &Path, options: &Options) -> Done {
    cmd!(sh, "cargo build --quiet --release --package tests --bin huxiao-load").run()?;
    let mut load = Command::new(root.join("target/release").join(format!("huxiao-load{}", env::consts::EXE_SUFFIX)));
    load.args(["--server", &options.server]);
    for (flag, number) in [
        ("--devices", options.devices),
        ("--records", options.records),
        ("--connections", options.connections),
        ("--photos", options.photos),
    ] {
        load.args([flag, &number.to_string()]);
    }
    if let Some(code) = &options.code {
        load.args(["--code", code]);
    }
    if options.json {
        load.arg("--json");
    }
    if load.status()?.success() { Ok(()) } else { Err(Fault::new("the load did not end well; see above")) }
}
