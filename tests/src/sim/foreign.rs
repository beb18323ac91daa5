//! Records that this build's app would not make: a later app made them before this one was installed over it, or a fault
//! of its own left bytes that nobody reads. They are kept, sent, signed for and listed like any other, and block nothing.

use domain::ids::RecordId;
use field::{Error, Home};
use protocol::{BodyError, Kind, Record};
use store::records;
use uuid::Uuid;

use super::Chance;

/// What a reader makes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// All of it is understood.
    Understood,
    /// Its kind came after this build.
    UnknownKind,
    /// Its kind is known, and its body is not of that kind's shape.
    InvalidBody,
    /// It has no envelope.
    Unreadable,
}

impl Reading {
    /// What this build makes of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        match Record::decode(bytes).map(|record| record.read_body()) {
            Err(_) => Self::Unreadable,
            Ok(Ok(_)) => Self::Understood,
            Ok(Err(BodyError::Unknown { .. })) => Self::UnknownKind,
            Ok(Err(BodyError::Invalid(_))) => Self::InvalidBody,
        }
    }

    /// How the server lists it.
    #[must_use]
    pub fn status(self) -> &'static str {
        match self {
            Self::Understood => "ok",
            Self::UnknownKind => "unknown",
            Self::InvalidBody | Self::Unreadable => "quarantined",
        }
    }
}

/// Writes one at the end of a phone's chain; its name.
pub(super) fn write(home: &Home, reading: Reading, chance: &mut Chance) -> Result<RecordId, Error> {
    let record_id = RecordId(Uuid::from_u64_pair(chance.draw(), chance.draw()));
    let kind = match reading {
        Reading::InvalidBody => Kind::CheckIn,
        _ => Kind::Unknown(200 + u16::try_from(chance.below(50)).unwrap_or(0)),
    };
    let body = match reading {
        // A number where a list should be.
        Reading::InvalidBody => vec![0x07],
        _ => vec![0x82, 0x01, 0x65, b'l', b'a', b't', b'e', b'r'],
    };
    let time = home.clocks().read().block(None, None);
    let told = |stream: &store::stream::Stream| Record {
        stream_id: stream.stream_id,
        seq: stream.next_seq,
        record_id,
        kind,
        kind_ver: 1,
        actor: None,
        session: None,
        time,
        refs: Vec::new(),
        body,
        origin: None,
    };
    let bytes = |record: &Record| match reading {
        // A list of three where a record has eleven, and no two alike.
        Reading::Unreadable => [&[0x83, 0x01, 0x02, 0x50][..], record_id.as_bytes()].concat(),
        _ => record.encode(),
    };
    let stored = home.store().write(|tx| records::append_foreign(tx, told, bytes))?;
    Ok(stored.record_id)
}
