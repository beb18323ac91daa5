//! What one record means: a pure function of its bytes, the anchors of its boot, and the place it names.

use domain::{
    check_in::{CheckIn, VisitResult},
    duty_window::WindowKind,
    hazard::{HazardReport, SuspectedSeverity},
    ids::{BootId, DeviceId, PhotoId, PointId, PostId, RecordId, SchoolId, SessionId, StaffId, StreamId},
    photo::{Digest, Photo, PhotoRole},
    position::{Place, Position},
    presence::{self, Proof, ProofCode, ProofLevel, ProofReason, TagReading},
    time::{self, Anchor, TimeInterval, UtcMs},
};
use protocol::{Body, PublicKey, Record, Tag};

use crate::{
    sql::{plain_text, word},
    tables::records::StoredRecord,
};

/// Who, where and when, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Envelope {
    pub(crate) record_id: RecordId,
    pub(crate) stream_id: StreamId,
    pub(crate) seq: u64,
    pub(crate) kind: u16,
    pub(crate) device_id: DeviceId,
    pub(crate) boot_id: BootId,
    pub(crate) staff_id: Option<StaffId>,
    pub(crate) school_id: Option<SchoolId>,
    pub(crate) time: TimeInterval,
    pub(crate) stated: Option<UtcMs>,
    pub(crate) received_at: UtcMs,
}

impl Envelope {
    /// The moment it counts for: what the worker stated, else the corrected time.
    pub(crate) fn at(&self) -> UtcMs {
        self.stated.unwrap_or(self.time.best)
    }
}

/// A record as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fact {
    pub(crate) envelope: Envelope,
    pub(crate) meaning: Meaning,
    pub(crate) photos: Vec<PhotoRow>,
}

/// What it tells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    Duty(DutyRow),
    CheckIn(CheckInRow),
    Hazard(HazardRow),
    Session(SessionRow),
}

/// Coming or going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    On,
    Off,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DutyRow {
    pub(crate) post_id: PostId,
    pub(crate) direction: Direction,
    pub(crate) window: Option<WindowKind>,
    pub(crate) judged: Option<JudgedPlace>,
    pub(crate) distance_m: Option<u32>,
    pub(crate) inside: Option<bool>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CheckInRow {
    pub(crate) point_id: PointId,
    pub(crate) result: VisitResult,
    pub(crate) note: String,
    pub(crate) judged: Option<JudgedPlace>,
    pub(crate) proof: Proof,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HazardRow {
    pub(crate) category: String,
    pub(crate) text: String,
    pub(crate) severity: SuspectedSeverity,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SessionRow {
    pub(crate) session_id: Option<SessionId>,
    pub(crate) step: &'static str,
    pub(crate) detail: String,
}

/// The place of a post or point as it was when the record was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JudgedPlace {
    pub(crate) place: Place,
    pub(crate) radius_m: u32,
}

/// What a record names as its place, looked up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NamedPlace {
    pub(crate) school_id: Option<SchoolId>,
    pub(crate) judged: Option<JudgedPlace>,
}

/// A picture or thumbnail that a record promises.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PhotoRow {
    pub(crate) photo_id: PhotoId,
    pub(crate) record_id: RecordId,
    pub(crate) place: i64,
    pub(crate) role: PhotoRole,
    pub(crate) sha256: Digest,
    pub(crate) bytes: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) taken: Option<UtcMs>,
}

/// Interprets a record that was understood.
pub(crate) fn interpret(
    stored: &StoredRecord,
    envelope: &Record,
    body: Body,
    device_id: DeviceId,
    anchors: &[Anchor],
    named: NamedPlace,
    server: Option<&PublicKey>,
) -> Fact {
    let photos = photo_rows(stored.record_id, body.photos());
    let stated = match &body {
        Body::DutyOn(on) => on.stated_at,
        Body::DutyOff(off) => off.stated_at,
        _ => None,
    };
    let who = Envelope {
        record_id: stored.record_id,
        stream_id: stored.stream_id,
        seq: stored.seq,
        kind: stored.kind,
        device_id,
        boot_id: envelope.time.boot_id,
        staff_id: envelope.actor,
        school_id: named.school_id,
        time: time::correct(&envelope.time, anchors, stored.received_at),
        stated,
        received_at: stored.received_at,
    };
    Fact { envelope: who, meaning: meaning(body, envelope.session, named.judged, server), photos }
}

fn meaning(
    body: Body,
    session_id: Option<SessionId>,
    judged: Option<JudgedPlace>,
    server: Option<&PublicKey>,
) -> Meaning {
    let session = |step, detail| Meaning::Session(SessionRow { session_id, step, detail });
    match body {
        Body::SessionOpen(open) => session("open", word(&open.method)),
        Body::SessionClose(close) => session("close", word(&close.reason)),
        Body::DutyOn(on) => duty(on.post_id, Direction::On, on.window, on.position.as_ref(), judged),
        Body::DutyOff(off) => duty(off.post_id, Direction::Off, off.window, off.position.as_ref(), judged),
        Body::CheckIn(visit) => Meaning::CheckIn(check_in(&visit, judged, server)),
        Body::HazardReport(report) => Meaning::Hazard(hazard(&report)),
    }
}

fn duty(
    post_id: PostId,
    direction: Direction,
    window: Option<WindowKind>,
    position: Option<&Position>,
    judged: Option<JudgedPlace>,
) -> Meaning {
    let both = position.zip(judged);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on Earth fits")]
    let distance_m = both.map(|(p, j)| p.place.distance_m(j.place).round() as u32);
    let inside = both.map(|(p, j)| p.may_be_within(j.place, j.radius_m));
    Meaning::Duty(DutyRow { post_id, direction, window, judged, distance_m, inside })
}

fn check_in(visit: &CheckIn, judged: Option<JudgedPlace>, server: Option<&PublicKey>) -> CheckInRow {
    let tag = read_tag(visit, server);
    let proof = match judged {
        Some(at) => presence::judge(at.place, at.radius_m, tag, visit.position.as_ref(), visit.photos.len()),
        // A point that is not in the list proves nothing, and the visit is kept.
        None => Proof {
            level: ProofLevel::C,
            reasons: vec![ProofReason { code: ProofCode::Manual, ok: false }],
            distance_m: None,
        },
    };
    CheckInRow { point_id: visit.point_id, result: visit.result, note: plain_text(&visit.note), judged, proof }
}

/// The tag is judged from its text alone; what the phone thought of it does not count.
fn read_tag(visit: &CheckIn, server: Option<&PublicKey>) -> TagReading {
    let Some(text) = &visit.tag else { return TagReading::None };
    let valid =
        Tag::read(text).is_some_and(|tag| tag.point_id == visit.point_id && server.is_some_and(|key| tag.is_from(key)));
    if valid { TagReading::Valid } else { TagReading::Invalid }
}

fn hazard(report: &HazardReport) -> HazardRow {
    HazardRow { category: plain_text(&report.category), text: plain_text(&report.text), severity: report.severity }
}

fn photo_rows(record_id: RecordId, photos: &[Photo]) -> Vec<PhotoRow> {
    let rows = (0..).zip(photos).flat_map(|(place, photo)| {
        let picture = PhotoRow {
            photo_id: photo.id,
            record_id,
            place,
            role: PhotoRole::Picture,
            sha256: photo.sha256,
            bytes: photo.bytes,
            width: photo.width,
            height: photo.height,
            taken: photo.taken,
        };
        let thumb = PhotoRow {
            photo_id: photo.thumb_id,
            role: PhotoRole::Thumb,
            sha256: photo.thumb_sha256,
            bytes: photo.thumb_bytes,
            ..picture.clone()
        };
        [picture, thumb]
    });
    rows.collect()
}
