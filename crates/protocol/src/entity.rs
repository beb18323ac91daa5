//! Server-owned things as phones are given them, by number. A number is never reused.

use domain::{
    agency::Agency, duty_post::DutyPost, duty_window::DutyWindow, patrol_point::PatrolPoint, policy::Policy,
    school::School, staff::StaffMember,
};

use crate::{ProtocolError, from_cbor, to_cbor};

/// What kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// 学校
    School,
    /// 单位
    Agency,
    /// 人员
    Staff,
    /// 护学岗
    Post,
    /// 时段
    Window,
    /// 必巡点
    Point,
    /// 单位对照片的要求
    Policy,
}

impl EntityKind {
    const ALL: [Self; 7] =
        [Self::School, Self::Agency, Self::Staff, Self::Post, Self::Window, Self::Point, Self::Policy];

    /// The number on the wire.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::School => 1,
            Self::Agency => 2,
            Self::Staff => 3,
            Self::Post => 4,
            Self::Window => 5,
            Self::Point => 6,
            Self::Policy => 7,
        }
    }

    /// Reads the number; `None` for a kind of a later version.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.number() == number)
    }
}

/// A thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entity {
    /// 学校
    School(School),
    /// 单位
    Agency(Agency),
    /// 人员
    Staff(StaffMember),
    /// 护学岗
    Post(DutyPost),
    /// 时段
    Window(DutyWindow),
    /// 必巡点
    Point(PatrolPoint),
    /// 单位对照片的要求
    Policy(Policy),
}

impl Entity {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> EntityKind {
        match self {
            Self::School(_) => EntityKind::School,
            Self::Agency(_) => EntityKind::Agency,
            Self::Staff(_) => EntityKind::Staff,
            Self::Post(_) => EntityKind::Post,
            Self::Window(_) => EntityKind::Window,
            Self::Point(_) => EntityKind::Point,
            Self::Policy(_) => EntityKind::Policy,
        }
    }

    /// Its sixteen bytes of identity.
    #[must_use]
    pub fn id(&self) -> [u8; 16] {
        match self {
            Self::School(it) => *it.id.as_bytes(),
            Self::Agency(it) => *it.id.as_bytes(),
            Self::Staff(it) => *it.id.as_bytes(),
            Self::Post(it) => *it.id.as_bytes(),
            Self::Window(it) => *it.id.as_bytes(),
            Self::Point(it) => *it.id.as_bytes(),
            Self::Policy(it) => *it.unit_id.as_bytes(),
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::School(it) => to_cbor(it),
            Self::Agency(it) => to_cbor(it),
            Self::Staff(it) => to_cbor(it),
            Self::Post(it) => to_cbor(it),
            Self::Window(it) => to_cbor(it),
            Self::Point(it) => to_cbor(it),
            Self::Policy(it) => to_cbor(it),
        }
    }

    /// Reads a thing of a known kind.
    ///
    /// # Errors
    /// [`ProtocolError::Malformed`].
    pub fn decode(kind: EntityKind, bytes: &[u8]) -> Result<Self, ProtocolError> {
        Ok(match kind {
            EntityKind::School => Self::School(from_cbor(bytes)?),
            EntityKind::Agency => Self::Agency(from_cbor(bytes)?),
            EntityKind::Staff => Self::Staff(from_cbor(bytes)?),
            EntityKind::Post => Self::Post(from_cbor(bytes)?),
            EntityKind::Window => Self::Window(from_cbor(bytes)?),
            EntityKind::Point => Self::Point(from_cbor(bytes)?),
            EntityKind::Policy => Self::Policy(from_cbor(bytes)?),
        })
    }
}
