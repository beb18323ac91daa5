//! Flags of what is walked: a sheet of the escort and the review of a day, a run along must-patrol points.

use clap::{Args, Subcommand};
use domain::{
    day::Day,
    duty_note::Weather,
    escort::RemainingReason,
    ids::RouteId,
    patrol_route::{MissReason, PatrolKind, PatrolMethod},
};

use super::{
    Who, day,
    duty::{Heads, Said},
    pair, word,
};

#[derive(Debug, Args)]
pub(crate) struct EscortArgs {
    /// Code of the school
    #[arg(long, value_name = "CODE")]
    pub(crate) school: String,
    #[command(flatten)]
    pub(crate) who: Who,
    /// Which route (an id from `routes`); none for one that is in no list
    #[arg(long, value_name = "ID")]
    pub(crate) route: Option<RouteId>,
    /// Heads that went out
    #[arg(long, value_name = "N")]
    pub(crate) out: u16,
    /// Heads handed over at a stop: 公交站=25
    #[arg(long, value_name = "STOP=N", num_args = 1.., value_parser = pair::<String, u16>)]
    pub(crate) handed: Vec<(String, u16)>,
    /// Heads brought back
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) returned: u16,
    /// Why some remain: collected_on_the_way, miscounted, medical, searching or other
    #[arg(long, value_name = "REASON", value_parser = word::<RemainingReason>)]
    pub(crate) reason: Option<RemainingReason>,
    #[command(flatten)]
    pub(crate) said: Said,
    /// fine, cloudy, rain, storm, fog, heat or cold
    #[arg(long, value_name = "WORD", value_parser = word::<Weather>)]
    pub(crate) weather: Option<Weather>,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// Code of the school
    #[arg(long, value_name = "CODE")]
    pub(crate) school: String,
    #[command(flatten)]
    pub(crate) who: Who,
    /// Which day [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) day: Option<Day>,
    #[command(flatten)]
    pub(crate) said: Said,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PatrolVerb {
    /// Start a run 开始; what one checks in at belongs to it until it is finished
    Start(StartArgs),
    /// Finish the run under way 结束
    Finish(FinishArgs),
    /// Take back a run that was started by mistake
    Void(VoidArgs),
}

#[derive(Debug, Args)]
pub(crate) struct StartArgs {
    #[command(flatten)]
    pub(crate) who: Who,
    /// Along which route (an id from `routes`)
    #[arg(long, value_name = "ID", conflicts_with = "point")]
    pub(crate) route: Option<RouteId>,
    /// Points of one's own choice (ids or numbers from `points`)
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub(crate) point: Vec<String>,
    /// grid, village_school, inside or video
    #[arg(long, value_name = "WORD", default_value = "grid", value_parser = word::<PatrolKind>)]
    pub(crate) kind: PatrolKind,
    /// foot, vehicle, bike, video or drone
    #[arg(long, value_name = "WORD", default_value = "foot", value_parser = word::<PatrolMethod>)]
    pub(crate) method: PatrolMethod,
    #[command(flatten)]
    pub(crate) heads: Heads,
    /// In words
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) text: String,
}

#[derive(Debug, Args)]
pub(crate) struct FinishArgs {
    #[command(flatten)]
    pub(crate) who: Who,
    /// A point that was not reached, and why: 0042=locked; reasons are called_away, road_closed, locked, weather,
    /// point_gone and other
    #[arg(long, value_name = "ID=REASON", num_args = 1.., value_parser = pair::<String, MissReason>)]
    pub(crate) missed: Vec<(String, MissReason)>,
    /// In words
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) text: String,
}

#[derive(Debug, Args)]
pub(crate) struct VoidArgs {
    #[command(flatten)]
    pub(crate) who: Who,
    /// In words
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) text: String,
}
