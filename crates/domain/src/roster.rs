//! Rosters 排班: who stands at which post on which day in which window.
//!
//! The office keeps a weekly pattern and exceptions; what phones are given is the outcome, one week of one post at a
//! time, so that a phone knows two weeks ahead without network and computes nothing. How a pattern becomes a week stands
//! in `roster/resolve.rs`, what is wrong with one in `roster/conflict.rs`.

mod conflict;
mod resolve;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    duty_post::Requirement,
    effort::Effort,
    ids::{PostId, RosterId, StaffId, WindowId},
};

pub use conflict::{Conflict, ConflictKind, PostDuties, conflicts, unwatched};
pub use resolve::{Duty, Exception, Leave, Plan, Side, resolve, turns};

/// One duty of a week: a day, a window, and who.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Turn {
    /// Monday = 0 … Sunday = 6 of the roster's week.
    #[n(0)]
    pub weekday: u8,
    /// Which window.
    #[n(1)]
    pub window_id: WindowId,
    /// Named staff; the first leads 带班.
    #[n(2)]
    pub staff: Vec<StaffId>,
    /// Kinds still to be filled by whoever comes: 1 officer, 2 teachers.
    #[n(3)]
    pub open: Vec<Requirement>,
}

/// The published roster of one post for one week.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct RosterWeek {
    /// Identity: the same for each publishing of this post and week.
    #[n(0)]
    pub id: RosterId,
    /// Which post.
    #[n(1)]
    pub post_id: PostId,
    /// Its Monday.
    #[n(2)]
    pub monday: Day,
    /// Duties, by day and window.
    #[n(3)]
    pub turns: Vec<Turn>,
}

/// What a worker asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum RosterAsk {
    /// 换班: a colleague takes the turn.
    #[n(0)]
    Swap,
    /// 请假: somebody else must be found.
    #[n(1)]
    Leave,
}

/// Why 请假、换班原因.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum RosterReason {
    /// 生病
    #[n(0)]
    Sick,
    /// 私事
    #[n(1)]
    Private,
    /// 公务、培训
    #[n(2)]
    Official,
    /// 家中急事
    #[n(3)]
    Family,
    /// 其他 (the text says)
    #[n(4)]
    Other,
}

/// A request, made on the phone, also without network; the server decides and answers with a
/// [`crate::ruling::Ruling`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RosterRequest {
    /// At which post.
    #[n(0)]
    pub post_id: PostId,
    /// On which day.
    #[n(1)]
    pub day: Day,
    /// In which window.
    #[n(2)]
    pub window_id: WindowId,
    /// What.
    #[n(3)]
    pub ask: RosterAsk,
    /// Who takes the turn, of a swap.
    #[n(4)]
    pub with: Option<StaffId>,
    /// Why.
    #[n(5)]
    pub reason: RosterReason,
    /// At most [`crate::limits::NOTE_CHARS_MAX`] characters.
    #[n(6)]
    pub text: String,
    /// What it cost.
    #[n(7)]
    pub effort: Option<Effort>,
}
