//! `cargo xtask soak`: a long bad day, with the real programs and as many kills as wanted.

use clap::Args;
use xshell::{Shell, cmd};

use crate::{fault::Done, test::FEATURES};

/// The story that the ordinary tests tell in a minute.
const STORY: &str = "soak::a_day_of_kills_loses_doubles_and_reorders_nothing";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Chooses operations, moments and weather
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// SIGKILLs after which the day ends
    #[arg(long, default_value_t = 500)]
    kills: u64,
}

/// Builds the programs and lives through one day.
///
/// # Errors
/// When anything was lost, doubled, reordered or falsely ticked; the account is printed.
pub(crate) fn run(sh: &Shell, options: &Options) -> Done {
    let (seed, kills) = (options.seed.to_string(), options.kills.to_string());
    cmd!(sh, "cargo build --workspace --bins --features {FEATURES}").run()?;
    cmd!(sh, "cargo test --workspace --features {FEATURES} --test stories -- --exact {STORY} --nocapture")
        .env("HUXIAO_SEED", seed)
        .env("HUXIAO_KILLS", kills)
        .run()?;
    Ok(())
}
