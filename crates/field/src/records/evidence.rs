//! What speaks for one record on this phone: its time and how that is known, its digest, its receipt, its pictures.

use domain::{
    photo::Photo,
    time::{BEGINNING, Evidence, FLAG_CLOCK_JUMP, TimeBlock, UtcMs, correct},
};
use protocol::{Body, Record, check_code};
use store::{
    Tx, anchors,
    photos::{self, PhotoRow},
    receipts,
    records::{self, Row},
    uploads::UploadProgress,
};

use super::{Subjects, facts, subjects::note_text};
use crate::{
    Error, answer, check_in,
    correction::Made,
    duty,
    record_time::known_at,
    sending::{Sending, state},
    session::Names,
    views::{
        Correction, CorrectionShown, PhotoState, Position, ReceiptFacts, RecordDetail, RecordPhoto, RecordRow,
        RecordTime,
    },
};

/// Describes a record.
pub(super) fn describe(
    tx: &Tx<'_>,
    row: &Row,
    subjects: &Subjects,
    sending: Sending,
    now: UtcMs,
) -> Result<RecordDetail, Error> {
    let record = row.record()?;
    let body = record.read_body().ok();
    let line = subjects.line(tx, row, sending)?;
    let receipt = receipts::last(tx)?.filter(|receipt| row.delivered && receipt.stream_id == record.stream_id);
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let ruling = answer::ruling_of(tx, row.record_id)?;
    let ruling = ruling.map(|it| answer::with_answer(tx, it, Some(line.clone()), sending)).transpose()?;
    let corrections = subjects.corrections().of(row.record_id);
    let shown = |made: &Made| correction(tx, made, subjects, sending);
    let mut detail = RecordDetail {
        row: line,
        seq: row.seq,
        time: time(tx, row, &record, now)?,
        check_code: check_code(&row.bytes),
        hash: hex(&*row.hash),
        receipt: receipt.map(|it| ReceiptFacts { upto: it.acked_upto, received_ms: it.received_at }),
        text: String::new(),
        category: None,
        severity: None,
        proof: None,
        position: None,
        photos: pictures(tx, row, body.as_ref())?,
        people: Vec::new(),
        witness: String::new(),
        facts: Vec::new(),
        corrections: corrections.iter().map(shown).collect::<Result<_, _>>()?,
        about: None,
        ruling,
    };
    if let Some(body) = body {
        let names = subjects.names(tx)?;
        detail.people = facts::people(&body).iter().map(|id| names.name(*id).to_owned()).collect();
        detail.facts = facts::of(&body, names);
        detail.about = about(tx, &body, subjects, sending)?;
        detail.proof = match &body {
            Body::CheckIn(visit) => check_in::proof_of(tx, visit, record.time.wall)?,
            Body::DutyOn(on) => duty::proof_of(tx, on, record.time.wall)?,
            _ => None,
        };
        tell(&mut detail, body, names);
        if let Some(text) = subjects.corrections().text(row.record_id) {
            text.clone_into(&mut detail.text);
        }
    }
    Ok(detail)
}

/// What only some kinds have.
fn tell(detail: &mut RecordDetail, body: Body, names: &Names) {
    match body {
        Body::CheckIn(visit) => {
            let witness = visit.detail.and_then(|detail| detail.witness);
            detail.witness = witness.map(|id| names.name(id).to_owned()).unwrap_or_default();
            detail.text = visit.note;
            detail.position = visit.position.as_ref().map(Position::from_domain);
        }
        Body::HazardReport(report) => {
            detail.text = report.text;
            detail.category = Some(report.category);
            detail.severity = Some(report.severity);
            detail.position = report.position.as_ref().map(Position::from_domain);
        }
        Body::DutyOn(on) => detail.position = on.position.as_ref().map(Position::from_domain),
        Body::DutyOff(off) => detail.position = off.position.as_ref().map(Position::from_domain),
        Body::DutyNote(note) => note_text(&note).clone_into(&mut detail.text),
        Body::EscortSheet(sheet) => detail.text = sheet.note,
        Body::Correction(correction) => detail.text = correction.reason,
        Body::RosterRequest(request) => detail.text = request.text,
        Body::DayReview(review) => detail.text = review.text,
        Body::PatrolRun(run) => detail.text = run.note,
        Body::Answer(answer) => detail.text = answer.text,
        Body::SessionOpen(_) | Body::SessionClose(_) | Body::ClockEvent(_) | Body::DeviceEvent(_) => {}
    }
}

/// The record that this one puts right or answers about.
fn about(tx: &Tx<'_>, body: &Body, subjects: &Subjects, sending: Sending) -> Result<Option<RecordRow>, Error> {
    let id = match body {
        Body::Correction(correction) => correction.of,
        Body::Answer(answer) => answer.about,
        _ => return Ok(None),
    };
    records::by_id(tx, id)?.map(|row| subjects.line(tx, &row, sending)).transpose()
}

fn correction(tx: &Tx<'_>, made: &Made, subjects: &Subjects, sending: Sending) -> Result<CorrectionShown, Error> {
    Ok(CorrectionShown {
        record_id: made.row.record_id,
        change: Correction::from_domain(&made.said.change),
        reason: made.said.reason.clone(),
        who: made.row.actor.map(|id| subjects.person(tx, id)).transpose()?.unwrap_or_default(),
        at_ms: known_at(tx, &made.row.record()?.time)?.best,
        state: state(&made.row, sending),
    })
}

/// The time as it is known by now: a contact with the server after the record says more than was known then.
fn time(tx: &Tx<'_>, row: &Row, record: &Record, now: UtcMs) -> Result<RecordTime, Error> {
    let block = &record.time;
    let anchor = anchors::best(tx, block.boot_id, block.boot_ms)?;
    let evidence = Evidence {
        anchors: anchor.as_slice(),
        bounds: &[],
        between: None,
        since: BEGINNING,
        received: now.max(block.wall),
    };
    let known = correct(block, &evidence);
    let err_ms = known.hi.since(known.best).max(known.best.since(known.lo));
    Ok(RecordTime {
        wall_ms: block.wall,
        best_ms: known.best,
        err_ms: u32::try_from(err_ms).unwrap_or(u32::MAX),
        quality: known.quality,
        jumped: block.flags.is_some_and(|flags| flags & FLAG_CLOCK_JUMP != 0),
        moved_ms: moved_before(tx, row, block)?,
        tz_min: block.tz_min,
    })
}

/// How far the clock had been set just before: noted as a record of its own, right before this one.
fn moved_before(tx: &Tx<'_>, row: &Row, block: &TimeBlock) -> Result<Option<i64>, Error> {
    let Some(before) = records::page(tx, Some(row.place), &[], 1)?.into_iter().next() else { return Ok(None) };
    let record = before.record()?;
    let same_look = record.time.boot_id == block.boot_id && record.time.boot_ms == block.boot_ms;
    Ok(match record.read_body() {
        Ok(Body::ClockEvent(event)) if same_look => Some(event.moved_ms),
        _ => None,
    })
}

/// The pictures in the order the record names them.
fn pictures(tx: &Tx<'_>, row: &Row, body: Option<&Body>) -> Result<Vec<RecordPhoto>, Error> {
    if row.photos_total == 0 {
        return Ok(Vec::new());
    }
    let kept = photos::of_record(tx, row.place)?;
    let named = body.map(Body::photos).unwrap_or_default();
    let place = |photo: &Photo| named.iter().position(|it| it.id == photo.id).unwrap_or(usize::MAX);
    let mut kept: Vec<&PhotoRow> = kept.iter().collect();
    kept.sort_by_key(|it| place(&it.photo));
    Ok(kept.into_iter().map(picture).collect())
}

fn picture(row: &PhotoRow) -> RecordPhoto {
    let sent = row.picture.as_ref().map_or(0, |upload| upload.offset);
    let state = match row.picture.as_ref().map(|upload| upload.progress) {
        Some(UploadProgress::Stored) => PhotoState::Stored,
        Some(UploadProgress::Lost) => PhotoState::Lost,
        Some(UploadProgress::Refused) => PhotoState::Refused,
        Some(UploadProgress::Waiting) if sent > 0 => PhotoState::Sending,
        Some(UploadProgress::Waiting) | None => PhotoState::Saved,
    };
    RecordPhoto {
        id: row.photo.id,
        width: row.photo.width,
        height: row.photo.height,
        bytes: row.photo.bytes,
        sent_bytes: u32::try_from(sent).unwrap_or(u32::MAX),
        state,
        refused: row.refused.clone(),
        sha256: data_encoding::HEXLOWER.encode(&*row.photo.sha256),
    }
}
