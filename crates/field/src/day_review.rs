//! 总值审阅: the head of the day looks at what this phone knows of a school's day, and signs.

use std::collections::BTreeSet;

use domain::{
    day::Day,
    duty_note::{DutyEntry, Situation},
    duty_post::DutyPost,
    escort::DayReview,
    ids::{PostId, SchoolId},
    limits::LOG_CHARS_MAX,
    school::School,
    staff::StaffKind,
};
use protocol::{Body, Entity, EntityKind, Kind};
use store::{Tx, entities, records};

use crate::{
    Error, Home, Tag, Worker,
    attendance::{self, Event, Step},
    correction::Corrections,
    error::refused,
    escort,
    home::Moment,
    lists,
    record_time::made_at,
    sending::{Sending, state},
    session::Names,
    shift::{self, Noted},
    text,
    views::{DayReviewPage, DaySum, Effort, PostDay, ReviewForm, ReviewShown, Saved, SheetShown},
};

const TAGS: &[Tag] = &[Tag::Escort, Tag::Records, Tag::Sync];
const DAY_MS: i64 = 24 * 60 * 60_000;

/// A day of a school (`None`: today) as far as this phone knows it.
///
/// # Errors
/// `unknown-school`.
pub fn page(home: &Home, school_id: SchoolId, day: Option<Day>) -> Result<DayReviewPage, Error> {
    home.read(|tx| {
        let school = school(tx, school_id)?;
        let moment = home.moment(tx)?;
        let day = day.unwrap_or_else(|| Day::of(moment.now()));
        let sheets = sheets(home, tx, &moment, (school_id, day))?;
        // The index is by the wall clock, which may have been set: a day more on the early side.
        let from = day.at(0).plus(moment.reading().wall.since(moment.now()).min(0) - DAY_MS);
        let (events, notes) = (attendance::events_since(tx, from)?, shift::notes_since(tx, from)?);
        let posts = entities::posts(tx)?.into_iter().filter(|post| post.school_id == school_id);
        Ok(DayReviewPage {
            school_id,
            school: school.name,
            day,
            sum: sum(&sheets),
            sheets,
            posts: posts.map(|post| post_day(post, day, &events, &notes)).collect(),
            review: review_of(tx, school_id, day, home.is_sending())?,
        })
    })
}

/// Signs a day, with the sheets this phone has of it: it says nothing of others. A day that was not normal, or has a sheet
/// that was not, needs a word about it.
///
/// # Errors
/// `not-day-lead` for whoever is neither a teacher nor the school's safety officer, `unknown-school`, `text-missing`,
/// `text-too-long`, `text-has-identity`.
pub fn review(home: &Home, worker: Worker, form: &ReviewForm) -> Result<Saved, Error> {
    let text = text::checked(&form.text, LOG_CHARS_MAX)?;
    home.write(TAGS, |tx, moment| {
        if !matches!(lists::member(tx, worker.staff_id)?.kind, StaffKind::Teacher | StaffKind::SchoolSafety) {
            return Err(refused("not-day-lead"));
        }
        school(tx, form.school_id)?;
        let mut sheets = sheets(home, tx, moment, (form.school_id, form.day))?;
        sheets.retain(|sheet| !sheet.voided);
        let is_odd = form.situation == Situation::Abnormal || sheets.iter().any(|it| it.situation != Situation::Normal);
        if text.is_empty() && is_odd {
            return Err(refused("text-missing"));
        }
        let body = DayReview {
            school_id: form.school_id,
            day: form.day,
            situation: form.situation,
            text,
            effort: form.effort.map(Effort::to_domain),
            sheets: Some(sheets.into_iter().map(|sheet| sheet.record_id).collect()),
        };
        let stored = moment.append(tx, worker, Body::DayReview(body))?;
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None })
    })
}

/// The sheets of a school's day that this phone has, in order.
fn sheets(
    home: &Home,
    tx: &Tx<'_>,
    moment: &Moment<'_>,
    (school_id, day): (SchoolId, Day),
) -> Result<Vec<SheetShown>, Error> {
    let sheets = escort::sheets(tx, moment, day, home.is_sending())?.into_iter().rev().map(|it| it.shown);
    Ok(sheets.filter(|it| it.school_id == school_id).collect())
}

fn sum(sheets: &[SheetShown]) -> DaySum {
    sheets.iter().filter(|it| !it.voided).fold(DaySum::default(), |sum, it| DaySum {
        sheets: sum.sheets + 1,
        out: sum.out + u32::from(it.out),
        handed: sum.handed + it.handed,
        returned: sum.returned + u32::from(it.returned),
        remaining: sum.remaining + it.remaining,
        abnormal: sum.abnormal + u32::from(it.situation == Situation::Abnormal),
    })
}

fn post_day(post: DutyPost, day: Day, events: &[Event], notes: &[Noted]) -> PostDay {
    let of_day = |post_id: PostId, at| post_id == post.id && Day::of(at) == day;
    let events: Vec<&Event> = events.iter().filter(|it| of_day(it.post_id, it.at)).collect();
    let came = || events.iter().filter(|it| it.step == Step::On);
    let notes: Vec<&Noted> = notes.iter().filter(|it| !it.voided && of_day(it.note.post_id, it.at)).collect();
    let abnormal = notes.iter().filter(|it| situation(&it.note.entry) == Some(Situation::Abnormal));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    PostDay {
        post_id: post.id,
        people: count(came().map(|it| it.staff_id).collect::<BTreeSet<_>>().len()),
        first_on_ms: came().map(|it| it.at).min(),
        last_off_ms: events.iter().filter(|it| it.step == Step::Off).map(|it| it.at).max(),
        entries: count(notes.len()),
        abnormal: count(abnormal.count()),
        closed: notes.iter().any(|it| matches!(it.note.entry, DutyEntry::Close(_))),
        post: post.name,
    }
}

fn situation(entry: &DutyEntry) -> Option<Situation> {
    match entry {
        DutyEntry::Log(it) => Some(it.situation),
        DutyEntry::HandOver(it) => Some(it.situation),
        DutyEntry::Close(it) => Some(it.situation),
        DutyEntry::RollCall(_) => None,
    }
}

/// The newest review of a day that counts.
fn review_of(tx: &Tx<'_>, school_id: SchoolId, day: Day, sending: Sending) -> Result<Option<ReviewShown>, Error> {
    let (corrections, names) = (Corrections::read(tx)?, Names::read(tx)?);
    for row in records::page(tx, None, &[Kind::DayReview], usize::MAX)? {
        let record = row.record()?;
        let Ok(Body::DayReview(review)) = record.read_body() else { continue };
        if (review.school_id, review.day) == (school_id, day) && !corrections.is_void(row.record_id) {
            return Ok(Some(ReviewShown {
                record_id: row.record_id,
                who: row.actor.map(|id| names.name(id).to_owned()).unwrap_or_default(),
                at_ms: made_at(&record),
                situation: review.situation,
                text: corrections.text(row.record_id).unwrap_or(&review.text).to_owned(),
                state: state(&row, sending),
            }));
        }
    }
    Ok(None)
}

fn school(tx: &Tx<'_>, id: SchoolId) -> Result<School, Error> {
    match entities::get(tx, EntityKind::School, id.as_bytes())? {
        Some(Entity::School(school)) => Ok(school),
        _ => Err(refused("unknown-school")),
    }
}
