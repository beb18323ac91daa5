//! A visit to a must-patrol point 巡逻到点, as the worker's phone recorded it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    effort::Effort,
    ids::{PointId, RunId, StaffId},
    live_scan::LiveScan,
    patrol_route::{MissReason, PatrolMethod},
    photo::{Digest, Photo},
    position::Position,
    presence::ProofLevel,
    ruling::Verdict,
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
    /// Digest of the picture file or camera frame that the code was read in.
    #[n(7)]
    #[serde(serialize_with = "crate::photo::serialize_hex")]
    pub tag_image: Option<Digest>,
    /// The worker says that the point is where the phone is 现场标定; the office decides.
    #[n(8)]
    pub places_point: Option<bool>,
}

/// Whether a visit says that somebody was at the point 到点: not where nobody could get to, and not where only a camera looked.
///
/// A must-patrol point asks for proof of presence, as often as its rule says; looking by video 视频巡查 is another duty with a
/// log of its own (domain study §2.3 nos. 31–32, §2.5 no. 46, §6.4) and has nothing to prove. So it meets no point's rule, is
/// no 到点, and is counted apart: else whoever sits before the screen would have been everywhere, unasked.
#[must_use]
pub fn is_on_site(result: VisitResult, method: Option<PatrolMethod>) -> bool {
    result != VisitResult::Unreachable && method != Some(PatrolMethod::Video)
}

/// Whether a visit is to prove presence: whoever says to have been there ([`is_on_site`]).
#[must_use]
pub fn asks_proof(result: VisitResult, method: Option<PatrolMethod>) -> bool {
    is_on_site(result, method)
}

/// Whether a visit is believed 采信: proof enough speaks for itself, the rest waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitState {
    /// It proves enough, or somebody accepted it.
    Accepted,
    /// It proves too little, or something about it does not fit: somebody should look. It counts until then.
    NeedsReview,
    /// Somebody looked, and rejected it.
    Rejected,
}

impl VisitState {
    /// What becomes of a visit with this proof at a point that asks for `min`; for one that is asked for none
    /// ([`asks_proof`]) that is [`ProofLevel::C`]. `doubted`: something does not fit together.
    #[must_use]
    pub fn of(level: ProofLevel, min: ProofLevel, doubted: bool, verdict: Option<Verdict>) -> Self {
        match verdict {
            Some(Verdict::Accepted) => Self::Accepted,
            Some(Verdict::Rejected) => Self::Rejected,
            Some(Verdict::Asked) | None if level > min || doubted => Self::NeedsReview,
            Some(Verdict::Asked) | None => Self::Accepted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_could_not_get_there_and_who_looked_by_video_prove_nothing() {
        assert!(asks_proof(VisitResult::Hazard, Some(PatrolMethod::Foot)) && asks_proof(VisitResult::Normal, None));
        assert!(!asks_proof(VisitResult::Unreachable, Some(PatrolMethod::Foot)));
        assert!(!asks_proof(VisitResult::Normal, Some(PatrolMethod::Video)));
        assert!(!is_on_site(VisitResult::Hazard, Some(PatrolMethod::Video)), "what a camera shows is no visit");
    }

    #[test]
    fn what_proves_enough_is_accepted_and_a_person_decides_the_rest() {
        use ProofLevel::{A, B, C};
        use VisitState::{Accepted, NeedsReview, Rejected};
        assert_eq!(VisitState::of(A, B, false, None), Accepted);
        assert_eq!(VisitState::of(B, B, false, None), Accepted);
        assert_eq!(VisitState::of(C, B, false, None), NeedsReview);
        assert_eq!(VisitState::of(A, B, true, None), NeedsReview, "strong, and yet something does not fit");
        assert_eq!(VisitState::of(C, B, true, Some(Verdict::Asked)), NeedsReview, "a question decides nothing");
        assert_eq!(VisitState::of(C, B, true, Some(Verdict::Accepted)), Accepted);
        assert_eq!(VisitState::of(A, C, false, Some(Verdict::Rejected)), Rejected);
    }
}
