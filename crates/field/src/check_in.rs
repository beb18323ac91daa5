//! Checking in at a must-patrol point 到点打卡: the tag verified offline, the proof scored and never a reason to refuse.
//!
//! What is recorded while a run is under way belongs to it. Looking at a point by video asks for no presence, so none of
//! its signals are kept.

use domain::{
    Problem,
    check_in::{CheckIn, VisitDetail, VisitResult, asks_proof},
    ids::{PhotoId, PointId, StaffId},
    limits::{CHECK_IN_PHOTOS_MAX, NOTE_CHARS_MAX},
    patrol_point::PatrolPoint,
    patrol_route::{MissReason, PatrolMethod},
    point_wish,
    presence::{self, Fence, LiveReading, Proof, TagReading},
    time::UtcMs,
};
use protocol::{Body, LiveCode, ServerKeys, Tag as PointTag};
use serde::Deserialize;
use store::Tx;
use ts_rs::TS;

use crate::{
    Error, Home, Tag, Worker, draft,
    error::refused,
    home::server_keys,
    patrol_run, photo, pin, points, scan, text,
    views::{CheckInSaved, Effort, Position, Saved, Witness},
};

const TAGS: &[Tag] = &[Tag::Points, Tag::Patrol, Tag::Records, Tag::Sync];

/// What was found at a point.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields = nullable)]
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
    /// The boot clock when it was read.
    pub tag_boot_ms: Option<u64>,
    /// Digest of the picture it was read in.
    pub tag_image: Option<String>,
    /// How one came there; nothing for as the run goes.
    pub method: Option<PatrolMethod>,
    /// Who came along, counted; nothing for as the run counts.
    pub party_size: Option<u8>,
    /// Of an unreachable point: why.
    pub miss: Option<MissReason>,
    /// A colleague who confirms on the same phone.
    pub witness: Option<Witness>,
    /// The point is here, where the phone is; the office decides.
    #[serde(default)]
    pub places_point: bool,
    /// What it cost.
    pub effort: Option<Effort>,
}

impl Visit {
    /// A visit without any signal or word.
    #[must_use]
    pub fn of(point_id: PointId, result: VisitResult) -> Self {
        Self {
            point_id,
            result,
            note: String::new(),
            photo_ids: Vec::new(),
            position: None,
            tag_text: None,
            tag_boot_ms: None,
            tag_image: None,
            method: None,
            party_size: None,
            miss: None,
            witness: None,
            places_point: false,
            effort: None,
        }
    }
}

/// A point that could not be reached, and why: one tap.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields = nullable)]
pub struct CouldNot {
    /// Which point.
    pub point_id: PointId,
    /// Why.
    pub miss: MissReason,
    /// In words.
    pub note: String,
    /// What it cost.
    pub effort: Option<Effort>,
}

/// The signals a proof is judged by before there is a record.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields = nullable)]
pub struct Signals {
    /// Where the phone is.
    pub position: Option<Position>,
    /// The text of the code that was read.
    pub tag_text: Option<String>,
    /// Pictures taken.
    pub photo_count: usize,
    /// A colleague is going to confirm it.
    pub witness: bool,
    /// How one came there; nothing for as the run goes.
    pub method: Option<PatrolMethod>,
}

/// What is proven so far.
///
/// # Errors
/// `unknown-point`.
pub fn preview(home: &Home, point_id: PointId, signals: &Signals) -> Result<Proof, Error> {
    home.read(|tx| {
        let point = points::get(tx, point_id)?;
        let position = signals.position.as_ref().and_then(Position::to_domain);
        let codes = Codes::read(signals.tag_text.as_deref(), &point, &server_keys(tx)?);
        let wall = home.clocks().read().wall;
        let spoken = presence::Signals {
            tag: codes.tag,
            live: codes.live,
            position: position.as_ref(),
            fresh_photos: signals.photo_count.saturating_sub(stale(tx, point_id, wall)?),
            witness: signals.witness,
        };
        Ok(judge(&point, &of_method(signals.method, spoken)))
    })
}

/// Pictures of the point's form that were not taken there and then.
fn stale(tx: &Tx<'_>, point_id: PointId, wall: UtcMs) -> Result<usize, Error> {
    let drafted = store::photos::drafts(tx, &draft::key_of_point(point_id))?;
    Ok(drafted.iter().filter(|row| !row.photo.is_fresh(wall)).count())
}

/// Saves a visit with its pictures, and forgets its draft, in one commit.
///
/// # Errors
/// `unknown-point`, `text-too-long`, `text-has-identity`, `too-many-photos`, `photo-missing`; of a witness
/// `witness-is-self`, `unknown-staff`, `witness-without-pin`, `wrong-pin`, `pin-locked`; of a point that is placed
/// `cannot-place-points`, `fix-too-rough`.
pub fn record(home: &Home, worker: Worker, visit: Visit) -> Result<CheckInSaved, Error> {
    let note = text::checked(&visit.note, NOTE_CHARS_MAX)?;
    let witness = visit.witness.as_ref().map(|it| confirmed(home, worker, it)).transpose()?;
    home.write(TAGS, |tx, moment| {
        let point = points::get(tx, visit.point_id)?;
        let run = patrol_run::running(tx, moment, worker.staff_id)?;
        let method = visit.method.or(run.as_ref().map(|run| run.start.method));
        let is_video = method == Some(PatrolMethod::Video);
        let codes = Codes::read(visit.tag_text.as_deref(), &point, &server_keys(tx)?);
        let position = visit.position.as_ref().and_then(Position::to_domain).filter(|_| !is_video);
        let witness = witness.filter(|_| !is_video);
        if visit.places_point {
            may_place(tx, worker, position.as_ref())?;
        }
        let photos = photo::drafted(home, tx, &visit.photo_ids, CHECK_IN_PHOTOS_MAX)?;
        let wall = moment.reading().wall;
        let spoken = presence::Signals {
            tag: codes.tag,
            live: codes.live,
            position: position.as_ref(),
            fresh_photos: photos.iter().filter(|photo| photo.is_fresh(wall)).count(),
            witness: witness.is_some(),
        };
        let proof = judge(&point, &of_method(method, spoken));
        let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
        let read = (visit.tag_boot_ms, visit.tag_image.as_deref());
        let kept = scan::kept(visit.tag_text.as_deref().filter(|_| !is_video), read, moment);
        let detail = VisitDetail {
            method,
            run_id: run.as_ref().map(|run| run.start.run_id),
            party_size: visit.party_size.or(run.as_ref().and_then(|run| run.party_size())),
            miss: visit.miss.filter(|_| visit.result == VisitResult::Unreachable),
            live: kept.live,
            witness,
            effort: visit.effort.map(Effort::to_domain),
            tag_image: kept.image,
            places_point: visit.places_point.then_some(true),
        };
        let body = CheckIn {
            point_id: point.id,
            result: visit.result,
            note,
            position,
            tag: kept.tag,
            photos,
            shown_proof: proof.level,
            detail: Some(detail).filter(|detail| *detail != VisitDetail::default()),
        };
        let stored = moment.append(tx, worker, Body::CheckIn(body))?;
        store::photos::attach(tx, &ids, stored.seq)?;
        store::drafts::delete(tx, &draft::key_of_point(point.id))?;
        let saved = Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None };
        Ok(CheckInSaved { saved, proof })
    })
}

/// Whether this worker may say that a point is where the phone is: a fix that the office could not take is none.
fn may_place(tx: &Tx<'_>, worker: Worker, position: Option<&domain::position::Position>) -> Result<(), Error> {
    if !crate::lists::member(tx, worker.staff_id)?.kind.may_place_points() {
        return Err(refused("cannot-place-points"));
    }
    if position.is_some_and(point_wish::is_good_fix) {
        return Ok(());
    }
    Err(Problem::new("fix-too-rough").with("max", point_wish::GOOD_FIX_M).into())
}

/// Says that a point could not be reached, and why.
///
/// # Errors
/// `unknown-point`, `text-too-long`, `text-has-identity`.
pub fn could_not(home: &Home, worker: Worker, said: CouldNot) -> Result<CheckInSaved, Error> {
    let CouldNot { point_id, miss, note, effort } = said;
    let visit = Visit { note, miss: Some(miss), effort, ..Visit::of(point_id, VisitResult::Unreachable) };
    record(home, worker, visit)
}

/// A colleague who typed the own PIN.
fn confirmed(home: &Home, worker: Worker, witness: &Witness) -> Result<StaffId, Error> {
    if witness.staff_id == worker.staff_id {
        return Err(refused("witness-is-self"));
    }
    home.read(|tx| {
        crate::lists::member(tx, witness.staff_id)?;
        let pin = store::pins::get(tx, witness.staff_id)?;
        pin.map(drop).ok_or_else(|| refused("witness-without-pin"))
    })?;
    pin::check(home, witness.staff_id, Some(&witness.pin))?;
    Ok(witness.staff_id)
}

/// What a recorded visit is proven by, as the lists of this phone tell it now; the level is the one that was shown. Nothing
/// where no proof is asked for, and at a point that is not in the lists.
pub(crate) fn proof_of(tx: &Tx<'_>, visit: &CheckIn, wall: UtcMs) -> Result<Option<Proof>, Error> {
    let detail = visit.detail.clone().unwrap_or_default();
    let asked = asks_proof(visit.result, detail.method);
    let Some(point) = points::given(tx, visit.point_id)?.filter(|_| asked) else { return Ok(None) };
    let text = detail.live.as_ref().map(|it| it.text.as_str()).or(visit.tag.as_deref());
    let codes = Codes::read(text, &point, &server_keys(tx)?);
    let spoken = presence::Signals {
        tag: codes.tag,
        live: codes.live,
        position: visit.position.as_ref(),
        fresh_photos: visit.photos.iter().filter(|photo| photo.is_fresh(wall)).count(),
        witness: detail.witness.is_some(),
    };
    Ok(Some(Proof { level: visit.shown_proof, ..judge(&point, &spoken) }))
}

fn judge(point: &PatrolPoint, signals: &presence::Signals<'_>) -> Proof {
    presence::judge(Fence { center: point.place, radius_m: point.radius_m }, signals)
}

/// By video nobody is there: no signal is asked for and none counts.
fn of_method(method: Option<PatrolMethod>, signals: presence::Signals<'_>) -> presence::Signals<'_> {
    if method == Some(PatrolMethod::Video) { presence::Signals::default() } else { signals }
}

/// What the text of a code is at a point.
struct Codes {
    tag: TagReading,
    live: LiveReading,
}

impl Codes {
    fn read(text: Option<&str>, point: &PatrolPoint, server: &ServerKeys) -> Self {
        let (mut tag, mut live) = (TagReading::None, LiveReading::None);
        if let Some(text) = text {
            match LiveCode::read(text) {
                Some(code) if code.point_id == point.id => live = LiveReading::Unjudged,
                Some(_) => live = LiveReading::Invalid,
                None => tag = read_tag(text, point, server),
            }
        }
        Self { tag, live }
    }
}

/// What a tag says at a point.
pub(crate) fn read_tag(text: &str, point: &PatrolPoint, server: &ServerKeys) -> TagReading {
    match PointTag::read(text) {
        Some(tag) if tag.point_id == point.id && server.signed(&tag) => {
            let retired = point.tag_serial.is_some_and(|serial| tag.serial < serial);
            if retired { TagReading::Retired } else { TagReading::Valid }
        }
        _ => TagReading::Invalid,
    }
}
