//! What a record tells, by kind: the domain's own shapes, each an array with fixed indices.

use domain::{
    answer::Answer,
    check_in::CheckIn,
    clock_event::ClockEvent,
    correction::Correction,
    device_event::DeviceEvent,
    duty::{DutyOff, DutyOn},
    duty_note::DutyNote,
    escort::{DayReview, EscortSheet},
    hazard::HazardReport,
    patrol_route::PatrolRun,
    photo::Photo,
    roster::RosterRequest,
    session::{SessionClose, SessionOpen},
};
use minicbor::Decode;

use crate::{Kind, to_cbor};

/// The body of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A person took the phone.
    SessionOpen(SessionOpen),
    /// A person laid it down.
    SessionClose(SessionClose),
    /// 到岗
    DutyOn(DutyOn),
    /// 离岗
    DutyOff(DutyOff),
    /// 到点打卡
    CheckIn(CheckIn),
    /// 隐患
    HazardReport(HazardReport),
    /// The phone's clock did what a clock does not do.
    ClockEvent(ClockEvent),
    /// What the phone reports about itself.
    DeviceEvent(DeviceEvent),
    /// 护学岗记事、点名、交接、收岗
    DutyNote(DutyNote),
    /// 护导单
    EscortSheet(EscortSheet),
    /// 更正
    Correction(Correction),
    /// 换班、请假申请
    RosterRequest(RosterRequest),
    /// 总值审阅
    DayReview(DayReview),
    /// 巡逻班次
    PatrolRun(PatrolRun),
    /// 申诉说明
    Answer(Answer),
}

/// Why a body was not understood. The record is kept either way.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// A kind, or a version of it, that came after this build.
    #[error("kind {kind} version {version} is not known to this build")]
    Unknown {
        /// Number of the kind.
        kind: u16,
        /// Its version.
        version: u16,
    },
    /// A known kind whose body is not of its shape.
    #[error("body is not of its shape: {0}")]
    Invalid(#[from] minicbor::decode::Error),
}

impl Body {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::SessionOpen(_) => Kind::SessionOpen,
            Self::SessionClose(_) => Kind::SessionClose,
            Self::DutyOn(_) => Kind::DutyOn,
            Self::DutyOff(_) => Kind::DutyOff,
            Self::CheckIn(_) => Kind::CheckIn,
            Self::HazardReport(_) => Kind::HazardReport,
            Self::ClockEvent(_) => Kind::ClockEvent,
            Self::DeviceEvent(_) => Kind::DeviceEvent,
            Self::DutyNote(_) => Kind::DutyNote,
            Self::EscortSheet(_) => Kind::EscortSheet,
            Self::Correction(_) => Kind::Correction,
            Self::RosterRequest(_) => Kind::RosterRequest,
            Self::DayReview(_) => Kind::DayReview,
            Self::PatrolRun(_) => Kind::PatrolRun,
            Self::Answer(_) => Kind::Answer,
        }
    }

    /// The version this build writes; raised when a shape changes in a way that appending cannot express.
    #[must_use]
    pub fn version(&self) -> u16 {
        1
    }

    /// Its bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::SessionOpen(body) => to_cbor(body),
            Self::SessionClose(body) => to_cbor(body),
            Self::DutyOn(body) => to_cbor(body),
            Self::DutyOff(body) => to_cbor(body),
            Self::CheckIn(body) => to_cbor(body),
            Self::HazardReport(body) => to_cbor(body),
            Self::ClockEvent(body) => to_cbor(body),
            Self::DeviceEvent(body) => to_cbor(body),
            Self::DutyNote(body) => to_cbor(body),
            Self::EscortSheet(body) => to_cbor(body),
            Self::Correction(body) => to_cbor(body),
            Self::RosterRequest(body) => to_cbor(body),
            Self::DayReview(body) => to_cbor(body),
            Self::PatrolRun(body) => to_cbor(body),
            Self::Answer(body) => to_cbor(body),
        }
    }

    /// Reads a body. Fields after those this build knows are skipped.
    ///
    /// # Errors
    /// [`BodyError`]; the caller keeps the bytes.
    pub fn decode(kind: Kind, version: u16, bytes: &[u8]) -> Result<Self, BodyError> {
        if version != 1 {
            return Err(BodyError::Unknown { kind: kind.number(), version });
        }
        Ok(match kind {
            Kind::SessionOpen => Self::SessionOpen(shape(bytes)?),
            Kind::SessionClose => Self::SessionClose(shape(bytes)?),
            Kind::DutyOn => Self::DutyOn(shape(bytes)?),
            Kind::DutyOff => Self::DutyOff(shape(bytes)?),
            Kind::CheckIn => Self::CheckIn(shape(bytes)?),
            Kind::HazardReport => Self::HazardReport(shape(bytes)?),
            Kind::ClockEvent => Self::ClockEvent(shape(bytes)?),
            Kind::DeviceEvent => Self::DeviceEvent(shape(bytes)?),
            Kind::DutyNote => Self::DutyNote(shape(bytes)?),
            Kind::EscortSheet => Self::EscortSheet(shape(bytes)?),
            Kind::Correction => Self::Correction(shape(bytes)?),
            Kind::RosterRequest => Self::RosterRequest(shape(bytes)?),
            Kind::DayReview => Self::DayReview(shape(bytes)?),
            Kind::PatrolRun => Self::PatrolRun(shape(bytes)?),
            Kind::Answer => Self::Answer(shape(bytes)?),
            Kind::Unknown(number) => return Err(BodyError::Unknown { kind: number, version }),
        })
    }

    /// The pictures it names.
    #[must_use]
    pub fn photos(&self) -> &[Photo] {
        match self {
            Self::DutyOn(body) => &body.photos,
            Self::CheckIn(body) => &body.photos,
            Self::HazardReport(body) => &body.photos,
            Self::DutyNote(body) => &body.photos,
            Self::Answer(body) => &body.photos,
            Self::SessionOpen(_)
            | Self::SessionClose(_)
            | Self::DutyOff(_)
            | Self::ClockEvent(_)
            | Self::DeviceEvent(_)
            | Self::EscortSheet(_)
            | Self::Correction(_)
            | Self::RosterRequest(_)
            | Self::DayReview(_)
            | Self::PatrolRun(_) => &[],
        }
    }
}

fn shape<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, minicbor::decode::Error> {
    minicbor::decode(bytes)
}
