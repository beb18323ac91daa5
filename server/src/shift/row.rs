//! A judged shift as pages and reports show it.

use domain::{
    day::Day,
    duty_note::{DutyEntry, Situation},
    duty_post::DutyPost,
    duty_shift::{Around, CLOSES_ITSELF_MS, ShiftDecision, ShiftState, Stay, Tap},
    ids::{RecordId, StaffId},
    occurrence::Occurrence,
    photo::PhotoRole,
};

use super::{Held, Ledger};
use crate::{
    db::Conn,
    error::Result,
    routes::api::shifts,
    tables::{accounts, duty_events::DutyTap, duty_notes::Noted, photos, staff},
    views::{
        board::MissingStaff,
        shifts::{Moment, NotePhoto, ShiftDecided, ShiftDetail, ShiftNote, ShiftPerson, ShiftRow},
    },
};

/// A row of a list.
pub(crate) fn row(ledger: &Ledger, held: &Held<'_>) -> ShiftRow {
    let names = ledger.names.get(&held.post.school_id);
    let taps = held.stays.iter().flat_map(|stay| [Some(&stay.on), stay.off.as_ref()]).flatten();
    let tap_revisions: u32 = taps.filter_map(|tap| ledger.tap(held.post.id, tap)).map(|tap| tap.revisions).sum();
    let decided = held.decided.last().map(|it| it.reason.clone());
    ShiftRow {
        post_id: held.post.id,
        window_id: held.at.window.id,
        day: held.at.day,
        school_id: held.post.school_id,
        school: names.map(|it| it.school.clone()).unwrap_or_default(),
        town: names.map(|it| it.town.clone()).unwrap_or_default(),
        post: held.post.name.clone(),
        kind: held.at.window.kind,
        label: held.at.window.kind.label().to_owned(),
        start_ms: held.at.start,
        end_ms: held.at.end,
        due_ms: held.at.due(),
        state: held.shift.state,
        silent: held.shift.state == ShiftState::Planned && ledger.now > held.at.start,
        need: held.heads(),
        came: came(&held.stays),
        missing: held.shift.missing.iter().map(|it| MissingStaff { kind: it.kind, count: it.count }).collect(),
        late: held.shift.late,
        gaps: held.shift.gaps.clone(),
        unproven: held.shift.unproven,
        situation: situation(&held.notes),
        reason: held.no_school.clone().filter(|it| !it.is_empty()).or(decided),
        revisions: tap_revisions + held.notes.iter().map(|it| it.revisions).sum::<u32>() + closed_afterwards(held),
        headcount: headcount(&held.notes),
        people: held.stays.iter().map(|stay| person(ledger, held.post, Some(&held.at), stay)).collect(),
    }
}

/// A shift that had closed by itself was put right by its lead or its head (§7.1: closed, one revision more).
fn closed_afterwards(held: &Held<'_>) -> u32 {
    let by_itself = held.at.end.plus(CLOSES_ITSELF_MS);
    let lead = held.notes.iter().any(|it| matches!(it.note.entry, DutyEntry::Close(_)) && it.at > by_itself);
    let head = held.decided.iter().filter(|it| it.decision == ShiftDecision::Close).count();
    u32::from(lead) + u32::try_from(head).unwrap_or(u32::MAX)
}

/// People, each counted once.
fn came(stays: &[Stay]) -> u32 {
    let mut people: Vec<Option<StaffId>> = stays.iter().filter(|it| !it.on.doubtful).map(|it| it.on.staff_id).collect();
    people.sort();
    people.dedup();
    u32::try_from(people.len()).unwrap_or(u32::MAX)
}

/// What the closing says, else abnormal if any note does.
fn situation(notes: &[&Noted]) -> Option<Situation> {
    let closing = notes.iter().rev().find(|it| matches!(it.note.entry, DutyEntry::Close(_)));
    let any = || notes.iter().filter_map(|it| it.note.situation()).max_by_key(|it| *it == Situation::Abnormal);
    closing.and_then(|it| it.note.situation()).or_else(any)
}

/// Others who were there, as the last roll-call counted them.
fn headcount(notes: &[&Noted]) -> u32 {
    let called = notes.iter().rev().find_map(|it| match &it.note.entry {
        DutyEntry::RollCall(roll) => Some(roll.headcount.total()),
        _ => None,
    });
    called.unwrap_or(0)
}

/// Who was at a post on a day, whatever the windows say.
pub(crate) fn people(ledger: &Ledger, post: &DutyPost, day: Day) -> Vec<ShiftPerson> {
    let stays = ledger.stays(post.id, Around::default());
    let of_day = stays.iter().filter(|stay| Day::of(stay.on.time.best) == day);
    of_day.map(|stay| person(ledger, post, None, stay)).collect()
}

/// Somebody came late to a shift by the earliest time that is possible; outside of windows nobody is late.
fn person(ledger: &Ledger, post: &DutyPost, at: Option<&Occurrence<'_>>, stay: &Stay) -> ShiftPerson {
    let known = |tap: &Tap| ledger.tap(post.id, tap);
    let on = known(&stay.on);
    ShiftPerson {
        staff_id: stay.on.staff_id,
        name: on.map(|it| it.name.clone()).unwrap_or_default(),
        kind: stay.on.kind,
        on: moment(&stay.on, on),
        off: stay.off.as_ref().map(|off| moment(off, known(off))),
        early: stay.off.as_ref().and_then(|off| off.early),
        late: at.is_some_and(|at| stay.is_late(at)),
        called: stay.on.called,
        doubtful: stay.on.doubtful,
        live: on.is_some_and(|it| it.live),
        recorder: on.and_then(|it| it.recorder.clone()),
    }
}

fn moment(tap: &Tap, known: Option<&DutyTap>) -> Moment {
    Moment {
        at_ms: tap.time.best,
        lo_ms: tap.time.lo,
        hi_ms: tap.time.hi,
        quality: tap.time.quality,
        stated: known.is_some_and(|it| it.stated),
        received_ms: known.map_or(tap.time.best, |it| it.received),
        record_id: tap.record_id,
        revisions: known.map_or(0, |it| it.revisions),
    }
}

/// Everything that speaks for it.
pub(crate) async fn detail(conn: &mut Conn, ledger: &Ledger, held: &Held<'_>, may_decide: bool) -> Result<ShiftDetail> {
    let mut notes = Vec::new();
    for noted in &held.notes {
        notes.push(note(conn, noted).await?);
    }
    let mut pictures = Vec::new();
    for stay in &held.stays {
        pictures.extend(photos_of(conn, stay.on.record_id).await?);
    }
    let decided = held.decided.iter().map(|it| ShiftDecided {
        at_ms: it.at,
        decision: it.decision,
        reason: it.reason.clone(),
        leader: it.leader.clone(),
        account: it.account.clone(),
    });
    let mut decided: Vec<ShiftDecided> = decided.collect();
    accounts::call_by_label(conn, decided.iter_mut().map(|it| &mut it.account).collect()).await?;
    Ok(ShiftDetail {
        now_ms: ledger.now,
        shift: row(ledger, held),
        notes,
        photos: pictures,
        decided,
        heard_ms: ledger.contacts.get(&held.post.school_id).copied(),
        may_decide,
    })
}

async fn note(conn: &mut Conn, noted: &Noted) -> Result<ShiftNote> {
    let mut names = std::collections::BTreeMap::new();
    for id in shifts::named(&noted.note.entry) {
        if let Some(person) = staff::get(conn, id).await? {
            names.insert(id.to_string(), person.name);
        }
    }
    let entry = match &noted.note.entry {
        DutyEntry::Log(it) => serde_json::to_value(it),
        DutyEntry::RollCall(it) => serde_json::to_value(it),
        DutyEntry::HandOver(it) => serde_json::to_value(it),
        DutyEntry::Close(it) => serde_json::to_value(it),
    };
    Ok(ShiftNote {
        record_id: noted.record_id,
        at_ms: noted.at,
        who: noted.who.clone(),
        kind: noted.note.word().to_owned(),
        entry: entry.unwrap_or_default(),
        names,
        revisions: noted.revisions,
        photos: photos_of(conn, noted.record_id).await?,
    })
}

async fn photos_of(conn: &mut Conn, record: RecordId) -> Result<Vec<NotePhoto>> {
    let promised = photos::of_record(conn, record).await?.into_iter();
    let pictures = promised.filter(|it| it.photo.role == PhotoRole::Picture);
    let photo = |it: photos::Promised| NotePhoto {
        sha256: data_encoding::HEXLOWER.encode(&*it.photo.sha256),
        stored: it.stored,
    };
    Ok(pictures.map(photo).collect())
}
