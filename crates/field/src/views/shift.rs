//! One duty as it stands now on this phone: the team, the roll-call, what was noted, who closed it.

use domain::{
    day::Day,
    duty_note::{Absence, AbsenceReason, Headcount, LogCategory, Situation, Weather},
    ids::{PhotoId, PostId, RecordId, StaffId},
    staff::StaffKind,
    time::UtcMs,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Effort, Position, PostNow, RecordState};

/// A duty.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShiftNow {
    /// The post, with who is on and who is missing.
    pub post: PostNow,
    /// The day on which it begins.
    pub day: Day,
    /// Beginning of its window; nothing outside all windows.
    pub start_ms: Option<UtcMs>,
    /// End of its window.
    pub end_ms: Option<UtcMs>,
    /// For ticking: those on the roster, then who else came, then those of the next turn, then the school's other staff.
    pub team: Vec<TeamMember>,
    /// The newest roll-call.
    pub roll_call: Option<RollCallShown>,
    /// All that was noted, newest first.
    pub log: Vec<ShiftNote>,
    /// Something noted says that it was not normal.
    pub abnormal: bool,
    /// Who closed it, and how it was.
    pub closed: Option<ShiftNote>,
    /// Name of who leads, by the roster.
    pub lead: Option<String>,
    /// It is me.
    pub i_lead: bool,
    /// I may close it: as its lead, or because none is set or there.
    pub may_close: bool,
}

/// Somebody who belongs to a team or might.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TeamMember {
    /// Who.
    pub staff_id: StaffId,
    /// Name.
    pub name: String,
    /// Kind of staff, where the person is known.
    pub kind: Option<StaffKind>,
    /// On the roster of this turn.
    pub rostered: bool,
    /// Leads by the roster.
    pub lead: bool,
    /// On the roster of the turn after this one.
    pub next: bool,
    /// Came.
    pub on_ms: Option<UtcMs>,
    /// Left.
    pub off_ms: Option<UtcMs>,
    /// The record of the coming.
    pub record_id: Option<RecordId>,
}

/// What a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// 记事
    Log,
    /// 点名
    RollCall,
    /// 交接
    HandOver,
    /// 收岗
    Close,
}

/// A note of a duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShiftNote {
    /// The record's name.
    pub record_id: RecordId,
    /// What it is.
    pub what: NoteKind,
    /// Name of who noted it.
    pub who: String,
    /// When.
    pub at_ms: UtcMs,
    /// How it is; a roll-call does not say.
    pub situation: Option<Situation>,
    /// About what, of a log entry.
    pub category: Option<LogCategory>,
    /// In words.
    pub text: String,
    /// To whom it was handed: a post of a log entry, a name of a hand-over; empty when to nobody.
    pub handed_to: String,
    /// Pictures it names.
    pub photos: u32,
    /// How far it has come.
    pub state: RecordState,
    /// Made by mistake.
    pub voided: bool,
}

/// A roll-call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RollCallShown {
    /// The record's name.
    pub record_id: RecordId,
    /// Name of who called.
    pub who: String,
    /// When.
    pub at_ms: UtcMs,
    /// Names of those who were there.
    pub present: Vec<String>,
    /// Those who were not.
    pub absent: Vec<AbsentPerson>,
    /// Others, counted.
    pub headcount: Headcount,
    /// Police cars at the gate.
    pub vehicles: u8,
    /// Gear worn, a bit each.
    pub gear: Option<u16>,
    /// Weather.
    pub weather: Option<Weather>,
}

/// Somebody who was not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AbsentPerson {
    /// Who.
    pub staff_id: StaffId,
    /// Name.
    pub name: String,
    /// Why.
    pub reason: AbsenceReason,
}

/// A roll-call to save, and its draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RollCallForm {
    /// Named staff who are there.
    pub present: Vec<StaffId>,
    /// Named staff who are not.
    pub absent: Vec<Absence>,
    /// Others, counted.
    pub headcount: Headcount,
    /// Police cars at the gate.
    pub vehicles: u8,
    /// Gear worn: 1 helmet, 2 shield, 4 stab vest, 8 baton, 16 fork, 32 radio, 64 reflective vest.
    pub gear: Option<u16>,
    /// Weather.
    pub weather: Option<Weather>,
}

/// What goes with a coming; all of it may be left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields = nullable)]
pub struct Coming {
    /// Recorded by the lead for these; nothing for oneself.
    pub staff_ids: Option<Vec<StaffId>>,
    /// Where the phone is.
    pub position: Option<Position>,
    /// Pictures of post and street, of the draft `duty_on:<post>`.
    #[ts(as = "Option<Vec<PhotoId>>")]
    pub photo_ids: Vec<PhotoId>,
    /// The text of a code that was read at the post.
    pub tag_text: Option<String>,
    /// The boot clock when it was read.
    pub tag_boot_ms: Option<u64>,
    /// Digest of the picture it was read in.
    pub tag_image: Option<String>,
    /// What it cost.
    pub effort: Option<Effort>,
}

/// What goes with a leaving; all of it may be left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields = nullable)]
pub struct Leaving {
    /// Recorded by the lead for these; nothing for oneself.
    pub staff_ids: Option<Vec<StaffId>>,
    /// Where the phone is.
    pub position: Option<Position>,
    /// Why before the end of the window.
    pub early: Option<AbsenceReason>,
    /// What it cost.
    pub effort: Option<Effort>,
}

/// A log entry to save.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LogForm {
    /// At which post.
    pub post_id: PostId,
    /// About what.
    pub category: LogCategory,
    /// How it is.
    pub situation: Situation,
    /// In words; may be empty when the category says enough.
    pub text: String,
    /// To whom it was handed, by post and not by name.
    pub handed_to: String,
    /// Pictures of the draft `duty_note:<post>`.
    pub photo_ids: Vec<PhotoId>,
    /// What it cost.
    pub effort: Option<Effort>,
}

/// A hand-over to save.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandOverForm {
    /// At which post.
    pub post_id: PostId,
    /// Who takes over, if somebody by name.
    pub to_id: Option<StaffId>,
    /// How it is.
    pub situation: Situation,
    /// What they should know.
    pub text: String,
    /// Pictures of the draft `duty_note:<post>`.
    pub photo_ids: Vec<PhotoId>,
    /// What it cost.
    pub effort: Option<Effort>,
}

/// A closing to save.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloseForm {
    /// At which post.
    pub post_id: PostId,
    /// How it was.
    pub situation: Situation,
    /// In words.
    pub text: String,
    /// Pictures of the draft `duty_note:<post>`.
    pub photo_ids: Vec<PhotoId>,
    /// What it cost.
    pub effort: Option<Effort>,
}
