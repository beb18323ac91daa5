//! Flags of a duty: coming, leaving, and what is noted in between.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::{
    duty_note::{AbsenceReason, LogCategory, Weather},
    ids::{PostId, StaffId},
    time::UtcMs,
};

use super::{Who, moment, pair, word};

#[derive(Debug, Subcommand)]
pub(crate) enum DutyVerb {
    /// Arrive at the post 到岗
    On(OnArgs),
    /// Leave the post 离岗
    Off(OffArgs),
    /// Note something 记事
    Note(NoteArgs),
    /// Say who of the team is there 点名
    RollCall(RollCallArgs),
    /// Hand over to the next team 交接
    HandOver(HandOverArgs),
    /// Close the duty 收岗
    Close(CloseArgs),
}

#[derive(Debug, Args)]
pub(crate) struct OnArgs {
    #[command(flatten)]
    pub(crate) at: AtPost,
    /// When it was, if entered afterwards: 2026-11-23T07:10 (Asia/Shanghai) or with an offset
    #[arg(long = "at", value_name = "TIME", value_parser = moment)]
    pub(crate) stated: Option<UtcMs>,
    /// Recorded for these people, by the lead on a shared phone
    #[arg(long = "for", value_name = "ID", num_args = 1..)]
    pub(crate) people: Option<Vec<StaffId>>,
    /// Pictures of post and street, no children; at most 3
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) photo: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct OffArgs {
    #[command(flatten)]
    pub(crate) at: AtPost,
    /// When it was, if entered afterwards: 2026-11-23T08:10 (Asia/Shanghai) or with an offset
    #[arg(long = "at", value_name = "TIME", value_parser = moment)]
    pub(crate) stated: Option<UtcMs>,
    /// Recorded for these people, by the lead on a shared phone
    #[arg(long = "for", value_name = "ID", num_args = 1..)]
    pub(crate) people: Option<Vec<StaffId>>,
    /// Why before the end: unknown, sick, private, duty, on_the_way or swapped
    #[arg(long, value_name = "REASON", value_parser = word::<AbsenceReason>)]
    pub(crate) early: Option<AbsenceReason>,
}

/// At which post, and who acts.
#[derive(Debug, Args)]
pub(crate) struct AtPost {
    /// Which post (an id from `duties`)
    #[arg(long, value_name = "ID")]
    pub(crate) post: PostId,
    #[command(flatten)]
    pub(crate) who: Who,
}

/// How it is, in words.
#[derive(Debug, Args)]
pub(crate) struct Said {
    /// It was not normal 异常
    #[arg(long)]
    pub(crate) abnormal: bool,
    /// In words
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) text: String,
}

#[derive(Debug, Args)]
pub(crate) struct NoteArgs {
    #[command(flatten)]
    pub(crate) at: AtPost,
    /// About what: traffic, stranger, illness, quarrel, weather, equipment or other
    #[arg(long, value_name = "WORD", value_parser = word::<LogCategory>)]
    pub(crate) category: LogCategory,
    #[command(flatten)]
    pub(crate) said: Said,
    /// To whom it was handed, by post and not by name
    #[arg(long, value_name = "POST", default_value = "", hide_default_value = true)]
    pub(crate) handed_to: String,
    /// Pictures, no children; at most 3
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) photo: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RollCallArgs {
    #[command(flatten)]
    pub(crate) at: AtPost,
    /// Who is there
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub(crate) present: Vec<StaffId>,
    /// Who is not, and why: ID=sick; reasons as for `duty off --early`
    #[arg(long, value_name = "ID=REASON", num_args = 1.., value_parser = pair::<StaffId, AbsenceReason>)]
    pub(crate) absent: Vec<(StaffId, AbsenceReason)>,
    #[command(flatten)]
    pub(crate) heads: Heads,
    /// Police cars at the gate
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) vehicles: u8,
    /// Gear worn, added up: 1 helmet, 2 shield, 4 stab vest, 8 baton, 16 fork, 32 radio, 64 reflective vest
    #[arg(long, value_name = "N")]
    pub(crate) gear: Option<u16>,
    /// fine, cloudy, rain, storm, fog, heat or cold
    #[arg(long, value_name = "WORD", value_parser = word::<Weather>)]
    pub(crate) weather: Option<Weather>,
}

/// People who are counted and not named.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Heads {
    /// Volunteers
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) volunteers: u16,
    /// Parents
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) parents: u16,
    /// Militia
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) militia: u16,
    /// Village officials
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) village: u16,
    /// Others
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) others: u16,
}

#[derive(Debug, Args)]
pub(crate) struct HandOverArgs {
    #[command(flatten)]
    pub(crate) at: AtPost,
    /// Who takes over
    #[arg(long, value_name = "ID")]
    pub(crate) to: Option<StaffId>,
    #[command(flatten)]
    pub(crate) said: Said,
}

#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    #[command(flatten)]
    pub(crate) at: AtPost,
    #[command(flatten)]
    pub(crate) said: Said,
}
