//! The roster as a worker sees it: my turns two weeks ahead, who stands beside me, what I asked for.

use domain::{
    calendar::DayKind,
    day::Day,
    duty_window::{Phase, WindowKind},
    ids::{PostId, RecordId, StaffId, WindowId},
    roster::{RosterAsk, RosterReason},
    staff::StaffKind,
    time::UtcMs,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Effort, Missing};

/// Two weeks from today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Roster {
    /// The phone's best estimate of now.
    pub now_ms: UtcMs,
    /// Today.
    pub today: Day,
    /// Turns I am named in, in order.
    pub mine: Vec<RosterTurn>,
    /// Posts this phone looks after, mine first.
    pub posts: Vec<PostRoster>,
}

/// The roster of one post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PostRoster {
    /// Which post.
    pub post_id: PostId,
    /// Its name.
    pub post: String,
    /// Name of the school.
    pub school: String,
    /// Whether it is a post of my own school, or one I am named for.
    pub mine: bool,
    /// Last day for which anything is published.
    pub until: Option<Day>,
    /// Turns in order; of a post that is not mine only when it was asked for.
    pub turns: Vec<RosterTurn>,
}

/// One duty: a post, a day, a window, and who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RosterTurn {
    /// Which post.
    pub post_id: PostId,
    /// Its name.
    pub post: String,
    /// Name of the school.
    pub school: String,
    /// The day on which it begins.
    pub day: Day,
    /// Which window.
    pub window_id: WindowId,
    /// Kind of the window.
    pub kind: WindowKind,
    /// For these grades only, if it is so.
    pub grades: Option<String>,
    /// Beginning.
    pub start_ms: UtcMs,
    /// End.
    pub end_ms: UtcMs,
    /// Be there by then.
    pub arrive_ms: UtcMs,
    /// Running (from an hour before the beginning to the end), coming or over.
    #[ts(type = "\"now\" | \"next\" | \"past\"")]
    pub phase: Phase,
    /// Named staff; the lead first.
    pub people: Vec<TurnPerson>,
    /// Kinds nobody is named for.
    pub open: Vec<Missing>,
    /// I am named.
    pub me: bool,
    /// I lead.
    pub lead: bool,
    /// The calendar says that it is not held.
    pub called_off: Option<CalledOff>,
    /// My newest request about it, unless I took it back.
    pub request: Option<RosterRequestRow>,
}

/// Somebody on the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnPerson {
    /// Who.
    pub staff_id: StaffId,
    /// Name; empty for somebody this phone does not know.
    pub name: String,
    /// Kind of staff, where the person is known.
    pub kind: Option<StaffKind>,
    /// Leads the team.
    pub lead: bool,
    /// It is me.
    pub me: bool,
}

/// Why a turn is not held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalledOff {
    /// What the day is.
    pub kind: DayKind,
    /// In words, such as 台风停课.
    pub reason: String,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// On this phone.
    Saved,
    /// What waits is being sent at this moment.
    Sending,
    /// The office has it.
    Delivered,
    /// The office asks something.
    Asked,
    /// 同意
    Accepted,
    /// 不同意
    Rejected,
    /// I took it back.
    Withdrawn,
}

/// One of my requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RosterRequestRow {
    /// The record's name.
    pub record_id: RecordId,
    /// At which post.
    pub post_id: PostId,
    /// Its name.
    pub post: String,
    /// On which day.
    pub day: Day,
    /// In which window.
    pub window_id: WindowId,
    /// Kind of the window, where it is still known.
    pub kind: Option<WindowKind>,
    /// Beginning of the turn, where the window is still known.
    pub start_ms: Option<UtcMs>,
    /// What I asked for.
    pub ask: RosterAsk,
    /// Who takes the turn; empty for a leave.
    pub with_name: String,
    /// Why.
    pub reason: RosterReason,
    /// What I wrote.
    pub text: String,
    /// When I asked.
    pub at_ms: UtcMs,
    /// How far it has come.
    pub state: RequestState,
    /// What the office wrote.
    pub note: String,
}

/// A request to make.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RosterWish {
    /// At which post.
    pub post_id: PostId,
    /// On which day.
    pub day: Day,
    /// In which window.
    pub window_id: WindowId,
    /// What.
    pub ask: RosterAsk,
    /// Who takes the turn, of a swap.
    pub with_id: Option<StaffId>,
    /// Why.
    pub reason: RosterReason,
    /// In words.
    pub text: String,
    /// What it cost.
    pub effort: Option<Effort>,
}

/// A colleague who might take a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SwapChoice {
    /// Who.
    pub staff_id: StaffId,
    /// Name.
    pub name: String,
    /// Kind of staff.
    pub kind: StaffKind,
    /// Named for another turn at that time.
    pub busy: bool,
}
