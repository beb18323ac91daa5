//! A visit to a must-patrol point 巡逻到点, as the worker's phone recorded it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    effort::Effort,
    ids::{PointId, RunId, StaffId},
    live_scan::LiveScan,
    patrol_route::{MissReason, PatrolMethod},
    photo::Photo,
    position::Position,
    presence::ProofLevel,
};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum VisitResult {
    /// 正常
    #[n(0)]
    Normal,
    /// 发现隐患
    #[n(1)]
    Hazard,
    /// 发生警情
    #[n(2)]
    Incident,
    /// 到不了 (the reason stands in the note)
    #[n(3)]
    Unreachable,
}

impl VisitResult {
    /// The code word used in JSON and tables.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Hazard => "hazard",
            Self::Incident => "incident",
            Self::Unreachable => "unreachable",
        }
    }
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct CheckIn {
    /// Which point.
    #[n(0)]
    pub point_id: PointId,
    /// What was found.
    #[n(1)]
    pub result: VisitResult,
    /// At most [`crate::limits::NOTE_CHARS_MAX`] characters.
    #[n(2)]
    pub note: String,
    /// Where the phone was.
    #[n(3)]
    pub position: Option<Position>,
    /// The text of the code that was read at the point, whatever it said; the server judges it again.
    #[n(4)]
    pub tag: Option<String>,
    /// Pictures taken there.
    #[n(5)]
    pub photos: Vec<Photo>,
    /// The level the phone showed the worker.
    #[n(6)]
    pub shown_proof: ProofLevel,
    /// What came to be known with a later release.
    #[n(7)]
    pub detail: Option<VisitDetail>,
}

/// What a later release adds to a visit. New facts go to the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(array)]
pub struct VisitDetail {
    /// How one came there.
    #[n(0)]
    pub method: Option<PatrolMethod>,
    /// The run it belongs to.
    #[n(1)]
    pub run_id: Option<RunId>,
    /// People who came along, counted.
    #[n(2)]
    pub party_size: Option<u8>,
    /// Of an unreachable point: why.
    #[n(3)]
    pub miss: Option<MissReason>,
    /// A live code that was read there.
    #[n(4)]
    pub live: Option<LiveScan>,
    /// A colleague who confirmed it on the same phone with the own PIN.
    #[n(5)]
    pub witness: Option<StaffId>,
    /// What it cost.
    #[n(6)]
    pub effort: Option<Effort>,
}
