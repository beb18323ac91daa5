//! Asking the office about a turn 换班、请假: made without network, decided by the office, which answers with a ruling.

use domain::{
    duty_post::DutyPost,
    ids::StaffId,
    limits::NOTE_CHARS_MAX,
    roster::{RosterAsk, RosterReason, RosterRequest},
    ruling::{Ruling, Verdict},
};
use protocol::{Body, Kind};
use store::{
    Tx, entities,
    records::{self, Row},
};

use crate::{
    Error, Home, Tag, Worker,
    correction::Corrections,
    error::refused,
    lists,
    sending::Sending,
    session::Names,
    text,
    timetable::Timetables,
    views::{Effort, RequestState, RosterRequestRow, RosterWish, Saved},
    worker,
};

const TAGS: &[Tag] = &[Tag::Roster, Tag::Records, Tag::Sync];

/// Saves a request about a turn that names the worker.
///
/// # Errors
/// `unknown-post`, `unknown-turn`, `swap-needs-colleague`, `swap-with-self`, `unknown-staff`, `already-requested`,
/// `text-missing` (the reason is "other" and nothing is said), `text-too-long`, `text-has-identity`.
pub fn request(home: &Home, worker: Worker, wish: &RosterWish) -> Result<Saved, Error> {
    let text = text::checked(&wish.text, NOTE_CHARS_MAX)?;
    if text.is_empty() && wish.reason == RosterReason::Other {
        return Err(refused("text-missing"));
    }
    home.write(TAGS, |tx, moment| {
        let post = lists::post(tx, wish.post_id)?;
        if !names_me(tx, &post, worker.staff_id, wish)? {
            return Err(refused("unknown-turn"));
        }
        let with = partner(tx, worker.staff_id, wish)?;
        if rows(tx, worker.staff_id, Sending::Not)?.iter().any(|it| is_open(it, wish)) {
            return Err(refused("already-requested"));
        }
        let body = RosterRequest {
            post_id: post.id,
            day: wish.day,
            window_id: wish.window_id,
            ask: wish.ask,
            with,
            reason: wish.reason,
            text,
            effort: wish.effort.map(Effort::to_domain),
        };
        let stored = moment.append(tx, worker, Body::RosterRequest(body))?;
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None })
    })
}

/// My requests, newest first.
///
/// # Errors
/// `not-signed-in`.
pub fn requests(home: &Home) -> Result<Vec<RosterRequestRow>, Error> {
    home.read(|tx| rows(tx, worker::current(tx)?.staff_id, home.is_sending()))
}

fn names_me(tx: &Tx<'_>, post: &DutyPost, me: StaffId, wish: &RosterWish) -> Result<bool, Error> {
    let weeks = entities::rosters(tx)?;
    let week = weeks.iter().find(|it| it.post_id == post.id && it.monday == wish.day.monday());
    let mut turns = week.into_iter().flat_map(|it| &it.turns);
    Ok(turns.any(|it| it.weekday == wish.day.weekday() && it.window_id == wish.window_id && it.staff.contains(&me)))
}

/// Who takes the turn, of a swap.
fn partner(tx: &Tx<'_>, me: StaffId, wish: &RosterWish) -> Result<Option<StaffId>, Error> {
    match (wish.ask, wish.with_id) {
        (RosterAsk::Leave, _) => Ok(None),
        (RosterAsk::Swap, None) => Err(refused("swap-needs-colleague")),
        (RosterAsk::Swap, Some(with)) if with == me => Err(refused("swap-with-self")),
        (RosterAsk::Swap, Some(with)) => {
            lists::member(tx, with)?;
            Ok(Some(with))
        }
    }
}

fn is_open(row: &RosterRequestRow, wish: &RosterWish) -> bool {
    let same = row.post_id == wish.post_id && row.day == wish.day && row.window_id == wish.window_id;
    same && !matches!(row.state, RequestState::Withdrawn | RequestState::Rejected)
}

/// The requests of one person, newest first.
pub(crate) fn rows(tx: &Tx<'_>, me: StaffId, sending: Sending) -> Result<Vec<RosterRequestRow>, Error> {
    let mut kept = records::page(tx, None, &[Kind::RosterRequest], usize::MAX)?;
    kept.retain(|row| row.actor == Some(me));
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let (corrections, rulings) = (Corrections::read(tx)?, entities::rulings(tx)?);
    let (posts, names, tables) = (entities::posts(tx)?, Names::read(tx)?, Timetables::read(tx)?);
    let mut rows = Vec::with_capacity(kept.len());
    for row in kept {
        let record = row.record()?;
        let Ok(Body::RosterRequest(request)) = record.read_body() else { continue };
        let post = posts.iter().find(|post| post.id == request.post_id);
        let windows = post.map(|post| tables.of(post.school_id).windows).unwrap_or_default();
        let window = windows.iter().find(|it| it.id == request.window_id);
        let ruling = rulings.iter().find(|it| it.record_id == row.record_id);
        rows.push(RosterRequestRow {
            record_id: row.record_id,
            post_id: request.post_id,
            post: post.map(|post| post.name.clone()).unwrap_or_default(),
            day: request.day,
            window_id: request.window_id,
            kind: window.map(|it| it.kind),
            start_ms: window.map(|it| request.day.at(it.start_min)),
            ask: request.ask,
            with_name: request.with.map(|id| names.name(id).to_owned()).unwrap_or_default(),
            reason: request.reason,
            text: corrections.text(row.record_id).unwrap_or(&request.text).to_owned(),
            at_ms: crate::record_time::made_at(&record),
            state: state(&row, corrections.is_void(row.record_id), ruling, sending),
            note: ruling.map(|it| it.note.clone()).unwrap_or_default(),
        });
    }
    Ok(rows)
}

fn state(row: &Row, withdrawn: bool, ruling: Option<&Ruling>, sending: Sending) -> RequestState {
    match ruling.map(|it| it.verdict) {
        _ if withdrawn => RequestState::Withdrawn,
        Some(Verdict::Asked) => RequestState::Asked,
        Some(Verdict::Accepted) => RequestState::Accepted,
        Some(Verdict::Rejected) => RequestState::Rejected,
        None if row.delivered => RequestState::Delivered,
        None if sending == Sending::Now => RequestState::Sending,
        None => RequestState::Saved,
    }
}
