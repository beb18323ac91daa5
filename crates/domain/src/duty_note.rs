//! What is recorded during a duty 护学岗勤务, besides coming and going: notes, roll-call, hand-over, closing.
//!
//! Volunteers, parents and villagers are counted, never named. Fields: domain study §3.2 and §6.3.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    duty_window::WindowKind,
    effort::Effort,
    ids::{PostId, StaffId},
    photo::Photo,
};

/// 情况
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Situation {
    /// 正常
    #[n(0)]
    Normal,
    /// 异常
    #[n(1)]
    Abnormal,
}

/// What a note is about 记事类别.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum LogCategory {
    /// 交通拥堵
    #[n(0)]
    Traffic,
    /// 陌生人、可疑车辆
    #[n(1)]
    Stranger,
    /// 学生身体不适
    #[n(2)]
    Illness,
    /// 争吵、纠纷
    #[n(3)]
    Quarrel,
    /// 天气
    #[n(4)]
    Weather,
    /// 装备、设施
    #[n(5)]
    Equipment,
    /// 其他
    #[n(6)]
    Other,
}

/// Why somebody on the roster is not there 缺勤原因.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum AbsenceReason {
    /// 不清楚
    #[n(0)]
    Unknown,
    /// 病假
    #[n(1)]
    Sick,
    /// 事假
    #[n(2)]
    Private,
    /// 公务、出警
    #[n(3)]
    Duty,
    /// 在路上
    #[n(4)]
    OnTheWay,
    /// 已换班
    #[n(5)]
    Swapped,
}

/// Weather 天气.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Weather {
    /// 晴
    #[n(0)]
    Fine,
    /// 阴
    #[n(1)]
    Cloudy,
    /// 雨
    #[n(2)]
    Rain,
    /// 大风、台风
    #[n(3)]
    Storm,
    /// 雾
    #[n(4)]
    Fog,
    /// 高温
    #[n(5)]
    Heat,
    /// 寒冷、结冰
    #[n(6)]
    Cold,
}

/// People who are counted and not named 不记名人数.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[cbor(array)]
pub struct Headcount {
    /// 志愿者
    #[n(0)]
    pub volunteers: u16,
    /// 家长
    #[n(1)]
    pub parents: u16,
    /// 民兵、治安积极分子
    #[n(2)]
    pub militia: u16,
    /// 村居干部
    #[n(3)]
    pub village: u16,
    /// 其他
    #[n(4)]
    pub others: u16,
}

impl Headcount {
    /// All together.
    #[must_use]
    pub fn total(self) -> u32 {
        [self.volunteers, self.parents, self.militia, self.village, self.others].into_iter().map(u32::from).sum()
    }
}

/// Somebody on the roster who is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
#[cbor(array)]
pub struct Absence {
    /// Who.
    #[n(0)]
    pub staff_id: StaffId,
    /// Why, as far as the lead knows.
    #[n(1)]
    pub reason: AbsenceReason,
}

/// 点名: who of the team is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct RollCall {
    /// Named staff who are there.
    #[n(0)]
    pub present: Vec<StaffId>,
    /// Named staff who are not.
    #[n(1)]
    pub absent: Vec<Absence>,
    /// Others, counted.
    #[n(2)]
    pub headcount: Headcount,
    /// Police cars at the gate.
    #[n(3)]
    pub vehicles: u8,
    /// Gear worn 装备, a bit each: 1 helmet 头盔, 2 shield 盾牌, 4 stab vest 防刺服, 8 baton 橡胶棍, 16 fork 钢叉,
    /// 32 radio 对讲机, 64 reflective vest 反光背心.
    #[n(4)]
    pub gear: Option<u16>,
    /// Weather.
    #[n(5)]
    pub weather: Option<Weather>,
}

/// 记事
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct LogEntry {
    /// About what.
    #[n(0)]
    pub category: LogCategory,
    /// How it is.
    #[n(1)]
    pub situation: Situation,
    /// At most [`crate::limits::LOG_CHARS_MAX`] characters; may be empty when the category says enough.
    #[n(2)]
    pub text: String,
    /// To whom it was handed, by post and not by name; empty when to nobody.
    #[n(3)]
    pub handed_to: String,
}

/// 交接: the next team takes over.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct HandOver {
    /// Who takes over, if somebody by name.
    #[n(0)]
    pub to: Option<StaffId>,
    /// How it is.
    #[n(1)]
    pub situation: Situation,
    /// What they should know, at most [`crate::limits::LOG_CHARS_MAX`] characters.
    #[n(2)]
    pub text: String,
}

/// 收岗: the lead closes the duty.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Close {
    /// How it was. Abnormal needs a log entry of the same duty, or a text here.
    #[n(0)]
    pub situation: Situation,
    /// At most [`crate::limits::LOG_CHARS_MAX`] characters.
    #[n(1)]
    pub text: String,
}

/// Whether somebody may close a duty: its lead; anybody where no lead is set or the lead is not there, for nobody waits at
/// a gate for one who has gone.
#[must_use]
pub fn may_close(me: StaffId, lead: Option<StaffId>, is_there: impl Fn(StaffId) -> bool) -> bool {
    lead.is_none_or(|lead| lead == me || !is_there(lead))
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyEntry {
    /// 记事
    #[n(0)]
    Log(#[n(0)] LogEntry),
    /// 点名
    #[n(1)]
    RollCall(#[n(0)] RollCall),
    /// 交接
    #[n(2)]
    HandOver(#[n(0)] HandOver),
    /// 收岗
    #[n(3)]
    Close(#[n(0)] Close),
}

/// A note of a duty.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DutyNote {
    /// At which post.
    #[n(0)]
    pub post_id: PostId,
    /// In which window; `None` outside all.
    #[n(1)]
    pub window: Option<WindowKind>,
    /// What.
    #[n(2)]
    pub entry: DutyEntry,
    /// Pictures of post and street, no children; at most [`crate::limits::CHECK_IN_PHOTOS_MAX`].
    #[n(3)]
    pub photos: Vec<Photo>,
    /// What it cost.
    #[n(4)]
    pub effort: Option<Effort>,
}
