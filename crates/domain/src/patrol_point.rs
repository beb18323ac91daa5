//! A must-patrol point 必巡点 and how often it is to be visited.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{PointId, SchoolId, UnitId},
    position::Place,
    presence::ProofLevel,
    time::UtcMs,
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
    /// How often in another rhythm than by day; it holds instead of `per_day`.
    #[n(9)]
    pub frequency: Option<Frequency>,
    /// Who is responsible for it; `None`: the school.
    #[n(10)]
    pub responsible: Option<UnitId>,
    /// The number of the print that hangs there; tags with a lower number are retired.
    #[n(11)]
    pub tag_serial: Option<u32>,
    /// When it was made, where that is known: nothing that had begun by then is asked for.
    #[n(12)]
    pub made: Option<UtcMs>,
    /// Since when it asks for what it asks now, where that is other than at first: what was over by then is not asked for.
    #[n(13)]
    pub asked_since: Option<UtcMs>,
}

/// How often a point is to be visited.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
#[cbor(array)]
pub struct Frequency {
    /// In each of what.
    #[n(0)]
    pub per: Per,
    /// Visits wanted in it.
    #[n(1)]
    pub visits: u8,
    /// Parts of a day that want at least one visit each; empty: any time.
    #[n(2)]
    pub bands: Vec<Band>,
}

/// The span a frequency counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Per {
    /// Each day with classes.
    #[n(0)]
    ClassDay,
    /// Each day.
    #[n(1)]
    Day,
    /// Each window of the school.
    #[n(2)]
    Window,
    /// Each week, Monday to Sunday.
    #[n(3)]
    Week,
}

/// A part of the day 时段带, Asia/Shanghai.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
#[cbor(array)]
pub struct Band {
    /// First minute of the day.
    #[n(0)]
    pub start_min: u16,
    /// Minute at which it ends; past 1440 it ends on the next day.
    #[n(1)]
    pub end_min: u16,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use uuid::Uuid;

    /// A point at a wall, once a day.
    pub(crate) fn point() -> PatrolPoint {
        PatrolPoint {
            id: PointId(Uuid::nil()),
            point_no: "0001".into(),
            school_id: SchoolId(Uuid::nil()),
            name: "后围墙".into(),
            kind: PointKind::Perimeter,
            place: Place { lat_e7: 0, lon_e7: 0 },
            radius_m: 100,
            per_day: 1,
            min_proof: ProofLevel::B,
            frequency: None,
            responsible: None,
            tag_serial: None,
            made: None,
            asked_since: None,
        }
    }
}
