//! What a worker answers when the office asks about a record, or says about a decision 申诉说明.

use domain::{
    answer::Answer,
    ids::{PhotoId, RecordId},
    limits::{ANSWER_PHOTOS_MAX, NOTE_CHARS_MAX},
    ruling::{Ruling, Verdict},
    time::UtcMs,
};
use protocol::{Body, Entity, EntityKind, Kind};
use store::{
    Tx, drafts, entities,
    records::{self, Row},
};

use crate::{
    Error, Home, Tag, Worker,
    correction::Corrections,
    draft,
    error::refused,
    photo,
    record_time::known_at,
    sending::{Sending, state},
    text,
    views::{AnswerForm, AnswerShown, Effort, RecordRow, RulingRow, Saved},
};

const TAGS: &[Tag] = &[Tag::Rulings, Tag::Records, Tag::Sync];

/// Saves an answer with its pictures, and forgets its draft, in one commit. The record may have been made on another
/// phone: then the office's question names whose it is.
///
/// # Errors
/// `unknown-record`, `not-your-record`, `text-missing` (neither a text nor a picture), `text-too-long`,
/// `text-has-identity`, `too-many-photos`, `photo-missing`.
pub fn answer(home: &Home, worker: Worker, form: &AnswerForm) -> Result<Saved, Error> {
    let text = text::checked(&form.text, NOTE_CHARS_MAX)?;
    if text.is_empty() && form.photo_ids.is_empty() {
        return Err(refused("text-missing"));
    }
    home.write(TAGS, |tx, moment| {
        let about = form.record_id;
        let whose = match (records::by_id(tx, about)?, ruling_of(tx, about)?) {
            (Some(row), _) => row.actor,
            (None, Some(ruling)) => ruling.staff_id,
            (None, None) => return Err(refused("unknown-record")),
        };
        if whose != Some(worker.staff_id) {
            return Err(refused("not-your-record"));
        }
        let photos = photo::drafted(home, tx, &form.photo_ids, ANSWER_PHOTOS_MAX)?;
        let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
        let answer = Answer { about, text, photos, effort: form.effort.map(Effort::to_domain) };
        let stored = moment.append_about(tx, worker, Body::Answer(answer), vec![about])?;
        store::photos::attach(tx, &ids, stored.seq)?;
        drafts::delete(tx, &draft::key_of_answer(about))?;
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None })
    })
}

/// What the office says about a record.
pub(crate) fn ruling_of(tx: &Tx<'_>, about: RecordId) -> Result<Option<Ruling>, Error> {
    Ok(match entities::get(tx, EntityKind::Ruling, about.as_bytes())? {
        Some(Entity::Ruling(ruling)) => Some(ruling),
        _ => None,
    })
}

/// Whether a question was answered since it was asked.
pub(crate) fn is_answered(tx: &Tx<'_>, ruling: &Ruling) -> Result<bool, Error> {
    Ok(last(tx, ruling.record_id)?.is_some_and(|it| it.at >= ruling.at))
}

/// A ruling with the newest answer about it.
pub(crate) fn with_answer(
    tx: &Tx<'_>,
    ruling: Ruling,
    record: Option<RecordRow>,
    sending: Sending,
) -> Result<RulingRow, Error> {
    let last = last(tx, ruling.record_id)?;
    let answered = last.as_ref().is_some_and(|it| it.at >= ruling.at);
    Ok(RulingRow {
        record_id: ruling.record_id,
        open: ruling.verdict == Verdict::Asked && !answered,
        verdict: ruling.verdict,
        reasons: ruling.reasons,
        note: ruling.note,
        at_ms: ruling.at,
        record,
        answer: last.map(|it| AnswerShown {
            record_id: it.row.record_id,
            text: it.text,
            at_ms: it.at,
            state: state(&it.row, sending),
            photos: it.row.photos_total,
        }),
    })
}

struct Given {
    row: Row,
    text: String,
    at: UtcMs,
}

/// The newest answer about a record that counts.
fn last(tx: &Tx<'_>, about: RecordId) -> Result<Option<Given>, Error> {
    let rows = records::page(tx, None, &[Kind::Answer], usize::MAX)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let corrections = Corrections::read(tx)?;
    for row in rows {
        let record = row.record()?;
        let Ok(Body::Answer(given)) = record.read_body() else { continue };
        if given.about == about && !corrections.is_void(row.record_id) {
            let text = corrections.text(row.record_id).unwrap_or(&given.text).to_owned();
            return Ok(Some(Given { text, at: known_at(tx, &record.time)?.best, row }));
        }
    }
    Ok(None)
}
