//! What is noted during a duty 记事、点名、交接、收岗: by preset, with few words; people who are no staff are counted.

use domain::{
    Problem,
    duty_note::{Absence, Close, DutyEntry, DutyNote, HandOver, LogCategory, LogEntry, RollCall, Situation},
    ids::{PhotoId, PostId, StaffId},
    limits::{DUTY_PHOTOS_MAX, LOG_CHARS_MAX, NOTE_CHARS_MAX},
};
use protocol::Body;
use store::{Tx, drafts};

use crate::{
    Error, Home, Tag, Worker, attendance, draft, duty,
    error::refused,
    home::Moment,
    lists, photo, session,
    shift::{self, Shift},
    text,
    timetable::Timetables,
    views::{CloseForm, Effort, HandOverForm, LogForm, RollCallForm, Saved},
};

const TAGS: &[Tag] = &[Tag::Duty, Tag::Records, Tag::Sync];

/// 记事
///
/// # Errors
/// `unknown-post`, `text-missing` (of the category "other"), `text-too-long`, `text-has-identity`, `too-many-photos`,
/// `photo-missing`.
pub fn log(home: &Home, worker: Worker, form: &LogForm) -> Result<Saved, Error> {
    let text = text::checked(&form.text, LOG_CHARS_MAX)?;
    let handed_to = text::checked(&form.handed_to, NOTE_CHARS_MAX)?;
    if text.is_empty() && form.category == LogCategory::Other && form.photo_ids.is_empty() {
        return Err(refused("text-missing"));
    }
    let LogForm { post_id, category, situation, photo_ids, effort, .. } = form;
    let entry = DutyEntry::Log(LogEntry { category: *category, situation: *situation, text, handed_to });
    home.write(TAGS, |tx, moment| Note::of(*post_id, photo_ids, *effort).save(home, tx, moment, worker, entry))
}

/// 点名. The whole team in one record: named staff present and absent, others counted. Whoever is there and had not come
/// yet has come with it, in the same transaction: a roll-call and a coming never say two things.
///
/// # Errors
/// `unknown-post`, `nobody-named` (nobody present, absent or counted), `unknown-staff`, `named-twice`.
pub fn roll_call(
    home: &Home,
    worker: Worker,
    post_id: PostId,
    form: &RollCallForm,
    effort: Option<Effort>,
) -> Result<Saved, Error> {
    let RollCallForm { present, absent, headcount, vehicles, gear, weather } = form.clone();
    home.write(TAGS, |tx, moment| {
        known_once(tx, &present, &absent)?;
        if present.is_empty() && absent.is_empty() && headcount.total() == 0 {
            return Err(refused("nobody-named"));
        }
        duty::called(tx, moment, worker, (post_id, &present))?;
        let entry = DutyEntry::RollCall(RollCall { present, absent, headcount, vehicles, gear, weather });
        drafts::delete(tx, &roll_call_key(post_id))?;
        Note::of(post_id, &[], effort).save(home, tx, moment, worker, entry)
    })
}

/// 交接
///
/// # Errors
/// `unknown-post`, `unknown-staff`, and what is wrong with the text or the pictures.
pub fn hand_over(home: &Home, worker: Worker, form: &HandOverForm) -> Result<Saved, Error> {
    let text = text::checked(&form.text, LOG_CHARS_MAX)?;
    let HandOverForm { post_id, to_id, situation, photo_ids, effort, .. } = form;
    let entry = DutyEntry::HandOver(HandOver { to: *to_id, situation: *situation, text });
    home.write(TAGS, |tx, moment| {
        if let Some(to) = to_id {
            lists::member(tx, *to)?;
        }
        Note::of(*post_id, photo_ids, *effort).save(home, tx, moment, worker, entry)
    })
}

/// 收岗, by the lead; by anybody where the roster sets none, or the lead is not there. What was not normal must be said: in
/// a note of this duty, or here.
///
/// # Errors
/// `unknown-post`, `lead-closes` (with the lead's name), `abnormal-needs-entry`, and what is wrong with the text or the pictures.
pub fn close(home: &Home, worker: Worker, form: &CloseForm) -> Result<Saved, Error> {
    let text = text::checked(&form.text, LOG_CHARS_MAX)?;
    let CloseForm { post_id, situation, photo_ids, effort, .. } = form;
    home.write(TAGS, |tx, moment| {
        if let Some(lead) = shift::who_closes(home, tx, moment, (*post_id, worker.staff_id))? {
            return Err(Problem::new("lead-closes").with("name", lead).into());
        }
        if *situation == Situation::Abnormal && text.is_empty() && !is_told(tx, moment, worker, *post_id)? {
            return Err(refused("abnormal-needs-entry"));
        }
        let entry = DutyEntry::Close(Close { situation: *situation, text });
        Note::of(*post_id, photo_ids, *effort).save(home, tx, moment, worker, entry)
    })
}

/// A roll-call that is not saved yet.
///
/// # Errors
/// Only those of the database.
pub fn roll_call_draft(home: &Home, post_id: PostId) -> Result<Option<RollCallForm>, Error> {
    draft::form(home, &roll_call_key(post_id))
}

/// Keeps a roll-call that is not saved yet.
///
/// # Errors
/// Only those of the database.
pub fn save_roll_call_draft(home: &Home, post_id: PostId, form: &RollCallForm) -> Result<(), Error> {
    draft::keep_form(home, &roll_call_key(post_id), form)
}

fn roll_call_key(post_id: PostId) -> String {
    format!("roll_call:{post_id}")
}

/// Whether the duty that runs now has a note that says what was not normal.
fn is_told(tx: &Tx<'_>, moment: &Moment<'_>, worker: Worker, post_id: PostId) -> Result<bool, Error> {
    let tables = Timetables::read(tx)?;
    let table = tables.of(lists::post(tx, post_id)?.school_id);
    let notes = shift::notes(tx, moment, post_id)?;
    let who = (post_id, Some(worker.staff_id));
    let shift = Shift::to_record(&table, moment, who, &attendance::events(tx, moment)?, &notes);
    Ok(notes.iter().any(|it| it.explains() && shift.has(it.note.window, it.at)))
}

fn known_once(tx: &Tx<'_>, present: &[StaffId], absent: &[Absence]) -> Result<(), Error> {
    let mut seen: Vec<StaffId> = Vec::new();
    for id in present.iter().copied().chain(absent.iter().map(|it| it.staff_id)) {
        lists::member(tx, id)?;
        if seen.contains(&id) {
            let names = session::Names::read(tx)?;
            return Err(Problem::new("named-twice").with("name", names.name(id)).into());
        }
        seen.push(id);
    }
    Ok(())
}

/// What all notes share.
struct Note<'f> {
    post_id: PostId,
    photo_ids: &'f [PhotoId],
    effort: Option<Effort>,
}

impl<'f> Note<'f> {
    fn of(post_id: PostId, photo_ids: &'f [PhotoId], effort: Option<Effort>) -> Self {
        Self { post_id, photo_ids, effort }
    }

    /// Saves it with its pictures, and forgets its draft, in this transaction.
    fn save(
        self,
        home: &Home,
        tx: &Tx<'_>,
        moment: &Moment<'_>,
        worker: Worker,
        entry: DutyEntry,
    ) -> Result<Saved, Error> {
        let Self { post_id, photo_ids, effort } = self;
        let tables = Timetables::read(tx)?;
        let table = tables.of(lists::post(tx, post_id)?.school_id);
        let notes = shift::notes(tx, moment, post_id)?;
        let who = (post_id, Some(worker.staff_id));
        let shift = Shift::to_record(&table, moment, who, &attendance::events(tx, moment)?, &notes);
        let photos = photo::drafted(home, tx, photo_ids, DUTY_PHOTOS_MAX)?;
        let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
        let is_roll_call = matches!(entry, DutyEntry::RollCall(_));
        let body = DutyNote {
            post_id,
            window: shift.occurrence.map(|it| it.window.kind),
            entry,
            photos,
            effort: effort.map(Effort::to_domain),
        };
        let stored = moment.append(tx, worker, Body::DutyNote(body))?;
        store::photos::attach(tx, &ids, stored.seq)?;
        if !is_roll_call {
            drafts::delete(tx, &draft::key_of_note(post_id))?;
        }
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None })
    }
}
