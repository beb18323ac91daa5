//! A school or kindergarten 学校（园）, as far as gate duty needs it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{ids::SchoolId, position::Place};

/// What kind of school; it decides the default duty windows. Codes: domain study §6.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum SchoolKind {
    /// 幼儿园
    #[n(0)]
    Kindergarten,
    /// 小学
    #[n(1)]
    Primary,
    /// 教学点
    #[n(2)]
    TeachingPoint,
    /// 初中
    #[n(3)]
    Junior,
    /// 高中
    #[n(4)]
    Senior,
    /// 职业学校
    #[n(5)]
    Vocational,
    /// 特殊教育
    #[n(6)]
    Special,
}

/// Where a school lies; remote and rural ones come first in this work (plan §一).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum LocalityKind {
    /// 城区
    #[n(0)]
    Urban,
    /// 城乡结合部
    #[n(1)]
    UrbanFringe,
    /// 镇区
    #[n(2)]
    Town,
    /// 农村
    #[n(3)]
    Rural,
    /// 偏远
    #[n(4)]
    Remote,
}

/// A school as phones are given it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct School {
    /// Identity.
    #[n(0)]
    pub id: SchoolId,
    /// Ten-digit school code 学校标识码 (teaching points without one carry their parent's code and a suffix).
    #[n(1)]
    pub code: String,
    /// Full name, at most 60 characters.
    #[n(2)]
    pub name: String,
    /// Kind.
    #[n(3)]
    pub kind: SchoolKind,
    /// Locality.
    #[n(4)]
    pub locality: LocalityKind,
    /// Nine-digit code of the town or street.
    #[n(5)]
    pub division_code: String,
    /// Middle of the grounds.
    #[n(6)]
    pub place: Place,
    /// Pupils 在校学生数.
    #[n(7)]
    pub pupils: u32,
    /// Boarders 寄宿生, at most `pupils`.
    #[n(8)]
    pub boarders: u32,
}
