//! 到点打卡: the proof is judged anew from the recorded signals; what the phone showed does not count.

use domain::{
    check_in::{self, CheckIn, VisitResult},
    ids::{PointId, RunId, StaffId},
    patrol_route::{MissReason, PatrolMethod},
    presence::{self, Fence, LiveReading, Proof, ProofCode, ProofLevel, ProofReason, Signals, TagReading},
    time::UtcMs,
};
use protocol::{ServerKeys, Tag};

use super::{JudgedPlace, Meaning};
use crate::sql::plain_text;

/// A visit, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CheckInRow {
    pub(crate) point_id: PointId,
    pub(crate) result: VisitResult,
    pub(crate) note: String,
    pub(crate) judged: Option<JudgedPlace>,
    pub(crate) proof: Proof,
    pub(crate) method: Option<PatrolMethod>,
    pub(crate) run_id: Option<RunId>,
    pub(crate) party_size: Option<u8>,
    /// Of an unreachable point: why.
    pub(crate) miss: Option<MissReason>,
    /// A colleague who confirmed it on the same phone, by the phone's word.
    pub(crate) witness: Option<StaffId>,
    /// The worker said that the point is where the phone was 现场标定; nothing of a visit that an earlier build projected and
    /// this one has not read again yet.
    pub(crate) places_point: Option<bool>,
}

impl CheckInRow {
    /// Whether somebody was at the point.
    pub(crate) fn is_on_site(&self) -> bool {
        check_in::is_on_site(self.result, self.method)
    }

    /// Whether it is to prove presence.
    pub(crate) fn asks_proof(&self) -> bool {
        check_in::asks_proof(self.result, self.method)
    }

    /// What its proof says of something.
    pub(crate) fn says(&self, code: ProofCode) -> bool {
        self.proof.reasons.iter().any(|reason| reason.code == code)
    }
}

/// Judges a visit that was recorded at `wall` by the phone's wall clock.
pub(super) fn judge(visit: &CheckIn, wall: UtcMs, judged: Option<JudgedPlace>, codes: Codes<'_>) -> Meaning {
    let signals = Signals {
        tag: read_tag(visit.tag.as_deref(), codes, |point| point == visit.point_id),
        live: codes.live,
        position: visit.position.as_ref(),
        fresh_photos: visit.photos.iter().filter(|photo| photo.is_fresh(wall)).count(),
        witness: codes.witness && visit.detail.as_ref().is_some_and(|detail| detail.witness.is_some()),
    };
    let proof = match judged {
        Some(at) => presence::judge(Fence { center: at.place, radius_m: at.radius_m }, &signals),
        // A point that is not in the list proves nothing, and the visit is kept.
        None => Proof {
            level: ProofLevel::C,
            reasons: vec![ProofReason { code: ProofCode::Manual, ok: false }],
            distance_m: None,
        },
    };
    let note = plain_text(&visit.note);
    let detail = visit.detail.clone().unwrap_or_default();
    Meaning::CheckIn(CheckInRow {
        point_id: visit.point_id,
        result: visit.result,
        note,
        judged,
        proof,
        method: detail.method,
        run_id: detail.run_id,
        party_size: detail.party_size,
        miss: detail.miss,
        witness: detail.witness,
        places_point: Some(visit.position.is_some() && detail.places_point == Some(true)),
    })
}

/// What is known beside the record about the signals in it: the codes that were read, and who bore witness.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Codes<'a> {
    /// The keys that signed tags.
    pub(crate) server: Option<&'a ServerKeys>,
    /// What became of the live code.
    pub(crate) live: LiveReading,
    /// The print that was read had been taken down before.
    pub(crate) retired: bool,
    /// The witness is another known person of the same school or station.
    pub(crate) witness: bool,
}

/// Whether the text that was read is a tag that belongs there, signed by this server and still hanging.
pub(super) fn read_tag(text: Option<&str>, codes: Codes<'_>, belongs: impl Fn(PointId) -> bool) -> TagReading {
    let Some(text) = text else { return TagReading::None };
    match Tag::read(text) {
        Some(tag) if belongs(tag.point_id) && codes.server.is_some_and(|keys| keys.signed(&tag)) => {
            if codes.retired {
                TagReading::Retired
            } else {
                TagReading::Valid
            }
        }
        _ => TagReading::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use domain::position::{Place, Position};
    use protocol::SigningKey;
    use uuid::Uuid;

    use super::*;

    fn level(tag: Option<String>) -> (ProofLevel, ProofCode) {
        let place = Place { lat_e7: 257_213_000, lon_e7: 1_193_840_000 };
        let visit = CheckIn {
            point_id: PointId(Uuid::from_u128(7)),
            result: VisitResult::Normal,
            note: "平安\0".into(),
            position: Some(Position { place, accuracy_m: 9, fix_age_ms: 0, provider: "gps".into(), mock: false }),
            tag,
            photos: vec![],
            shown_proof: ProofLevel::A,
            detail: None,
        };
        let server = SigningKey::from_seed(&[1; 32]);
        let at = JudgedPlace { place, radius_m: 100 };
        let keys = ServerKeys::of(server.public(), Vec::new());
        let codes = Codes { server: Some(&keys), ..Codes::default() };
        let Meaning::CheckIn(row) = judge(&visit, UtcMs(0), Some(at), codes) else { unreachable!() };
        assert_eq!(row.note, "平安");
        (row.proof.level, row.proof.reasons[0].code)
    }

    #[test]
    fn only_the_points_own_tag_from_this_server_counts() {
        let tag = |seed: u8, point: u128| {
            Some(Tag::sign(&SigningKey::from_seed(&[seed; 32]), PointId(Uuid::from_u128(point)), 1).text())
        };
        assert_eq!(level(tag(1, 7)), (ProofLevel::A, ProofCode::TagValid));
        assert_eq!(level(tag(1, 8)), (ProofLevel::B, ProofCode::TagInvalid), "the tag of another point");
        assert_eq!(level(tag(2, 7)), (ProofLevel::B, ProofCode::TagInvalid), "signed by somebody else");
        assert_eq!(level(None), (ProofLevel::B, ProofCode::PositionInside));
    }
}
