//! A person on duty 执勤人员: an employee with a name, a kind and a unit; nothing else about them is kept.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{StaffId, UnitId};

/// Kind of staff 人员类别.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum StaffKind {
    /// 民警
    #[n(0)]
    Officer,
    /// 辅警
    #[n(1)]
    Auxiliary,
    /// 保安员
    #[n(2)]
    Guard,
    /// 教师（护导）
    #[n(3)]
    Teacher,
    /// 学校安全员
    #[n(4)]
    SchoolSafety,
    /// 镇街干部
    #[n(5)]
    TownStaff,
}

impl StaffKind {
    /// The code word used in JSON and tables.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Auxiliary => "auxiliary",
            Self::Guard => "guard",
            Self::Teacher => "teacher",
            Self::SchoolSafety => "school_safety",
            Self::TownStaff => "town_staff",
        }
    }

    /// Whether they may say on the spot where a point is 现场标定: those who walk to points by their office.
    #[must_use]
    pub fn may_place_points(self) -> bool {
        matches!(self, Self::Officer | Self::Auxiliary | Self::Guard | Self::SchoolSafety)
    }

    /// An auxiliary may stand for an officer at a gate; a school's safety officer for a teacher.
    #[must_use]
    pub fn stands_for(self) -> Self {
        match self {
            Self::Auxiliary => Self::Officer,
            Self::SchoolSafety => Self::Teacher,
            other => other,
        }
    }
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct StaffMember {
    /// Identity.
    #[n(0)]
    pub id: StaffId,
    /// Name as colleagues say it.
    #[n(1)]
    pub name: String,
    /// Kind.
    #[n(2)]
    pub kind: StaffKind,
    /// Post 职务, such as 门卫 or 护导队长.
    #[n(3)]
    pub post: String,
    /// The school or agency they belong to.
    #[n(4)]
    pub unit: UnitId,
}
