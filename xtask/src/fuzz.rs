//! `cargo xtask fuzz`: the doors to the outside under libFuzzer, one after another.
//!
//! `cargo-fuzz` and the instrumentation want a nightly compiler; `RUSTC_BOOTSTRAP` lets the stable one do it. Nothing
//! else in this working copy is built so.

use std::{fs, path::Path};

use clap::Args;
use xshell::{Shell, cmd};

use crate::{
    fault::Done,
    setup::{self, Tool},
};

/// Largest memory of a target, and largest single request for it, MiB.
const MEMORY_MB: &str = "512";
const REQUEST_MB: &str = "64";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// One door; all of them when left out
    target: Option<String>,
    /// Seconds for each
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

/// Runs the targets.
///
/// # Errors
/// When a target finds something; the input lies in fuzz/artifacts then.
pub(crate) fn run(sh: &Shell, root: &Path, options: &Options) -> Done {
    setup::install_tool(sh, root, Tool::FUZZ)?;
    let corpus = root.join("fuzz/corpus");
    cmd!(sh, "cargo test --quiet --package protocol --test doors every_golden_input")
        .env("HUXIAO_FUZZ_SEEDS", &corpus)
        .run()?;
    let targets = match &options.target {
        Some(target) => vec![target.clone()],
        None => targets(root)?,
    };
    for target in targets {
        println!("\n== {target}, {} s", options.seconds);
        let seconds = options.seconds.to_string();
        // Lengths up to what a bundle frame or a packed request of ordinary size has.
        let limits = ["-max_len=65536", "-timeout=10", "-print_final_stats=1"];
        cmd!(
            sh,
            "cargo fuzz run {target} --fuzz-dir fuzz -- -max_total_time={seconds} -rss_limit_mb={MEMORY_MB} -malloc_limit_mb={REQUEST_MB} {limits...}"
        )
        .env("RUSTC_BOOTSTRAP", "1")
        .run()?;
    }
    Ok(())
}

fn targets(root: &Path) -> Done<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("fuzz/targets"))? {
        names.extend(entry?.path().file_stem().map(|it| it.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}
