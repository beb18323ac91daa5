//! What a tap gave, and the list of my records.

use domain::{
    hazard::SuspectedSeverity,
    ids::{PhotoId, RecordId},
    presence::Proof,
    ruling::Verdict,
    time::{ClockQuality, UtcMs},
};
use protocol::Kind;
use serde::Serialize;
use ts_rs::TS;

use super::{Correctable, CorrectionShown, Position, RulingRow};

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
    /// 护学岗记事、点名、交接、收岗
    DutyNote,
    /// 护导单
    EscortSheet,
    /// 更正
    Correction,
    /// 换班、请假申请
    RosterRequest,
    /// 总值审阅
    DayReview,
    /// 巡逻班次
    PatrolRun,
    /// 申诉说明
    Answer,
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
            Kind::DutyNote => Self::DutyNote,
            Kind::EscortSheet => Self::EscortSheet,
            Kind::Correction => Self::Correction,
            Kind::RosterRequest => Self::RosterRequest,
            Kind::DayReview => Self::DayReview,
            Kind::PatrolRun => Self::PatrolRun,
            Kind::Answer => Self::Answer,
            Kind::SessionOpen | Kind::SessionClose | Kind::ClockEvent | Kind::DeviceEvent | Kind::Unknown(_) => {
                Self::Other
            }
        }
    }
}

/// How far a record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// On this phone.
    Saved,
    /// On this phone, and what waits is being sent at this moment.
    Sending,
    /// A receipt that verifies says the server holds it.
    Delivered,
    /// A receipt covers it, and the server said that it does not understand it yet; `reason` says how.
    Kept,
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
    /// Which of its sort: the sort of note, the step of a run, what was found, asked or corrected; a code word.
    pub what: Option<String>,
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
    /// Pictures that will never reach the server: the file on this phone is gone or torn, or the server does not take it.
    pub photos_lost: u32,
    /// Code of the server's remark.
    pub reason: Option<String>,
    /// Whether it was in time; nothing when no window says so.
    pub on_time: Option<bool>,
    /// Made by mistake, as I said later.
    pub voided: bool,
    /// Something of it was put right later.
    pub corrected: bool,
    /// What I can put right of it; nothing of a colleague's.
    pub correctable: Vec<Correctable>,
    /// What the office decided or asked last.
    pub verdict: Option<Verdict>,
}

/// How far a picture has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoState {
    /// On this phone; none of it is sent.
    Saved,
    /// Partly on the server.
    Sending,
    /// The server has checked the whole of it against the record.
    Stored,
    /// The file on this phone is gone or torn before the server had it.
    Lost,
    /// The server will never take it.
    Refused,
}

/// A picture of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordPhoto {
    /// Which.
    pub id: PhotoId,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Its length.
    pub bytes: u32,
    /// Bytes the server is known to have.
    pub sent_bytes: u32,
    /// How far it has come.
    pub state: PhotoState,
    /// The server's code for why it will never take it.
    pub refused: Option<String>,
    /// Its digest, 64 hex digits; the record carries it.
    pub sha256: String,
}

/// When a record was, as this phone knows it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordTime {
    /// What the wall clock showed.
    pub wall_ms: UtcMs,
    /// Most likely.
    pub best_ms: UtcMs,
    /// Known to this either way.
    pub err_ms: u32,
    /// How it is known.
    pub quality: ClockQuality,
    /// The clock had been set before it.
    pub jumped: bool,
    /// How far the clock had been set just before it, milliseconds; ahead is above zero.
    pub moved_ms: Option<i64>,
    /// The zone the phone was set to, minutes east of UTC.
    pub tz_min: i16,
}

/// What the server has signed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptFacts {
    /// All records up to this number.
    pub upto: u64,
    /// When, by the server's clock.
    pub received_ms: UtcMs,
}

/// One of my records with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordDetail {
    /// Its line in the list.
    pub row: RecordRow,
    /// Place in its stream.
    pub seq: u64,
    /// When.
    pub time: RecordTime,
    /// The short code that office and pictures show too.
    pub check_code: String,
    /// The chain's hash at it, 64 hex digits.
    pub hash: String,
    /// The receipt that covers it.
    pub receipt: Option<ReceiptFacts>,
    /// What was written.
    pub text: String,
    /// Code of a hazard's category.
    pub category: Option<String>,
    /// How bad a hazard looked.
    pub severity: Option<SuspectedSeverity>,
    /// How well a visit or a coming is proven, and by what: of a visit the level that was shown then, the reasons as the
    /// phone's lists tell them now. Nothing where no proof is asked for.
    pub proof: Option<Proof>,
    /// Where the phone was.
    pub position: Option<Position>,
    /// Its pictures, in the order the record names them.
    pub photos: Vec<RecordPhoto>,
    /// Names of those a lead recorded it for.
    pub people: Vec<String>,
    /// Name of the colleague who confirmed it; empty when nobody did.
    pub witness: String,
    /// What else it tells.
    pub facts: Vec<Fact>,
    /// How it was put right, in order.
    pub corrections: Vec<CorrectionShown>,
    /// The record that this one puts right or answers about.
    pub about: Option<RecordRow>,
    /// What the office asks or has decided.
    pub ruling: Option<RulingRow>,
}

/// One thing a record tells, by code words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Fact {
    /// Which, such as `out` or `category`.
    pub name: String,
    /// A figure, a code word or a name.
    pub value: String,
}
