//! Server-owned things as phones are given them, by number. A number is never reused.

use domain::{
    agency::Agency, calendar::SchoolCalendar, duty_post::DutyPost, duty_window::DutyWindow, escort::EscortRoute,
    patrol_point::PatrolPoint, patrol_route::PatrolRoute, policy::Policy, roster::RosterWeek, ruling::Ruling,
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
    /// 校历
    Calendar,
    /// 一个岗点一周的排班
    Roster,
    /// 对一条记录的审核意见
    Ruling,
    /// 护导路线
    EscortRoute,
    /// 必巡线
    PatrolRoute,
}

impl EntityKind {
    const ALL: [Self; 12] = [
        Self::School,
        Self::Agency,
        Self::Staff,
        Self::Post,
        Self::Window,
        Self::Point,
        Self::Policy,
        Self::Calendar,
        Self::Roster,
        Self::Ruling,
        Self::EscortRoute,
        Self::PatrolRoute,
    ];

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
            Self::Calendar => 8,
            Self::Roster => 9,
            Self::Ruling => 10,
            Self::EscortRoute => 11,
            Self::PatrolRoute => 12,
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
    /// 校历
    Calendar(SchoolCalendar),
    /// 一个岗点一周的排班
    Roster(RosterWeek),
    /// 对一条记录的审核意见
    Ruling(Ruling),
    /// 护导路线
    EscortRoute(EscortRoute),
    /// 必巡线
    PatrolRoute(PatrolRoute),
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
            Self::Calendar(_) => EntityKind::Calendar,
            Self::Roster(_) => EntityKind::Roster,
            Self::Ruling(_) => EntityKind::Ruling,
            Self::EscortRoute(_) => EntityKind::EscortRoute,
            Self::PatrolRoute(_) => EntityKind::PatrolRoute,
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
            Self::Calendar(it) => *it.unit_id.as_bytes(),
            Self::Roster(it) => *it.id.as_bytes(),
            Self::Ruling(it) => *it.record_id.as_bytes(),
            Self::EscortRoute(it) => *it.id.as_bytes(),
            Self::PatrolRoute(it) => *it.id.as_bytes(),
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
            Self::Calendar(it) => to_cbor(it),
            Self::Roster(it) => to_cbor(it),
            Self::Ruling(it) => to_cbor(it),
            Self::EscortRoute(it) => to_cbor(it),
            Self::PatrolRoute(it) => to_cbor(it),
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
            EntityKind::Calendar => Self::Calendar(from_cbor(bytes)?),
            EntityKind::Roster => Self::Roster(from_cbor(bytes)?),
            EntityKind::Ruling => Self::Ruling(from_cbor(bytes)?),
            EntityKind::EscortRoute => Self::EscortRoute(from_cbor(bytes)?),
            EntityKind::PatrolRoute => Self::PatrolRoute(from_cbor(bytes)?),
        })
    }
}
