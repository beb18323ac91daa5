//! Proof of presence 签到凭证: several weak signals give a level with its reasons; nothing is blocked.
//!
//! The same function judges on the phone (to show what is proven as it grows) and on the server (from
//! the recorded signals). Levels: domain study §4.4. A worker may be asked about a C, never refused.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    crs,
    position::{Place, Position},
};

/// How well presence is proven.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS,
)]
#[cbor(index_only)]
pub enum ProofLevel {
    /// Tag and position, tag and a fresh photo, or a live code.
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagReading {
    /// No tag was read.
    #[default]
    None,
    /// Signed by this organization for this very point.
    Valid,
    /// Something was read, but it is not this point's tag.
    Invalid,
    /// This point's tag, but of a print that has been taken down.
    Retired,
}

/// What became of a live code 动态码.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveReading {
    /// None was read.
    #[default]
    None,
    /// Read on this phone, which cannot judge it.
    Unjudged,
    /// This gate's own, read while it was shown.
    Valid,
    /// This gate's own, but not read while it was shown: passed on, or the screen's clock is wrong.
    Stale,
    /// Not this gate's.
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
    /// The fix would lie within the radius if it had not been given in another coordinate system ([`crs::mixup`]).
    CrsSuspect,
    /// A live code was read at the gate; the server will judge it.
    LiveUnjudged,
    /// The gate's own live code was read while it was shown.
    LiveValid,
    /// The gate's own live code, but not at the time it was shown.
    LiveStale,
    /// A live code that is not this gate's.
    LiveInvalid,
    /// This point's tag, but of a print that has been taken down.
    TagRetired,
    /// A colleague confirmed it on the same phone with the own PIN.
    Witness,
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

/// Where presence is to be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    /// Middle.
    pub center: Place,
    /// Radius in meters.
    pub radius_m: u32,
}

/// What speaks for presence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals<'a> {
    /// The code that was read.
    pub tag: TagReading,
    /// The live code that was read.
    pub live: LiveReading,
    /// The fix.
    pub position: Option<&'a Position>,
    /// Pictures taken there and then ([`crate::photo::Photo::is_fresh`]).
    pub fresh_photos: usize,
    /// A colleague confirmed it.
    pub witness: bool,
}

/// Judges the signals of one visit.
#[must_use]
pub fn judge(fence: Fence, signals: &Signals<'_>) -> Proof {
    let mut reasons = Vec::with_capacity(4);
    reasons.extend(judge_live(signals.live));
    reasons.extend(judge_tag(signals.tag));
    reasons.push(judge_position(fence, signals.position));
    if signals.fresh_photos > 0 {
        reasons.push(ProofReason { code: ProofCode::PhotoFresh, ok: true });
    }
    if signals.witness {
        reasons.push(ProofReason { code: ProofCode::Witness, ok: true });
    }
    let speaks = |code| reasons.iter().any(|r| r.ok && r.code == code);
    let tagged = speaks(ProofCode::TagValid);
    let level = if speaks(ProofCode::LiveValid)
        || tagged && (speaks(ProofCode::PositionInside) || speaks(ProofCode::PhotoFresh))
    {
        ProofLevel::A
    } else if reasons.iter().any(|r| r.ok) {
        ProofLevel::B
    } else {
        reasons.push(ProofReason { code: ProofCode::Manual, ok: false });
        ProofLevel::C
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on Earth fits")]
    let distance_m = signals.position.map(|p| p.place.distance_m(fence.center).round() as u32);
    Proof { level, reasons, distance_m }
}

fn judge_live(live: LiveReading) -> Option<ProofReason> {
    let (code, ok) = match live {
        LiveReading::None => return None,
        LiveReading::Unjudged => (ProofCode::LiveUnjudged, true),
        LiveReading::Valid => (ProofCode::LiveValid, true),
        LiveReading::Stale => (ProofCode::LiveStale, false),
        LiveReading::Invalid => (ProofCode::LiveInvalid, false),
    };
    Some(ProofReason { code, ok })
}

fn judge_tag(tag: TagReading) -> Option<ProofReason> {
    let (code, ok) = match tag {
        TagReading::None => return None,
        TagReading::Valid => (ProofCode::TagValid, true),
        TagReading::Invalid => (ProofCode::TagInvalid, false),
        TagReading::Retired => (ProofCode::TagRetired, false),
    };
    Some(ProofReason { code, ok })
}

fn judge_position(fence: Fence, position: Option<&Position>) -> ProofReason {
    let Fence { center, radius_m } = fence;
    let (code, ok) = match position {
        None => (ProofCode::PositionMissing, false),
        Some(p) if p.mock => (ProofCode::PositionMock, false),
        Some(p) if p.accuracy_m > ROUGH_M || p.fix_age_ms > STALE_MS => (ProofCode::PositionRough, false),
        Some(p) if p.may_be_within(center, radius_m) => (ProofCode::PositionInside, true),
        Some(p) if crs::mixup(center, radius_m, p).is_some() => (ProofCode::CrsSuspect, false),
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

    const FENCE: Fence = Fence { center: GATE, radius_m: 100 };

    #[test]
    fn tag_and_position_are_an_a_and_one_of_them_a_b() {
        let near = fix(GATE.lat_e7 + 1_000, 8);
        let tag = TagReading::Valid;
        let level = |signals: Signals<'_>| judge(FENCE, &signals).level;
        assert_eq!(level(Signals { tag, position: Some(&near), ..Signals::default() }), ProofLevel::A);
        assert_eq!(level(Signals { tag, fresh_photos: 1, ..Signals::default() }), ProofLevel::A);
        assert_eq!(level(Signals { tag, witness: true, ..Signals::default() }), ProofLevel::B);
        assert_eq!(level(Signals { position: Some(&near), ..Signals::default() }), ProofLevel::B);
        assert_eq!(level(Signals { fresh_photos: 1, ..Signals::default() }), ProofLevel::B);
        assert_eq!(level(Signals { witness: true, ..Signals::default() }), ProofLevel::B);
        assert_eq!(level(Signals { tag: TagReading::Retired, ..Signals::default() }), ProofLevel::C);
    }

    #[test]
    fn a_live_code_proves_by_itself_once_the_server_has_judged_it() {
        let judged = |live| {
            let proof = judge(FENCE, &Signals { live, ..Signals::default() });
            (proof.level, proof.reasons[0].code)
        };
        assert_eq!(judged(LiveReading::Unjudged), (ProofLevel::B, ProofCode::LiveUnjudged));
        assert_eq!(judged(LiveReading::Valid), (ProofLevel::A, ProofCode::LiveValid));
        assert_eq!(judged(LiveReading::Stale), (ProofLevel::C, ProofCode::LiveStale));
        assert_eq!(judged(LiveReading::Invalid), (ProofLevel::C, ProofCode::LiveInvalid));
    }

    #[test]
    fn a_mocked_rough_or_far_fix_proves_nothing_but_is_still_kept() {
        let far = fix(GATE.lat_e7 + 100_000, 8);
        let rough = fix(GATE.lat_e7, 900);
        let mocked = Position { mock: true, ..fix(GATE.lat_e7, 5) };
        for p in [far, rough, mocked] {
            let proof = judge(FENCE, &Signals { position: Some(&p), ..Signals::default() });
            assert_eq!(proof.level, ProofLevel::C);
            assert!(proof.reasons.iter().any(|r| r.code == ProofCode::Manual));
        }
    }

    #[test]
    fn a_fix_in_another_coordinate_system_is_said_to_be_one_and_not_absence() {
        let given = Position { place: crs::Crs::Gcj02.from_wgs84(GATE), ..fix(0, 8) };
        let proof = judge(FENCE, &Signals { position: Some(&given), ..Signals::default() });
        assert_eq!((proof.level, proof.reasons[0].code), (ProofLevel::C, ProofCode::CrsSuspect));
    }
}
