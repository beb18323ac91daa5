//! Proof of presence 签到凭证: several weak signals give a level with its reasons; nothing is blocked.
//!
//! The same function judges on the phone (to show what is proven as it grows) and on the server (from
//! the recorded signals). Levels: domain study §4.4. A worker may be asked about a C, never refused.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::position::{Place, Position};

/// How well presence is proven.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS,
)]
#[cbor(index_only)]
pub enum ProofLevel {
    /// Tag and position, or tag and a fresh photo.
    #[n(0)]
    A,
    /// One signal.
    #[n(1)]
    B,
    /// The worker's word.
    #[n(2)]
    C,
}

impl ProofLevel {
    /// The letter, as stored and shown.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// What the tag said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagReading {
    /// No tag was read.
    None,
    /// Signed by this organization for this very point.
    Valid,
    /// Something was read, but it is not this point's tag.
    Invalid,
}

/// Why a proof has its level; each is one line on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ProofCode {
    /// The point's own tag was read.
    TagValid,
    /// A code was read that is not this point's tag.
    TagInvalid,
    /// The fix lies within the radius.
    PositionInside,
    /// The fix lies outside it.
    PositionOutside,
    /// No fix.
    PositionMissing,
    /// The fix is too rough to say (worse than 200 m) or too old (over two minutes).
    PositionRough,
    /// The system said the fix is mocked.
    PositionMock,
    /// A photo was taken in the app.
    PhotoFresh,
    /// No signal at all: the worker's word.
    Manual,
}

/// One reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct ProofReason {
    /// What.
    pub code: ProofCode,
    /// Whether it speaks for presence.
    pub ok: bool,
}

/// A level with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// Level.
    pub level: ProofLevel,
    /// Reasons, strongest first.
    pub reasons: Vec<ProofReason>,
    /// Whole meters from fix to point.
    pub distance_m: Option<u32>,
}

/// A fix rougher than this says nothing about a gate.
const ROUGH_M: u32 = 200;
/// A fix older than this may be from the way here.
const STALE_MS: u32 = 120_000;

/// Judges the signals of one visit to a point at `center` with `radius_m`.
#[must_use]
pub fn judge(center: Place, radius_m: u32, tag: TagReading, position: Option<&Position>, photos: usize) -> Proof {
    let mut reasons = Vec::with_capacity(4);
    match tag {
        TagReading::Valid => reasons.push(ProofReason { code: ProofCode::TagValid, ok: true }),
        TagReading::Invalid => reasons.push(ProofReason { code: ProofCode::TagInvalid, ok: false }),
        TagReading::None => {}
    }
    reasons.push(judge_position(center, radius_m, position));
    if photos > 0 {
        reasons.push(ProofReason { code: ProofCode::PhotoFresh, ok: true });
    }
    let speaks = |code| reasons.iter().any(|r| r.ok && r.code == code);
    let (tagged, inside, photo) =
        (speaks(ProofCode::TagValid), speaks(ProofCode::PositionInside), speaks(ProofCode::PhotoFresh));
    let level = if tagged && (inside || photo) {
        ProofLevel::A
    } else if tagged || inside || photo {
        ProofLevel::B
    } else {
        reasons.push(ProofReason { code: ProofCode::Manual, ok: false });
        ProofLevel::C
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on Earth fits")]
    let distance_m = position.map(|p| p.place.distance_m(center).round() as u32);
    Proof { level, reasons, distance_m }
}

fn judge_position(center: Place, radius_m: u32, position: Option<&Position>) -> ProofReason {
    let (code, ok) = match position {
        None => (ProofCode::PositionMissing, false),
        Some(p) if p.mock => (ProofCode::PositionMock, false),
        Some(p) if p.accuracy_m > ROUGH_M || p.fix_age_ms > STALE_MS => (ProofCode::PositionRough, false),
        Some(p) if p.may_be_within(center, radius_m) => (ProofCode::PositionInside, true),
        Some(_) => (ProofCode::PositionOutside, false),
    };
    ProofReason { code, ok }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATE: Place = Place { lat_e7: 257_213_000, lon_e7: 1_193_840_000 };

    fn fix(lat_e7: i32, accuracy_m: u32) -> Position {
        Position {
            place: Place { lat_e7, lon_e7: GATE.lon_e7 },
            accuracy_m,
            fix_age_ms: 5_000,
            provider: "gps".into(),
            mock: false,
        }
    }

    #[test]
    fn tag_and_position_are_an_a_and_one_of_them_a_b() {
        let near = fix(GATE.lat_e7 + 1_000, 8);
        assert_eq!(judge(GATE, 100, TagReading::Valid, Some(&near), 0).level, ProofLevel::A);
        assert_eq!(judge(GATE, 100, TagReading::Valid, None, 1).level, ProofLevel::A);
        assert_eq!(judge(GATE, 100, TagReading::None, Some(&near), 0).level, ProofLevel::B);
        assert_eq!(judge(GATE, 100, TagReading::None, None, 1).level, ProofLevel::B);
    }

    #[test]
    fn a_mocked_rough_or_far_fix_proves_nothing_but_is_still_kept() {
        let far = fix(GATE.lat_e7 + 100_000, 8);
        let rough = fix(GATE.lat_e7, 900);
        let mocked = Position { mock: true, ..fix(GATE.lat_e7, 5) };
        for p in [far, rough, mocked] {
            let proof = judge(GATE, 100, TagReading::None, Some(&p), 0);
            assert_eq!(proof.level, ProofLevel::C);
            assert!(proof.reasons.iter().any(|r| r.code == ProofCode::Manual));
        }
    }
}
