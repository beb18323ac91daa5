//! Going on and off duty at a post 到岗/离岗, and the posts as they stand now.
//!
//! Coming twice to the same window of the same post gives the record that is there already; leaving without having
//! come is kept, because it may be the only trace of somebody who was there.

use domain::{
    duty::{DutyOff, DutyOn, OffDetail, OnDetail},
    ids::{PhotoId, PointId, PostId, StaffId},
    limits::DUTY_PHOTOS_MAX,
    patrol_point::PatrolPoint,
    presence::{self, Fence, LiveReading, Proof, Signals, TagReading},
    time::UtcMs,
};
use protocol::{Body, Entity, EntityKind, LiveCode, Tag as PointTag};
use store::{Tx, entities};

use crate::{
    Error, Home, Tag, Worker,
    attendance::{self, Event, is_of},
    check_in, draft,
    error::refused,
    home::{Moment, server_keys},
    lists, photo, points, scan,
    shift::{self, Shift},
    timetable::{Timetable, Timetables},
    views::{Coming, Effort, Leaving, Position, Saved},
};

const TAGS: &[Tag] = &[Tag::Duty, Tag::Records, Tag::Sync];

/// When somebody came or left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Now, by the phone's clocks.
    Now,
    /// As the worker says, entered afterwards.
    Stated(UtcMs),
}

impl From<Option<UtcMs>> for When {
    fn from(stated: Option<UtcMs>) -> Self {
        stated.map_or(Self::Now, Self::Stated)
    }
}

/// 到岗, by the worker alone and with nothing else.
///
/// # Errors
/// `unknown-post`.
pub fn on(home: &Home, worker: Worker, post_id: PostId, when: When) -> Result<Saved, Error> {
    come(home, worker, post_id, when, &Coming::default())
}

/// 到岗: for oneself, or by the lead for several who share the phone. Those who are there already are not recorded again.
///
/// # Errors
/// `unknown-post`, `nobody-named`, `unknown-staff`, `too-many-photos`, `photo-missing`.
pub fn come(home: &Home, worker: Worker, post_id: PostId, when: When, coming: &Coming) -> Result<Saved, Error> {
    home.write(TAGS, |tx, moment| {
        let tables = Timetables::read(tx)?;
        let table = tables.of(lists::post(tx, post_id)?.school_id);
        let at = at(moment, when);
        let occurrence = table.coming(at);
        let named = named(tx, worker, coming.staff_ids.as_deref())?;
        let open = attendance::open(&attendance::events(tx, moment)?);
        let there = |staff_id: StaffId| {
            let holds = |on: &&Event| attendance::holds(&table, on, occurrence.as_ref(), at);
            open.iter().find(|on| is_of(on, post_id, staff_id) && holds(on))
        };
        if let (Some(first), true) = (there(named[0]), named.iter().all(|id| there(*id).is_some())) {
            return Ok(saved_on(first, &table));
        }
        let new: Vec<StaffId> = named.into_iter().filter(|id| there(*id).is_none()).collect();
        let photos = photo::drafted(home, tx, &coming.photo_ids, DUTY_PHOTOS_MAX)?;
        let photo_ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
        let body = DutyOn {
            post_id,
            window: occurrence.map(|it| it.window.kind),
            stated_at: stated(when),
            position: coming.position.as_ref().and_then(Position::to_domain),
            photos,
            detail: on_detail(worker, new, coming, moment),
        };
        let stored = moment.append(tx, worker, Body::DutyOn(body))?;
        store::photos::attach(tx, &photo_ids, stored.seq)?;
        store::drafts::delete(tx, &draft::key_of_coming(post_id))?;
        let earliest = if when == When::Now { moment.earliest() } else { at };
        let on_time = occurrence.map(|it| it.in_time(earliest));
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: at, on_time })
    })
}

/// What a later release adds to a coming; nothing when there is nothing to say.
fn on_detail(worker: Worker, people: Vec<StaffId>, coming: &Coming, moment: &Moment<'_>) -> Option<OnDetail> {
    let read = (coming.tag_boot_ms, coming.tag_image.as_deref());
    let code = scan::kept(coming.tag_text.as_deref(), read, moment);
    let detail = OnDetail {
        people: others(worker, people),
        tag: code.tag,
        live: code.live,
        tag_image: code.image,
        effort: coming.effort.map(Effort::to_domain),
        called: None,
    };
    Some(detail).filter(|detail| *detail != OnDetail::default())
}

/// How well a coming is proven, as the lists of this phone tell it now: judged as a visit is, at the post instead of a
/// point. A tag or a live code of any point of the post's school is read at its gates. Nothing at a post that is not in the
/// lists; of a coming entered afterwards nothing speaks that the phone noted then.
pub(crate) fn proof_of(tx: &Tx<'_>, on: &DutyOn, wall: UtcMs) -> Result<Option<Proof>, Error> {
    let Some(Entity::Post(post)) = entities::get(tx, EntityKind::Post, on.post_id.as_bytes())? else { return Ok(None) };
    let fence = Fence { center: post.place, radius_m: post.radius_m };
    if on.stated_at.is_some() {
        return Ok(Some(presence::judge(fence, &Signals::default())));
    }
    let of_school = |id: PointId| -> Result<Option<PatrolPoint>, Error> {
        Ok(points::given(tx, id)?.filter(|point| point.school_id == post.school_id))
    };
    let detail = on.detail.as_ref();
    let tag = match detail.and_then(|it| it.tag.as_deref()) {
        None => TagReading::None,
        Some(text) => match PointTag::read(text).map(|tag| of_school(tag.point_id)).transpose()?.flatten() {
            Some(point) => check_in::read_tag(text, &point, &server_keys(tx)?),
            None => TagReading::Invalid,
        },
    };
    let live = match detail.and_then(|it| it.live.as_ref()) {
        None => LiveReading::None,
        Some(scan) => match LiveCode::read(&scan.text).map(|code| of_school(code.point_id)).transpose()?.flatten() {
            Some(_) => LiveReading::Unjudged,
            None => LiveReading::Invalid,
        },
    };
    let fresh_photos = on.photos.iter().filter(|photo| photo.is_fresh(wall)).count();
    let signals = Signals { tag, live, position: on.position.as_ref(), fresh_photos, witness: false };
    Ok(Some(presence::judge(fence, &signals)))
}

/// 点名: whoever is there when called has come. Records it, in the transaction of the roll-call, for those of whom this
/// phone had no coming yet.
pub(crate) fn called(
    tx: &Tx<'_>,
    moment: &Moment<'_>,
    worker: Worker,
    (post_id, present): (PostId, &[StaffId]),
) -> Result<(), Error> {
    let tables = Timetables::read(tx)?;
    let table = tables.of(lists::post(tx, post_id)?.school_id);
    let (now, events) = (moment.now(), attendance::events(tx, moment)?);
    let open = attendance::open(&events);
    let notes = shift::notes(tx, moment, post_id)?;
    let shift = Shift::to_record(&table, moment, (post_id, Some(worker.staff_id)), &events, &notes);
    // Where one of them is there already, it is their duty that is called; else they come for what is ahead, whoever stands
    // there for another.
    let is_theirs = |on: &&Event| on.post_id == post_id && present.contains(&on.staff_id) && shift.has_event(on);
    let is_manned = open.iter().any(|on| is_theirs(&on));
    let occurrence = shift.occurrence.filter(|_| is_manned).or_else(|| table.coming(now)).or(shift.occurrence);
    let is_there = |id: StaffId| {
        open.iter().any(|on| is_of(on, post_id, id) && attendance::holds(&table, on, occurrence.as_ref(), now))
    };
    let new: Vec<StaffId> = present.iter().copied().filter(|id| !is_there(*id)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let detail = OnDetail { people: others(worker, new), called: Some(true), ..OnDetail::default() };
    let body = DutyOn {
        post_id,
        window: occurrence.map(|it| it.window.kind),
        stated_at: None,
        position: None,
        photos: Vec::new(),
        detail: Some(detail),
    };
    moment.append(tx, worker, Body::DutyOn(body))?;
    Ok(())
}

/// 离岗, by the worker alone and with nothing else.
///
/// # Errors
/// `unknown-post`.
pub fn off(home: &Home, worker: Worker, post_id: PostId, when: When) -> Result<Saved, Error> {
    leave(home, worker, post_id, when, &Leaving::default())
}

/// 离岗: for oneself or by the lead for several, before the end with a reason if there is one.
///
/// # Errors
/// `unknown-post`, `nobody-named`, `unknown-staff`.
pub fn leave(home: &Home, worker: Worker, post_id: PostId, when: When, leaving: &Leaving) -> Result<Saved, Error> {
    home.write(TAGS, |tx, moment| {
        let tables = Timetables::read(tx)?;
        let table = tables.of(lists::post(tx, post_id)?.school_id);
        let at = at(moment, when);
        let named = named(tx, worker, leaving.staff_ids.as_deref())?;
        let open = attendance::open(&attendance::events(tx, moment)?);
        let came = open.into_iter().rfind(|on| is_of(on, post_id, named[0]));
        let window = came.and_then(|on| on.window).or_else(|| table.belonging(at).map(|it| it.window.kind));
        let effort = leaving.effort.map(Effort::to_domain);
        let detail = OffDetail { people: others(worker, named), early: leaving.early, effort };
        let body = DutyOff {
            post_id,
            window,
            stated_at: stated(when),
            position: leaving.position.as_ref().and_then(Position::to_domain),
            detail: Some(detail).filter(|detail| *detail != OffDetail::default()),
        };
        let stored = moment.append(tx, worker, Body::DutyOff(body))?;
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: at, on_time: None })
    })
}

/// For whom it is: the worker, or those the worker names, each once.
fn named(tx: &Tx<'_>, worker: Worker, staff_ids: Option<&[StaffId]>) -> Result<Vec<StaffId>, Error> {
    let Some(staff_ids) = staff_ids else { return Ok(vec![worker.staff_id]) };
    let mut named: Vec<StaffId> = Vec::with_capacity(staff_ids.len());
    for id in staff_ids {
        lists::member(tx, *id)?;
        if !named.contains(id) {
            named.push(*id);
        }
    }
    if named.is_empty() { Err(refused("nobody-named")) } else { Ok(named) }
}

/// Named in the record only when it is not the actor alone.
fn others(worker: Worker, named: Vec<StaffId>) -> Option<Vec<StaffId>> {
    Some(named).filter(|named| *named != [worker.staff_id])
}

fn saved_on(on: &Event, table: &Timetable<'_>) -> Saved {
    Saved { record_id: on.record_id, seq: on.seq, at_ms: on.at, on_time: attendance::on_time(on, table) }
}

fn at(moment: &Moment<'_>, when: When) -> UtcMs {
    stated(when).unwrap_or_else(|| moment.now())
}

fn stated(when: When) -> Option<UtcMs> {
    match when {
        When::Now => None,
        When::Stated(at) => Some(at),
    }
}
