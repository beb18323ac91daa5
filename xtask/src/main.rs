//! The commands of the README: `cargo xtask run`, `cargo xtask test`, `cargo xtask sim`, and what keeps a working copy in order.
//!
//! It glues cargo, npm and the programs of this workspace together and knows nothing of what they do; no rule of the
//! product lives here. Each command has a file.

mod android;
mod bench;
mod children;
mod codegen;
mod defects;
mod demo;
mod e2e;
mod fault;
mod fuzz;
mod history;
mod icons;
mod load;
mod photograph;
#[cfg(target_os = "linux")]
mod postgres;
mod rounds;
mod run;
mod school_day;
mod setup;
mod sim;
mod soak;
mod stamp;
mod steps;
mod test;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use fault::Done;
use setup::Consent;
use xshell::{Shell, cmd};

/// Sets up, runs and tests Huxiao.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set everything up, start the server with the demo district, open the field app
    Run(run::Options),
    /// Set everything up and run every test, as CI does
    Test {
        /// Install missing system packages without asking
        #[arg(long)]
        yes: bool,
    },
    /// Measure figures as ratios to a limit taken in the same run
    Bench(bench::Options),
    /// Write the generated files: golden vectors of new kinds, TypeScript shapes of both pages
    Codegen {
        /// Only compare, and fail on a difference
        #[arg(long)]
        check: bool,
    },
    /// Run the simulator: phones, servers, networks, disks and clocks made by a seed
    Sim(sim::Options),
    /// Ask the suite about each deliberate defect whether it notices
    Defects(defects::Options),
    /// Put the load of many phones on a running server
    Load(load::Options),
    /// Check the rules of the house: who depends on whom, file sizes, names, words in both languages
    Tidy,
    /// Type-check the whole app for an Android phone, without an Android kit
    CheckAndroid {
        /// Install missing system packages without asking
        #[arg(long)]
        yes: bool,
    },
    /// Kill phones and server at random behind a broken network, then account for every record
    Soak(soak::Options),
    /// Feed the doors to the outside with what nobody would send (libFuzzer)
    Fuzz(fuzz::Options),
    /// Draw the icons from icons/master.svg
    Icons {
        /// Install missing system packages without asking
        #[arg(long)]
        yes: bool,
    },
}

fn main() -> ExitCode {
    match command(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("\n{fault}");
            ExitCode::FAILURE
        }
    }
}

fn command(command: Command) -> Done {
    let sh = Shell::new()?;
    let root = root();
    sh.change_dir(&root);
    match command {
        Command::Run(options) => run::run(&sh, &root, &options),
        Command::Test { yes } => test::all(&sh, &root, Consent::from_flag(yes)),
        Command::Bench(options) => bench::run(&sh, &root, &options),
        Command::Codegen { check } => {
            codegen::run(&sh, if check { codegen::Mode::Check } else { codegen::Mode::Write })
        }
        Command::Sim(options) => sim::run(&sh, &root, &options),
        Command::Defects(options) => defects::run(&sh, &root, &options),
        Command::Load(options) => load::run(&sh, &root, &options),
        Command::Tidy => Ok(cmd!(sh, "cargo test --quiet --package tests --test stories tidy").run()?),
        Command::CheckAndroid { yes } => android::check(&sh, &root, Consent::from_flag(yes)),
        Command::Soak(options) => soak::run(&sh, &options),
        Command::Fuzz(options) => fuzz::run(&sh, &root, &options),
        Command::Icons { yes } => icons::draw(&sh, &root, Consent::from_flag(yes)),
    }
}

/// The workspace's folder: the parent of this crate's.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}
