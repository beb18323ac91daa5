//! What a tap gave, and the list of my records.

use domain::{ids::RecordId, time::UtcMs};
use protocol::Kind;
use serde::Serialize;
use ts_rs::TS;

/// A record is in the database: the commit has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Saved {
    /// The record's name.
    pub record_id: RecordId,
    /// Its place in the stream.
    pub seq: u64,
    /// The phone's best estimate of when.
    pub at_ms: UtcMs,
    /// Whether it was in time; nothing when no window says so.
    pub on_time: Option<bool>,
}

/// Kind of a listed record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// 到岗
    DutyOn,
    /// 离岗
    DutyOff,
    /// 到点打卡
    CheckIn,
    /// 隐患
    HazardReport,
    /// Of a later version of the app.
    Other,
}

impl From<Kind> for RecordKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::DutyOn => Self::DutyOn,
            Kind::DutyOff => Self::DutyOff,
            Kind::CheckIn => Self::CheckIn,
            Kind::HazardReport => Self::HazardReport,
            Kind::SessionOpen | Kind::SessionClose | Kind::Unknown(_) => Self::Other,
        }
    }
}

/// How far a record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// On this phone.
    Saved,
    /// A receipt that verifies says the server holds it.
    Delivered,
    /// The server holds it and has a remark.
    Attention,
}

/// One line of my records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordRow {
    /// Place in the list, for the page after it; the number in the stream, as long as the phone has had one stream.
    pub seq: u64,
    /// The record's name.
    pub record_id: RecordId,
    /// Kind.
    pub kind: RecordKind,
    /// Name of the post, point or school it is about.
    pub title: String,
    /// What the worker wrote, or the school's name.
    pub detail: String,
    /// Name of who acted.
    pub who: String,
    /// When, by the phone.
    pub at_ms: UtcMs,
    /// How far it has come.
    pub state: RecordState,
    /// Pictures the server holds.
    pub photos_sent: u32,
    /// Pictures it names.
    pub photos_total: u32,
    /// Code of the server's remark.
    pub reason: Option<String>,
    /// Whether it was in time; nothing when no window says so.
    pub on_time: Option<bool>,
}
