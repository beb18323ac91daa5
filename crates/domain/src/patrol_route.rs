//! A route of must-patrol points 必巡线, and one walk along it 巡逻班次.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    duty_note::Headcount,
    ids::{PointId, RouteId, RunId, UnitId},
};

/// What kind of patrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum PatrolKind {
    /// 网格化巡逻
    #[n(0)]
    Grid,
    /// 村校联防
    #[n(1)]
    VillageSchool,
    /// 校内巡查
    #[n(2)]
    Inside,
    /// 视频巡查
    #[n(3)]
    Video,
}

/// How one went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum PatrolMethod {
    /// 步巡
    #[n(0)]
    Foot,
    /// 车巡
    #[n(1)]
    Vehicle,
    /// 骑行
    #[n(2)]
    Bike,
    /// 视频
    #[n(3)]
    Video,
    /// 无人机
    #[n(4)]
    Drone,
}

/// Why a point could not be reached: one tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum MissReason {
    /// 临时出警
    #[n(0)]
    CalledAway,
    /// 道路不通
    #[n(1)]
    RoadClosed,
    /// 校门锁闭
    #[n(2)]
    Locked,
    /// 恶劣天气
    #[n(3)]
    Weather,
    /// 点位不存在或已改
    #[n(4)]
    PointGone,
    /// 其他 (the note says)
    #[n(5)]
    Other,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct PatrolRoute {
    /// Identity.
    #[n(0)]
    pub id: RouteId,
    /// Who is responsible for it.
    #[n(1)]
    pub unit_id: UnitId,
    /// Name, such as 港头北线.
    #[n(2)]
    pub name: String,
    /// Kind.
    #[n(3)]
    pub kind: PatrolKind,
    /// Points in the order in which they are walked.
    #[n(4)]
    pub points: Vec<PointId>,
}

/// What became of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum RunStep {
    /// 开始
    #[n(0)]
    Start,
    /// 结束: what was not visited by now is missed
    #[n(1)]
    Finish,
    /// 误开
    #[n(2)]
    Void,
}

/// A point that the worker says could not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Missed {
    /// Which.
    #[n(0)]
    pub point_id: PointId,
    /// Why.
    #[n(1)]
    pub reason: MissReason,
}

/// A run begins or ends.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PatrolRun {
    /// Which run; the same in its start and its end.
    #[n(0)]
    pub run_id: RunId,
    /// Along which route; `None` for one of the worker's own choice.
    #[n(1)]
    pub route_id: Option<RouteId>,
    /// Kind.
    #[n(2)]
    pub kind: PatrolKind,
    /// How one goes.
    #[n(3)]
    pub method: PatrolMethod,
    /// Which step.
    #[n(4)]
    pub step: RunStep,
    /// Points planned, as the route had them at the start.
    #[n(5)]
    pub planned: Vec<PointId>,
    /// Colleagues and others who come along, counted.
    #[n(6)]
    pub party: Headcount,
    /// At the end: what could not be reached, and why.
    #[n(7)]
    pub missed: Vec<Missed>,
    /// At most [`crate::limits::NOTE_CHARS_MAX`] characters.
    #[n(8)]
    pub note: String,
}
