//! What can be typed: commands and flags of `huxiao-field`. Their names are the product's face and do not change.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::{
    check_in::VisitResult,
    day::Day,
    ids::StaffId,
    patrol_route::{MissReason, PatrolMethod},
    time::UtcMs,
};
use serde::de::DeserializeOwned;

pub(crate) mod duty;
pub(crate) mod remark;
pub(crate) mod walk;

use duty::DutyVerb;
use remark::{AnswerArgs, CorrectArgs, RequestArgs};
use walk::{EscortArgs, PatrolVerb, ReviewArgs};

const EXAMPLES: &str = "Examples:
  huxiao-field enroll --server http://127.0.0.1:8787 --code 7SNZ-6FW6-FW2X-KDCA
  huxiao-field staff                                   who may act, with ids
  huxiao-field duty on  --post ID --staff ID           到岗
  huxiao-field duty roll-call --post ID --staff ID --present ID ID --volunteers 3
  huxiao-field duty close --post ID --staff ID         收岗; with --abnormal it needs a note before, or --text
  huxiao-field check-in --point 0001 --staff ID --tag-image tag.jpg --photo gate.jpg
  huxiao-field patrol start --staff ID --route ID      what follows belongs to it, until patrol finish
  huxiao-field escort --school CODE --staff ID --out 42 --handed 公交站=25 村口=15 --returned 2
  huxiao-field correct --record ID --staff ID --void --reason 点错了
  huxiao-field hazard   --school CODE --staff ID --category FIR --text 灭火器过期 --photo a.jpg b.jpg
  huxiao-field sync                                    send all, fetch all
  huxiao-field bundle export rescue.hxrescue           no network for days: carry it to the office by cable

Everything is saved here first; `sync` may come hours later. A second program on one folder waits up to ten seconds.
Exit code 0: done. 1: refused, with a sentence on stderr. 2: wrong usage.";

/// School-gate duty, patrol check-ins and hazards from the command line: the whole field app without its window.
#[derive(Debug, Parser)]
#[command(name = "huxiao-field", version, max_term_width = 110, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// Folder of this device: database, pictures and key. [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "HUXIAO_HOME", hide_env_values = true)]
    pub(crate) home: Option<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Language of the text [default: from LANG, else zh]
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Lang>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Language of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Command {
    /// Whether it saves something that a person said.
    pub(crate) fn saves(&self) -> bool {
        use Command as C;
        !matches!(
            self,
            C::Points
                | C::Staff
                | C::Duties
                | C::Roster(_)
                | C::Rulings(_)
                | C::Routes
                | C::Sync { .. }
                | C::Status
                | C::List { .. }
                | C::Bundle { .. }
        )
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make this folder a device of the office, with a one-time code
    Enroll(EnrollArgs),
    /// Must-patrol points given to this device, and what is due today
    Points,
    /// People who may use this device
    Staff,
    /// Posts, the window that matters now, and who is on duty
    Duties,
    /// Whose turn it is where, two weeks ahead 排班
    Roster(RosterArgs),
    /// What the office asks or has decided about somebody's records
    Rulings(RosterArgs),
    /// Routes of escorts and patrols
    Routes,
    /// Go on or off duty at a post, and note what happens there 到岗/离岗/记事/点名/交接/收岗
    Duty {
        #[command(subcommand)]
        verb: DutyVerb,
    },
    /// Check in at a must-patrol point 到点打卡
    CheckIn(CheckInArgs),
    /// Walk along must-patrol points 巡逻
    Patrol {
        #[command(subcommand)]
        verb: PatrolVerb,
    },
    /// Save a sheet of the escort 护导
    Escort(EscortArgs),
    /// Sign a day as its head 总值审阅
    Review(ReviewArgs),
    /// Put one's own record right 更正
    Correct(CorrectArgs),
    /// Ask for a swap or a leave 换班/请假
    Request(RequestArgs),
    /// Answer a question of the office 说明
    Answer(AnswerArgs),
    /// Report a hazard 隐患
    Hazard(HazardArgs),
    /// Send what waits and fetch what changed; repeats until nothing waits
    Sync {
        /// One round only; exit code 1 when it fails
        #[arg(long)]
        once: bool,
    },
    /// Who this device is, and what waits to be sent
    Status,
    /// Records of this device, newest first
    List {
        /// Only what the server has not confirmed
        #[arg(long)]
        pending: bool,
    },
    /// Rescue what could not be sent, by cable 救援包
    Bundle {
        #[command(subcommand)]
        verb: BundleVerb,
    },
    /// Run the photo pipeline alone: upright, small, without metadata
    Photo {
        /// A picture as the camera made it
        file: PathBuf,
        /// Folder for picture.jpg and thumb.jpg
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Read the QR codes in a picture; exit code 1 when there is none
    Qr {
        /// A picture
        file: PathBuf,
    },
}

/// What to do with a rescue bundle.
#[derive(Debug, Subcommand)]
pub(crate) enum BundleVerb {
    /// Write everything the server has not signed for into one file, which only the organization can read
    Export {
        /// Where to write it; must not exist yet
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct EnrollArgs {
    /// Address of the server, such as http://127.0.0.1:8787
    #[arg(long, value_name = "URL")]
    pub(crate) server: String,
    /// The one-time code, with or without hyphens
    #[arg(long)]
    pub(crate) code: String,
}

/// Who acts.
#[derive(Debug, Args)]
pub(crate) struct Who {
    /// Who acts (an id from `staff`)
    #[arg(long, value_name = "ID")]
    pub(crate) staff: StaffId,
    /// That person's PIN, where one is set
    #[arg(long)]
    pub(crate) pin: Option<String>,
}

/// Whose roster or records.
#[derive(Debug, Args)]
pub(crate) struct RosterArgs {
    /// Whose (an id from `staff`)
    #[arg(long, value_name = "ID")]
    pub(crate) staff: StaffId,
}

#[derive(Debug, Args)]
pub(crate) struct CheckInArgs {
    /// Which point (an id or a number from `points`)
    #[arg(long, value_name = "ID")]
    pub(crate) point: String,
    #[command(flatten)]
    pub(crate) who: Who,
    /// A picture of the tag at the point
    #[arg(long, value_name = "FILE")]
    pub(crate) tag_image: Option<PathBuf>,
    /// Latitude, WGS-84 degrees
    #[arg(long, value_name = "N", requires = "lon", allow_negative_numbers = true, value_parser = latitude)]
    pub(crate) lat: Option<f64>,
    /// Longitude, WGS-84 degrees
    #[arg(long, value_name = "N", requires = "lat", allow_negative_numbers = true, value_parser = longitude)]
    pub(crate) lon: Option<f64>,
    /// Accuracy of the position, meters
    #[arg(long, value_name = "N", requires = "lat", default_value = "20")]
    pub(crate) accuracy: u32,
    /// Pictures taken there, at most 3
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) photo: Vec<PathBuf>,
    /// A note, at most 200 characters
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// What was found: normal, hazard, incident or unreachable
    #[arg(long, value_name = "WORD", default_value = "normal", value_parser = word::<VisitResult>)]
    pub(crate) result: VisitResult,
    /// Why it could not be reached; reasons as for `patrol finish --missed`
    #[arg(long, value_name = "REASON", value_parser = word::<MissReason>)]
    pub(crate) miss: Option<MissReason>,
    /// How one came there: foot, vehicle, bike, video or drone [default: as the run goes]
    #[arg(long, value_name = "WORD", value_parser = word::<PatrolMethod>)]
    pub(crate) method: Option<PatrolMethod>,
    /// A colleague who confirms it
    #[arg(long, value_name = "ID", requires = "witness_pin")]
    pub(crate) witness: Option<StaffId>,
    /// That colleague's PIN
    #[arg(long, value_name = "PIN", requires = "witness")]
    pub(crate) witness_pin: Option<String>,
    /// Say that the point is here, at this position; the office decides
    #[arg(long, requires = "lat")]
    pub(crate) places_point: bool,
}

#[derive(Debug, Args)]
pub(crate) struct HazardArgs {
    /// Code of the school
    #[arg(long, value_name = "CODE")]
    pub(crate) school: String,
    #[command(flatten)]
    pub(crate) who: Who,
    /// Category, such as PHY, FIR or TRF
    #[arg(long, value_name = "CODE")]
    pub(crate) category: String,
    /// What is wrong, at most 250 characters
    #[arg(long)]
    pub(crate) text: String,
    /// Pictures of it, at most 6
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) photo: Vec<PathBuf>,
}

/// A code word as JSON writes it; hyphens may stand for its underscores.
fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let word = serde_json::Value::String(text.replace('-', "_"));
    serde_json::from_value(word).map_err(|error| error.to_string())
}

/// Two things with an equals sign between them; the second is a code word or a number.
fn pair<A, B>(text: &str) -> Result<(A, B), String>
where
    A: std::str::FromStr,
    B: DeserializeOwned,
{
    let (first, second) = text.rsplit_once('=').ok_or("write it as NAME=VALUE")?;
    let first = first.parse().map_err(|_| format!("cannot read {first}"))?;
    let second = serde_json::from_str(second).or_else(|_| word(second))?;
    Ok((first, second))
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write it as 2026-11-23".to_owned())
}

fn moment(text: &str) -> Result<UtcMs, String> {
    UtcMs::parse(text).ok_or_else(|| "write it as 2026-11-23T07:10 or 2026-11-23T07:10:00+08:00".to_owned())
}

fn latitude(text: &str) -> Result<f64, String> {
    degrees(text, 90.0)
}

fn longitude(text: &str) -> Result<f64, String> {
    degrees(text, 180.0)
}

fn degrees(text: &str, max: f64) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if value.abs() <= max { Ok(value) } else { Err(format!("not between -{max} and {max}")) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_flags_do_not_contradict_each_other() {
        super::Cli::command().debug_assert();
    }
}
