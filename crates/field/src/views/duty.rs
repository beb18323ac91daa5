//! The home page: my posts as they stand now, the points still due, one line about delivery.

use domain::{
    duty_window,
    ids::{PostId, StaffId},
    staff::StaffKind,
    time::UtcMs,
};
use serde::Serialize;
use ts_rs::TS;

use super::{ClockTold, Person, PointDue, RosterTurn, SyncLine};
use crate::disk::Room;

/// The home page.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Home {
    /// The phone's best estimate of now.
    pub now_ms: UtcMs,
    /// The school or station the phone belongs to.
    pub place: String,
    /// Who is signed in.
    pub me: Person,
    /// My turn that is running.
    pub turn: Option<RosterTurn>,
    /// My next turn within two weeks.
    pub next_turn: Option<RosterTurn>,
    /// Posts, mine first.
    pub posts: Vec<PostNow>,
    /// The next points that are due; at most a handful.
    pub points: Vec<PointDue>,
    /// How many points are still due today in all.
    pub points_left: u32,
    /// Questions about my records that nobody answered.
    pub questions: u32,
    /// What was noticed about the clock and not told yet.
    pub clock: Option<ClockTold>,
    /// Delivery.
    pub sync: SyncLine,
    /// Room on the disk.
    pub room: Room,
}

/// Whether a person is on duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    /// Not there, as far as this phone knows.
    Off,
    /// There.
    On,
}

/// A post as it stands now, from what this phone recorded.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PostNow {
    /// Identity.
    pub id: PostId,
    /// Name, such as 东门护学岗.
    pub name: String,
    /// Name of the school.
    pub school: String,
    /// The window that matters now.
    pub window: Option<WindowNow>,
    /// Who went on duty here on this phone and has not left.
    pub on: Vec<OnDuty>,
    /// Who is still missing.
    pub missing: Vec<Missing>,
    /// Whether I am on duty here.
    pub me: DutyState,
    /// Whether it is a post of my own school or one I am at.
    pub mine: bool,
    /// Who is expected in the window that matters now.
    pub turn: Option<RosterTurn>,
    /// The office asks nobody to stand there for now.
    pub paused: bool,
}

/// Somebody on duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnDuty {
    /// Who.
    pub staff_id: StaffId,
    /// Name.
    pub name: String,
    /// Since when.
    pub at_ms: UtcMs,
}

/// Heads still missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Missing {
    /// Kind of staff.
    pub kind: StaffKind,
    /// How many.
    pub count: u8,
}

/// A duty window of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowNow {
    /// Kind.
    pub kind: duty_window::WindowKind,
    /// Its Chinese name, as on the office's paper.
    pub label: String,
    /// `HH:MM`.
    pub start: String,
    /// `HH:MM`.
    pub end: String,
    /// Minutes to be there before the start.
    pub arrive_before_min: u16,
    /// Minutes to stay after the end.
    pub leave_after_min: u16,
    /// Running, coming or over.
    #[ts(type = "\"now\" | \"next\" | \"past\"")]
    pub phase: duty_window::Phase,
}
