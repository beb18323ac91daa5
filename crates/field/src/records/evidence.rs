//! What speaks for one record on this phone: its time and how that is known, its digest, its receipt, its pictures.

use domain::{
    photo::Photo,
    time::{FLAG_CLOCK_JUMP, TimeBlock, UtcMs, correct},
};
use protocol::{Body, check_code};
use store::{
    Tx, anchors,
    photos::{self, PhotoRow},
    receipts,
    records::Row,
    uploads::UploadProgress,
};

use crate::{
    Error,
    views::{PhotoState, Position, ReceiptFacts, RecordDetail, RecordPhoto, RecordRow, RecordTime},
};

/// Describes a record whose line in the list is given.
pub(super) fn describe(tx: &Tx<'_>, row: &Row, line: RecordRow, now: UtcMs) -> Result<RecordDetail, Error> {
    let record = row.record()?;
    let body = record.read_body().ok();
    let receipt = receipts::last(tx)?.filter(|receipt| row.delivered && receipt.stream_id == record.stream_id);
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let mut detail = RecordDetail {
        row: line,
        seq: row.seq,
        time: time(tx, &record.time, now)?,
        check_code: check_code(&row.bytes),
        hash: hex(&*row.hash),
        receipt: receipt.map(|it| ReceiptFacts { upto: it.acked_upto, received_ms: it.received_at }),
        text: String::new(),
        category: None,
        severity: None,
        proof_level: None,
        position: None,
        photos: pictures(tx, row, body.as_ref())?,
    };
    match body {
        Some(Body::CheckIn(visit)) => {
            detail.text = visit.note;
            detail.proof_level = Some(visit.shown_proof);
            detail.position = visit.position.as_ref().map(Position::from_domain);
        }
        Some(Body::HazardReport(report)) => {
            detail.text = report.text;
            detail.category = Some(report.category);
            detail.severity = Some(report.severity);
            detail.position = report.position.as_ref().map(Position::from_domain);
        }
        Some(Body::DutyOn(on)) => detail.position = on.position.as_ref().map(Position::from_domain),
        Some(Body::DutyOff(off)) => detail.position = off.position.as_ref().map(Position::from_domain),
        _ => {}
    }
    Ok(detail)
}

/// The time as it is known by now: a contact with the server after the record says more than was known then.
fn time(tx: &Tx<'_>, block: &TimeBlock, now: UtcMs) -> Result<RecordTime, Error> {
    let anchor = anchors::best(tx, block.boot_id, block.boot_ms)?;
    let known = correct(block, anchor.as_slice(), now.max(block.wall));
    let err_ms = known.hi.since(known.best).max(known.best.since(known.lo));
    Ok(RecordTime {
        wall_ms: block.wall,
        best_ms: known.best,
        err_ms: u32::try_from(err_ms).unwrap_or(u32::MAX),
        quality: known.quality,
        jumped: block.flags.is_some_and(|flags| flags & FLAG_CLOCK_JUMP != 0),
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
        sha256: data_encoding::HEXLOWER.encode(&*row.photo.sha256),
    }
}
