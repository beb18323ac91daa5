//! A must-patrol point 必巡点 and how often it is to be visited.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{PointId, SchoolId},
    position::Place,
    presence::ProofLevel,
};

/// Kind of point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum PointKind {
    /// 校门
    #[n(0)]
    CampusGate,
    /// 围墙周界
    #[n(1)]
    Perimeter,
    /// 重点部位 (inside)
    #[n(2)]
    KeyPosition,
    /// 校园周边
    #[n(3)]
    Surrounding,
    /// 必巡线节点
    #[n(4)]
    RouteNode,
}

/// A point.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct PatrolPoint {
    /// Identity.
    #[n(0)]
    pub id: PointId,
    /// District-wide number, to say or type: four or more digits.
    #[n(1)]
    pub point_no: String,
    /// The school it guards.
    #[n(2)]
    pub school_id: SchoolId,
    /// Name, such as 后围墙巡查点.
    #[n(3)]
    pub name: String,
    /// Kind.
    #[n(4)]
    pub kind: PointKind,
    /// Where.
    #[n(5)]
    pub place: Place,
    /// Radius in which a fix counts as being there, 30–300 m.
    #[n(6)]
    pub radius_m: u32,
    /// Visits wanted each day.
    #[n(7)]
    pub per_day: u8,
    /// The proof asked for; a lower one is still kept, and reviewed.
    #[n(8)]
    pub min_proof: ProofLevel,
}
