//! `cargo xtask bench`: what the product costs, as ratios to a limit measured beside it in the same run (design §8).
//!
//! One file a bench; each builds what it needs in release, measures pairs A B A B, and returns one JSON object. A ratio
//! holds on a busy machine where seconds do not, and CPU time holds better than wall time. Nothing here fails because of
//! a figure: a figure is read, not asserted.

mod ingest;
mod measure;
mod photo;
mod program;
mod scenes;
mod start;

use std::path::Path;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};
use xshell::Shell;

use crate::{fault::Done, setup::Consent};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to measure [default: all that can be measured]
    what: Option<What>,
    /// One JSON object on stdout and nothing else
    #[arg(long)]
    json: bool,
    /// Pairs of runs for each figure
    #[arg(long, default_value_t = 15)]
    pairs: usize,
    /// Install missing system packages without asking
    #[arg(long)]
    yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Records pushed by many devices, against the same rows written raw
    Ingest,
    /// One photo prepared, against libvips
    Photo,
    /// One check-in saved on the phone, against one raw commit
    Save,
    /// Reference data pulled, against reading and packing it
    Pull,
    /// The app started, against an empty window
    Start,
}

/// Measures.
///
/// # Errors
/// When a program to measure does not build or fails at its work.
pub(crate) fn run(sh: &Shell, root: &Path, options: &Options) -> Done {
    let mut report = Map::new();
    for what in What::value_variants().iter().filter(|what| options.what.is_none_or(|only| only == **what)) {
        let name = what.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        report.insert(name, bench(*what, sh, root, options)?);
    }
    let report = Value::Object(report);
    println!("{}", if options.json { report.to_string() } else { format!("{report:#}") });
    Ok(())
}

/// The figures of one bench.
fn bench(what: What, sh: &Shell, root: &Path, options: &Options) -> Done<Value> {
    match what {
        What::Photo => photo::measure(sh, root, options.pairs, Consent::from_flag(options.yes)),
        What::Save => program::measure(sh, "save", &[]),
        What::Pull => program::measure(sh, "pull", &["--runs", &options.pairs.to_string()]),
        What::Start => start::measure(sh, root, options.pairs, Consent::from_flag(options.yes)),
        What::Ingest => ingest::measure(sh, options.pairs),
    }
}
