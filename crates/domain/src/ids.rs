//! Identities as types of their own, so that a post is never taken for a point.
//!
//! All are UUIDs: sixteen bytes on the wire and in tables, the hyphenated form in JSON and on screens.
//! Devices make UUIDv7 for what they record; the time inside is advisory and orders nothing.

use std::{fmt, str::FromStr};

use minicbor::{Decode, Decoder, Encode, Encoder, data::Type, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
        #[serde(transparent)]
        #[ts(as = "String")]
        pub struct $name(pub Uuid);

        impl $name {
            /// The sixteen bytes, as signed, hashed and stored.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// Reads sixteen stored bytes; `None` for any other length.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.trim().parse().map(Self)
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
                e.bytes(self.0.as_bytes())?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                sixteen(d).map(Self)
            }
        }
    )*};
}

fn sixteen(d: &mut Decoder<'_>) -> Result<Uuid, decode::Error> {
    if d.datatype()? != Type::Bytes {
        return Err(decode::Error::type_mismatch(d.datatype()?).with_message("an id is a byte string"));
    }
    Uuid::from_slice(d.bytes()?).map_err(|_| decode::Error::message("an id is sixteen bytes"))
}

id! {
    /// One phone as the server knows it, given at enrollment.
    DeviceId;
    /// One incarnation of a phone's database; its records count 1, 2, 3 … without a gap.
    StreamId;
    /// One record, made on the device; the name other records refer to it by.
    RecordId;
    /// One span in which a worker used the phone.
    SessionId;
    /// One start of the phone's operating system; boot clocks are comparable only inside it.
    BootId;
    /// One picture (or its thumbnail, which has a name of its own).
    PhotoId;
    /// A school or kindergarten 学校（园）.
    SchoolId;
    /// A body with a jurisdiction 单位: station, town office, bureau.
    AgencyId;
    /// Where somebody belongs: the same sixteen bytes as their school's or agency's own id.
    UnitId;
    /// A person on duty 执勤人员 (an employee; volunteers are counted, never named).
    StaffId;
    /// A duty post 护学岗点位.
    PostId;
    /// A duty window 护学时段.
    WindowId;
    /// A must-patrol point 必巡点.
    PointId;
    /// The roster of one post for one week 排班.
    RosterId;
    /// A route 路线: of an escort team, or of must-patrol points 必巡线.
    RouteId;
    /// One walk along must-patrol points 巡逻班次, from its start to its end.
    RunId;
}

impl From<SchoolId> for UnitId {
    fn from(id: SchoolId) -> Self {
        Self(id.0)
    }
}

impl From<AgencyId> for UnitId {
    fn from(id: AgencyId) -> Self {
        Self(id.0)
    }
}
