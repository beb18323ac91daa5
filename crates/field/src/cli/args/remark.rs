//! Flags of what is said about records and turns: putting right, asking, answering.

use std::path::PathBuf;

use clap::Args;
use domain::{
    day::Day,
    ids::{PostId, RecordId, StaffId, WindowId},
    roster::RosterReason,
    time::UtcMs,
};

use super::{Who, day, moment, word};

#[derive(Debug, Args)]
pub(crate) struct CorrectArgs {
    /// Which record (an id from `list`)
    #[arg(long, value_name = "ID")]
    pub(crate) record: RecordId,
    #[command(flatten)]
    pub(crate) who: Who,
    #[command(flatten)]
    pub(crate) change: ChangeArgs,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

/// What is put right: one of three.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ChangeArgs {
    /// It was made by mistake and does not count
    #[arg(long)]
    pub(crate) void: bool,
    /// It happened then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) at: Option<UtcMs>,
    /// Its text should read so
    #[arg(long)]
    pub(crate) text: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    #[command(flatten)]
    pub(crate) who: Who,
    /// Which post (an id from `roster`)
    #[arg(long, value_name = "ID")]
    pub(crate) post: PostId,
    /// Which day, such as 2026-11-25
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) day: Day,
    /// Which window (an id from `roster`)
    #[arg(long, value_name = "ID")]
    pub(crate) window: WindowId,
    /// Who takes the turn 换班; without it somebody must be found 请假
    #[arg(long, value_name = "ID")]
    pub(crate) swap_with: Option<StaffId>,
    /// sick, private, official, family or other
    #[arg(long, value_name = "REASON", value_parser = word::<RosterReason>)]
    pub(crate) reason: RosterReason,
    /// In words
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) text: String,
}

#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    /// About which record (an id from `list`)
    #[arg(long, value_name = "ID")]
    pub(crate) record: RecordId,
    #[command(flatten)]
    pub(crate) who: Who,
    /// In words
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) text: String,
    /// Pictures, at most 3
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) photo: Vec<PathBuf>,
}
