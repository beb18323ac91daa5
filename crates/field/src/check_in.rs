//! Checking in at a must-patrol point 到点打卡: the tag verified offline, the proof scored and never a reason to refuse.

use domain::{
    check_in::{CheckIn, VisitResult},
    ids::{PhotoId, PointId},
    limits::{CHECK_IN_PHOTOS_MAX, NOTE_CHARS_MAX},
    patrol_point::PatrolPoint,
    position,
    presence::{self, Fence, Proof, TagReading},
};
use protocol::{Body, PublicKey, Tag as PointTag};

use crate::{
    Error, Home, Tag, Worker, draft,
    error::refused,
    home::identity,
    photo, points, text,
    views::{CheckInSaved, Position, Saved},
};

const TAGS: &[Tag] = &[Tag::Points, Tag::Records, Tag::Sync];

/// What was found at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Which point.
    pub point_id: PointId,
    /// What was found.
    pub result: VisitResult,
    /// A note.
    pub note: String,
    /// Pictures of its draft.
    pub photo_ids: Vec<PhotoId>,
    /// Where the phone was.
    pub position: Option<Position>,
    /// The text of the code that was read there.
    pub tag_text: Option<String>,
}

/// The signals a proof is judged by before there is a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Signals {
    /// Where the phone is.
    pub position: Option<Position>,
    /// The text of the code that was read.
    pub tag_text: Option<String>,
    /// Pictures taken.
    pub photo_count: usize,
}

/// What is proven so far.
///
/// # Errors
/// `unknown-point`.
pub fn preview(home: &Home, point_id: PointId, signals: &Signals) -> Result<Proof, Error> {
    home.read(|tx| {
        let position = signals.position.as_ref().and_then(Position::to_domain);
        let tag = read_tag(signals.tag_text.as_deref(), point_id, &identity(tx)?.server_key);
        Ok(judge(&points::get(tx, point_id)?, tag, position.as_ref(), signals.photo_count))
    })
}

/// Saves a visit with its pictures, and forgets its draft, in one commit.
///
/// # Errors
/// `unknown-point`, `text-too-long`, `text-has-identity`, `too-many-photos`, `photo-missing`.
pub fn record(home: &Home, worker: Worker, visit: Visit) -> Result<CheckInSaved, Error> {
    let note = text::checked(&visit.note, NOTE_CHARS_MAX)?;
    let position = visit.position.as_ref().and_then(Position::to_domain);
    home.write(TAGS, |tx, moment| {
        let point = points::get(tx, visit.point_id)?;
        let tag = read_tag(visit.tag_text.as_deref(), point.id, &identity(tx)?.server_key);
        let photos = photo::drafted(home, tx, &visit.photo_ids, CHECK_IN_PHOTOS_MAX)?;
        let wall = moment.reading().wall;
        let fresh = photos.iter().filter(|photo| photo.is_fresh(wall)).count();
        let proof = judge(&point, tag, position.as_ref(), fresh);
        let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
        let body = CheckIn {
            point_id: point.id,
            result: visit.result,
            note,
            position,
            tag: visit.tag_text,
            photos,
            shown_proof: proof.level,
            detail: None,
        };
        let stored = moment.append(tx, worker, Body::CheckIn(body))?;
        store::photos::attach(tx, &ids, stored.seq)?;
        store::drafts::delete(tx, &draft::key_of_point(point.id))?;
        let saved = Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None };
        Ok(CheckInSaved { saved, proof })
    })
}

/// The text of the tag in a picture: one of ours if there is one among several codes, else the first.
///
/// # Errors
/// `no-code-found`, `not-an-image`, `image-too-large`, `image-broken`.
pub fn scan(image: &[u8]) -> Result<String, Error> {
    let texts = photos::qr::read(image)?;
    let ours = texts.iter().find(|text| PointTag::read(text).is_some());
    ours.or(texts.first()).cloned().ok_or_else(|| refused("no-code-found"))
}

fn judge(point: &PatrolPoint, tag: TagReading, position: Option<&position::Position>, fresh_photos: usize) -> Proof {
    let fence = Fence { center: point.place, radius_m: point.radius_m };
    presence::judge(fence, &presence::Signals { tag, position, fresh_photos, ..presence::Signals::default() })
}

fn read_tag(text: Option<&str>, point_id: PointId, server: &PublicKey) -> TagReading {
    match text.map(PointTag::read) {
        None => TagReading::None,
        Some(Some(tag)) if tag.point_id == point_id && tag.is_from(server) => TagReading::Valid,
        Some(_) => TagReading::Invalid,
    }
}
