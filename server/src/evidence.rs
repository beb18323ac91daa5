//! Gathers everything that speaks for one record. Its chain link and seal are verified anew each time it is opened.

use domain::{
    correction::Change,
    ids::{AgencyId, RecordId, SchoolId, StaffId},
    photo::PhotoRole,
    position::Position,
    presence::{Proof, ProofCode},
    time::{FLAG_CLOCK_JUMP, TimeInterval},
};
use protocol::{Body, Kind, Record, chain, check_code, photo_code};

use crate::{
    db::Conn,
    error::Result,
    ingest, plain,
    project::{Boots, CheckInRow, Codes, DutyRow, JudgedPlace, Lookup, NamedPlace, prove, stated},
    tables::{
        accounts, agencies, attachments, check_ins, corrections, device_states,
        devices::{self, Device, DeviceState},
        duty_events, events, photos, points, posts,
        records::{self, StoredRecord},
        rulings, schools, seals, staff, streams,
    },
    views::evidence::{
        Evidence, EvidenceChain, EvidenceDevice, EvidencePhoto, EvidencePosition, EvidenceProof, EvidenceRemark,
        EvidenceRuling, EvidenceStanding, EvidenceTime, EvidenceWho, EvidenceWitness, LateEvidence,
    },
};

/// A stored record with whose it is.
pub(crate) struct Found {
    pub(crate) stored: StoredRecord,
    pub(crate) envelope: Record,
    pub(crate) device: Device,
    pub(crate) school_id: Option<SchoolId>,
    /// When it was made.
    pub(crate) time: TimeInterval,
}

/// Finds a record by its name: the copy that was projected, else the first that came.
pub(crate) async fn find(conn: &mut Conn, id: RecordId) -> Result<Option<Found>> {
    let projected = events::get(conn, id).await?;
    let mut copies = records::by_id(conn, id).await?;
    let counted = |r: &StoredRecord| projected.as_ref().is_some_and(|p| (p.stream_id, p.seq) == (r.stream_id, r.seq));
    let place = copies.iter().position(counted).unwrap_or(0);
    if copies.is_empty() {
        return Ok(None);
    }
    let stored = copies.swap_remove(place);
    let Ok(envelope) = Record::decode(&stored.bytes) else { return Ok(None) };
    let Some(stream) = streams::get(conn, stored.stream_id).await? else { return Ok(None) };
    let Some(device) = devices::get(conn, stream.device_id).await? else { return Ok(None) };
    let time = match projected.as_ref().filter(|p| (p.stream_id, p.seq) == (stored.stream_id, stored.seq)) {
        Some(projected) => projected.time,
        None => Boots::default().time(conn, &device, (&stored, &envelope)).await?.time,
    };
    let school_id = projected.and_then(|p| p.school_id);
    Ok(Some(Found { stored, envelope, device, school_id, time }))
}

/// Describes it.
pub(crate) async fn describe(conn: &mut Conn, found: Found) -> Result<Evidence> {
    let id = found.stored.record_id;
    let body = found.envelope.read_body().ok();
    let duty = duty_events::get(conn, id).await?;
    let visit = check_ins::get(conn, id).await?;
    let judged = duty.as_ref().and_then(|d| d.judged).or(visit.as_ref().and_then(|v| v.judged));
    let time = time(&found, body.as_ref());
    let late = late(conn, &found, &time).await?;
    let people = people(conn, duty.as_ref().and_then(|it| it.people.as_deref())).await?;
    let stands = corrections::standing(conn, id).await?;
    let about = match &body {
        Some(Body::Correction(it)) => Some(it.of),
        Some(Body::Answer(it)) => Some(it.about),
        _ => None,
    };
    let coming = match (&body, &duty) {
        (Some(body), Some(duty)) => coming_proof(conn, body, duty, &found).await?,
        _ => None,
    };
    let witness = match &visit {
        Some(visit) => witness(conn, visit).await?,
        None => None,
    };
    let visit = visit.filter(CheckInRow::asks_proof);
    let proof = visit.map(|v| v.proof).or(coming).map(|it| EvidenceProof { level: it.level, reasons: it.reasons });
    Ok(Evidence {
        record_id: id,
        kind: Kind::from_number(found.stored.kind).word().to_owned(),
        status: found.stored.status,
        school: school_name(conn, &found).await?,
        place: place_name(conn, body.as_ref()).await?,
        who: who(conn, &found).await?,
        stated_by: "device-session".to_owned(),
        time,
        position: body.as_ref().and_then(position_of).map(|p| describe_position(p, judged)),
        proof,
        witness,
        chain: verify_link(conn, &found).await?,
        late,
        about,
        standing: EvidenceStanding { void: stands.void, time_ms: stands.time, text: stands.text },
        remarks: remarks(conn, id).await?,
        rulings: rulings(conn, id).await?,
        people,
        photos: describe_photos(conn, id, body.as_ref()).await?,
        attached: attachments::of_record(conn, id).await?.into_iter().map(Into::into).collect(),
        body: plain::body(&found.envelope),
        check_code: check_code(&found.stored.bytes),
        device: describe_device(conn, found.device).await?,
    })
}

/// How well somebody's coming to a post is proven.
async fn coming_proof(conn: &mut Conn, body: &Body, duty: &DutyRow, found: &Found) -> Result<Option<Proof>> {
    let (Body::DutyOn(on), Some(at)) = (body, duty.judged) else { return Ok(None) };
    let mut lookup = Lookup::default();
    let server = lookup.server_keys(conn).await?;
    let retired = lookup.is_retired(conn, (&found.envelope, found.stored.received_at), body).await?;
    let named = NamedPlace { school_id: found.school_id, judged: duty.judged };
    let school_tag = lookup.is_of_school(conn, body, named).await?;
    let codes = Codes { server: server.as_deref(), live: duty.live, retired, witness: false };
    Ok(Some(prove(on, (found.envelope.time.wall, at), (codes, school_tag))))
}

/// The colleague a visit names as its witness, and whether that speaks for it.
async fn witness(conn: &mut Conn, visit: &CheckInRow) -> Result<Option<EvidenceWitness>> {
    let Some(id) = visit.witness else { return Ok(None) };
    let name = staff::get(conn, id).await?.map_or_else(|| id.to_string(), |person| person.name);
    Ok(Some(EvidenceWitness { name, counts: visit.says(ProofCode::Witness) }))
}

/// Corrections and answers about a record.
async fn remarks(conn: &mut Conn, id: RecordId) -> Result<Vec<EvidenceRemark>> {
    let corrected = corrections::of_record(conn, id).await?.into_iter().map(|made| {
        let (what, time_ms, text) = match made.row.change {
            Change::Void => ("void", None, String::new()),
            Change::Time(moment) => ("time", Some(moment), String::new()),
            Change::Text(text) => ("text", None, text),
        };
        EvidenceRemark {
            record_id: made.record_id,
            what: what.to_owned(),
            at_ms: made.at,
            who: made.who,
            time_ms,
            text,
            reason: made.row.reason,
            counts: made.counts,
        }
    });
    let answered = corrections::answers_about(conn, id).await?.into_iter().map(|said| EvidenceRemark {
        record_id: said.record_id,
        what: "answer".to_owned(),
        at_ms: said.at,
        who: said.who,
        time_ms: None,
        text: said.text,
        reason: String::new(),
        counts: true,
    });
    let mut all: Vec<EvidenceRemark> = corrected.chain(answered).collect();
    all.sort_by_key(|it| it.at_ms);
    Ok(all)
}

async fn rulings(conn: &mut Conn, id: RecordId) -> Result<Vec<EvidenceRuling>> {
    let mut ruled = rulings::of_record(conn, id).await?;
    accounts::call_by_label(conn, ruled.iter_mut().map(|it| &mut it.account).collect()).await?;
    let ruled = ruled.into_iter().map(|it| EvidenceRuling {
        at_ms: it.at,
        verdict: it.verdict,
        reasons: it.reasons,
        note: it.note,
        account: it.account,
    });
    Ok(ruled.collect())
}

async fn people(conn: &mut Conn, named: Option<&[StaffId]>) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for id in named.unwrap_or_default() {
        names.push(staff::get(conn, *id).await?.map_or_else(|| id.to_string(), |person| person.name));
    }
    Ok(names)
}

async fn school_name(conn: &mut Conn, found: &Found) -> Result<String> {
    let id = found.school_id.unwrap_or(SchoolId(found.device.unit.0));
    Ok(schools::get(conn, id).await?.map(|school| school.name).unwrap_or_default())
}

async fn place_name(conn: &mut Conn, body: Option<&Body>) -> Result<String> {
    Ok(match body {
        Some(Body::DutyOn(on)) => posts::get(conn, on.post_id).await?.map(|post| post.name),
        Some(Body::DutyOff(off)) => posts::get(conn, off.post_id).await?.map(|post| post.name),
        Some(Body::DutyNote(note)) => posts::get(conn, note.post_id).await?.map(|post| post.name),
        Some(Body::RosterRequest(ask)) => posts::get(conn, ask.post_id).await?.map(|post| post.name),
        Some(Body::CheckIn(visit)) => points::get(conn, visit.point_id).await?.map(|kept| kept.point.name),
        _ => None,
    }
    .unwrap_or_default())
}

async fn who(conn: &mut Conn, found: &Found) -> Result<EvidenceWho> {
    let Some(actor) = found.envelope.actor else { return Ok(EvidenceWho::default()) };
    let known = staff::get(conn, actor).await?;
    Ok(known.map_or_else(EvidenceWho::default, |person| EvidenceWho {
        name: person.name,
        kind: person.kind.code().to_owned(),
        post: person.post,
    }))
}

fn time(found: &Found, body: Option<&Body>) -> EvidenceTime {
    let block = &found.envelope.time;
    let TimeInterval { lo, best, hi, quality } = found.time;
    let stated = body.and_then(stated);
    let mut flags = Vec::new();
    if block.flags.is_some_and(|flags| flags & FLAG_CLOCK_JUMP != 0) {
        flags.push("clock_jump".to_owned());
    }
    if stated.is_some() {
        flags.push("backfilled".to_owned());
    }
    EvidenceTime {
        lo_ms: lo,
        best_ms: best,
        hi_ms: hi,
        quality,
        wall_ms: block.wall,
        tz_min: block.tz_min,
        boot_ms: block.boot_ms,
        received_ms: found.stored.received_at,
        correction_ms: best.since(block.wall),
        stated_ms: stated,
        flags,
    }
}

/// Whether the phone was stopped when the record came.
async fn late(conn: &mut Conn, found: &Found, time: &EvidenceTime) -> Result<Option<LateEvidence>> {
    let held = device_states::holding_at(conn, found.device.id, found.stored.received_at).await?;
    let Some(stopped) = held.filter(|decision| decision.state != DeviceState::Active) else { return Ok(None) };
    let made_before = match () {
        () if time.hi_ms < stopped.at => Some(true),
        () if time.lo_ms > stopped.at => Some(false),
        () => None,
    };
    Ok(Some(LateEvidence { state: stopped.state, since_ms: stopped.at, reason: stopped.reason, made_before }))
}

fn position_of(body: &Body) -> Option<&Position> {
    match body {
        Body::DutyOn(on) => on.position.as_ref(),
        Body::DutyOff(off) => off.position.as_ref(),
        Body::CheckIn(visit) => visit.position.as_ref(),
        Body::HazardReport(report) => report.position.as_ref(),
        Body::SessionOpen(_)
        | Body::SessionClose(_)
        | Body::ClockEvent(_)
        | Body::DeviceEvent(_)
        | Body::DutyNote(_)
        | Body::EscortSheet(_)
        | Body::Correction(_)
        | Body::RosterRequest(_)
        | Body::DayReview(_)
        | Body::PatrolRun(_)
        | Body::Answer(_) => None,
    }
}

fn describe_position(position: &Position, judged: Option<JudgedPlace>) -> EvidencePosition {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on Earth fits")]
    let distance_m = judged.map(|j| position.place.distance_m(j.place).round() as u32);
    EvidencePosition {
        lat: position.place.lat(),
        lon: position.place.lon(),
        accuracy_m: position.accuracy_m,
        provider: position.provider.clone(),
        mock: position.mock,
        fix_age_ms: position.fix_age_ms,
        distance_m,
        inside: judged.map(|j| position.may_be_within(j.place, j.radius_m)),
        radius_m: judged.map(|j| j.radius_m),
        target_lat: judged.map(|j| j.place.lat()),
        target_lon: judged.map(|j| j.place.lon()),
    }
}

/// The link to the record before, and the seal over the range, from the bytes as they are stored now.
async fn verify_link(conn: &mut Conn, found: &Found) -> Result<EvidenceChain> {
    let (stream_id, seq) = (found.stored.stream_id, found.stored.seq);
    let previous = match seq {
        1 => Some(ingest::genesis_of(stream_id, &found.device)),
        _ => records::hash_at(conn, stream_id, seq - 1).await?,
    };
    let linked = previous.is_some_and(|previous| chain::next(&previous, &found.stored.bytes) == found.stored.hash);
    let seal = seals::covering(conn, stream_id, seq).await?;
    let sealed = match &seal {
        Some(seal) => match records::hash_at(conn, stream_id, seal.last).await? {
            Some(head) => seal.verify(&found.device.public_key, stream_id, &head).is_ok(),
            None => false,
        },
        None => false,
    };
    let head_seq = streams::get(conn, stream_id).await?.map_or(0, |stream| stream.head_seq());
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    Ok(EvidenceChain {
        stream_id,
        seq,
        hash: hex(&*found.stored.hash),
        prev_hash: previous.map(|hash| hex(&*hash)).unwrap_or_default(),
        sealed_first: seal.as_ref().map_or(0, |seal| seal.first),
        sealed_last: seal.as_ref().map_or(0, |seal| seal.last),
        key_id: found.device.public_key.id().to_string(),
        verified: linked && sealed,
        head_seq,
    })
}

async fn describe_photos(conn: &mut Conn, id: RecordId, body: Option<&Body>) -> Result<Vec<EvidencePhoto>> {
    let named = body.map(Body::photos).unwrap_or_default();
    let named = |id| named.iter().find(|it| it.id == id);
    let promised = photos::of_record(conn, id).await?;
    let thumb_stored =
        |place| promised.iter().any(|p| p.stored && p.photo.place == place && p.photo.role == PhotoRole::Thumb);
    let pictures = promised.iter().filter(|p| p.photo.role == PhotoRole::Picture);
    Ok(pictures
        .map(|p| (p, named(p.photo.photo_id)))
        .map(|(p, named)| (p, named.and_then(|it| it.place), named.and_then(|it| it.notes.clone()).unwrap_or_default()))
        .map(|(p, camera, notes)| EvidencePhoto {
            photo_id: p.photo.photo_id,
            sha256: data_encoding::HEXLOWER.encode(&*p.photo.sha256),
            width: p.photo.width,
            height: p.photo.height,
            bytes: p.photo.bytes,
            stored: p.stored,
            lost: p.lost.is_some(),
            lost_why: p.lost.clone(),
            thumb_stored: thumb_stored(p.photo.place),
            taken_ms: p.photo.taken,
            taken_offset_min: notes.offset_min,
            camera_lat: camera.map(|place| place.lat()),
            camera_lon: camera.map(|place| place.lon()),
            source: notes.source.map(|source| source.code().to_owned()),
            masks: notes.masks.unwrap_or(0),
            stamped: notes.stamp_lines.is_some(),
            caption: notes.caption.unwrap_or_default(),
            check_code: photo_code(p.photo.photo_id),
        })
        .collect())
}

async fn describe_device(conn: &mut Conn, device: Device) -> Result<EvidenceDevice> {
    let school = schools::get(conn, SchoolId(device.unit.0)).await?.map(|school| school.name);
    let place = match school {
        Some(name) => name,
        None => agencies::get(conn, AgencyId(device.unit.0)).await?.map(|agency| agency.name).unwrap_or_default(),
    };
    Ok(EvidenceDevice {
        id: device.id,
        no: device.number(),
        label: device.label,
        school: place,
        last_contact_ms: device.last_contact,
        app_version: device.app_version,
    })
}
