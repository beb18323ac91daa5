//! A route of must-patrol points 必巡线, and one walk along it 巡逻班次.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    duty_note::Headcount,
    effort::Effort,
    ids::{PointId, RouteId, RunId, UnitId},
    problem::Problem,
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

impl PatrolRoute {
    /// Characters of its name.
    pub const NAME_CHARS_MAX: usize = 20;
    /// Points, at most.
    pub const POINTS_MAX: usize = 60;

    /// Whether it can be walked.
    ///
    /// # Errors
    /// `route-name`, `route-points`, `route-point-twice`.
    pub fn check(&self) -> Result<(), Problem> {
        if !(1..=Self::NAME_CHARS_MAX).contains(&self.name.trim().chars().count()) {
            return Err(Problem::new("route-name").with("max", Self::NAME_CHARS_MAX));
        }
        if !(1..=Self::POINTS_MAX).contains(&self.points.len()) {
            return Err(Problem::new("route-points").with("max", Self::POINTS_MAX));
        }
        if self.points.iter().collect::<BTreeSet<_>>().len() < self.points.len() {
            return Err(Problem::new("route-point-twice"));
        }
        Ok(())
    }
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
    /// What it cost.
    #[n(9)]
    pub effort: Option<Effort>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_route_leads_along_each_of_its_points_once() {
        let said = |name: &str, points: &[u128]| {
            let points = points.iter().map(|n| PointId(Uuid::from_u128(*n))).collect();
            let (id, unit_id) = (RouteId(Uuid::nil()), UnitId(Uuid::nil()));
            let route = PatrolRoute { id, unit_id, name: name.into(), kind: PatrolKind::Grid, points };
            route.check().err().map(|problem| problem.code).unwrap_or_default()
        };
        assert_eq!(said("港头北线", &[1, 2, 3]), "");
        assert_eq!(said("", &[1]), "route-name");
        assert_eq!(said("港头北线", &[]), "route-points");
        assert_eq!(said("港头北线", &[1, 2, 1]), "route-point-twice");
    }
}
