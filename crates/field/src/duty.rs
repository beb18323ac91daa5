//! Going on and off duty at a post 到岗/离岗, and the posts as they stand now.
//!
//! Coming twice to the same window of the same post gives the record that is there already; leaving without having
//! come is kept, because it may be the only trace of somebody who was there.

use domain::{
    duty::{DutyOff, DutyOn, OffDetail, OnDetail},
    duty_post::{DutyPost, PostState},
    duty_window::{self, Phase},
    ids::{PhotoId, PointId, PostId, StaffId},
    limits::DUTY_PHOTOS_MAX,
    occurrence::Occurrence,
    patrol_point::PatrolPoint,
    presence::{self, Fence, LiveReading, Proof, Signals, TagReading},
    staff::StaffMember,
    time::UtcMs,
};
use protocol::{Body, Entity, EntityKind, Kind, LiveCode, Record, Tag as PointTag};
use store::{Tx, entities, records};

use crate::{
    Error, Home, Tag, Worker,
    attendance::{self, Event, Step},
    check_in,
    correction::Corrections,
    draft,
    error::refused,
    home::{Moment, server_keys},
    photo, points,
    records::made_at,
    roster::Rosters,
    scan,
    session::{self, Names, signed_in},
    shift::{self, Shift},
    timetable::{Timetable, Timetables},
    views::{Coming, DutyState, Effort, Leaving, Missing, OnDuty, Position, PostNow, Saved, WindowNow},
};

const TAGS: &[Tag] = &[Tag::Duty, Tag::Records, Tag::Sync];
/// Back over a night window and a wall clock in another zone.
const LOOK_BACK_MS: i64 = 48 * 60 * 60_000;
/// The earliest that somebody may have come who was there when called.
const UNKNOWN: UtcMs = UtcMs(i64::MIN);

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
        let table = tables.of(post(tx, post_id)?.school_id);
        let at = at(moment, when);
        let occurrence = table.coming(at);
        let named = named(tx, worker, coming.staff_ids.as_deref())?;
        let open = attendance::open(&events(tx, moment)?);
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
    let table = tables.of(post(tx, post_id)?.school_id);
    let (now, events) = (moment.now(), events(tx, moment)?);
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
        let table = tables.of(post(tx, post_id)?.school_id);
        let at = at(moment, when);
        let named = named(tx, worker, leaving.staff_ids.as_deref())?;
        let open = attendance::open(&events(tx, moment)?);
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
        session::member(tx, *id)?;
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

/// A post with its school's code, for programs.
#[derive(Clone, Debug, PartialEq)]
pub struct PostOfSchool {
    /// The school's code.
    pub school_code: String,
    /// The post.
    pub post: PostNow,
}

/// All posts as they stand now: mine first, then those that are guarded now.
///
/// # Errors
/// Only those of the database.
pub fn posts(home: &Home) -> Result<Vec<PostOfSchool>, Error> {
    home.read(|tx| {
        let moment = home.moment(tx)?;
        list(tx, &moment, &Rosters::read(tx, &moment, home)?)
    })
}

pub(crate) fn list(tx: &Tx<'_>, moment: &Moment<'_>, rosters: &Rosters) -> Result<Vec<PostOfSchool>, Error> {
    let now = moment.now();
    let schools = entities::schools(tx)?;
    let events = events(tx, moment)?;
    let me = signed_in(tx)?.and_then(|worker| rosters.names().member(worker.staff_id));
    let view = View { now, rosters, open: &attendance::open(&events), events: &events, me };
    let mut posts: Vec<PostOfSchool> = Vec::new();
    for post in rosters.posts() {
        let school = schools.iter().find(|s| s.id == post.school_id);
        posts.push(PostOfSchool {
            school_code: school.map(|s| s.code.clone()).unwrap_or_default(),
            post: view.post(post, school.map(|s| s.name.as_str()).unwrap_or_default()),
        });
    }
    let phase = |post: &PostNow| post.window.as_ref().map_or(3, |w| w.phase as u8);
    posts.sort_by_key(|it| (!it.post.mine, it.post.paused, phase(&it.post)));
    Ok(posts)
}

/// What posts are told from.
struct View<'v> {
    now: UtcMs,
    rosters: &'v Rosters,
    open: &'v [Event],
    events: &'v [Event],
    me: Option<&'v StaffMember>,
}

impl View<'_> {
    fn post(&self, post: &DutyPost, school: &str) -> PostNow {
        let table = self.rosters.table(post.school_id);
        // Between two windows some have not left the one, and some have come for the other.
        let near = [table.belonging(self.now), table.coming(self.now)];
        let holds = |on: &&Event| {
            on.post_id == post.id && near.iter().any(|it| attendance::holds(&table, on, it.as_ref(), self.now))
        };
        let there: Vec<&Event> = self.open.iter().filter(holds).collect();
        let i_am_there = self.me.is_some_and(|me| there.iter().any(|on| on.staff_id == me.id));
        let i_was_there = self.me.is_some_and(|me| self.events.iter().any(|event| is_of(event, post.id, me.id)));
        let shown = table.shown(self.now);
        let turn = shown.as_ref().and_then(|(occurrence, _)| self.rosters.expected(post, occurrence));
        let expected = turn.as_ref().is_some_and(|turn| turn.me);
        PostNow {
            id: post.id,
            name: post.name.clone(),
            school: school.to_owned(),
            window: shown.map(|(occurrence, phase)| window_now(&occurrence, phase)),
            missing: match post.state() {
                PostState::Active => missing(post, &there, self.rosters.names()),
                PostState::Paused => Vec::new(),
            },
            paused: post.state() == PostState::Paused,
            on: there.iter().map(|on| on_duty(on, self.rosters.names())).collect(),
            me: if i_am_there { DutyState::On } else { DutyState::Off },
            mine: i_was_there || expected || self.me.is_some_and(|me| me.unit == post.school_id.into()),
            turn,
        }
    }
}

fn window_now(occurrence: &Occurrence<'_>, phase: Phase) -> WindowNow {
    let window = occurrence.window;
    WindowNow {
        kind: window.kind,
        label: window.kind.label().to_owned(),
        start: duty_window::clock(occurrence.start.minute_of_day()),
        end: duty_window::clock(occurrence.end.minute_of_day()),
        arrive_before_min: window.arrive_before_min,
        leave_after_min: window.leave_after_min,
        phase,
    }
}

fn on_duty(on: &Event, names: &Names) -> OnDuty {
    OnDuty { staff_id: on.staff_id, name: names.name(on.staff_id).to_owned(), at_ms: on.at }
}

fn missing(post: &DutyPost, there: &[&Event], names: &Names) -> Vec<Missing> {
    let kinds: Vec<_> = there.iter().filter_map(|on| Some(names.member(on.staff_id)?.kind)).collect();
    post.missing(&kinds).into_iter().map(|m| Missing { kind: m.kind, count: m.count }).collect()
}

/// Comings and leavings of the last two days, in the order they were recorded, as they were put right since.
pub(crate) fn events(tx: &Tx<'_>, moment: &Moment<'_>) -> Result<Vec<Event>, Error> {
    // The index is by the wall clock, which may have been set: look from the earlier of the two nows.
    events_since(tx, moment.now().min(moment.reading().wall).plus(-LOOK_BACK_MS))
}

/// Those whose wall clock said `from` or later.
pub(crate) fn events_since(tx: &Tx<'_>, from: UtcMs) -> Result<Vec<Event>, Error> {
    let rows = records::since(tx, from, &[Kind::DutyOn, Kind::DutyOff])?;
    let corrections = Corrections::read(tx)?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows.iter().rev().filter(|row| !corrections.is_void(row.record_id)) {
        all.extend(told(&row.record()?, &corrections));
    }
    Ok(all)
}

/// The events a record tells, one for each person; none for other kinds and for bodies of a later version.
pub(crate) fn told(record: &Record, corrections: &Corrections) -> Vec<Event> {
    let (step, post_id, window, stated, people, called) = match record.read_body() {
        Ok(Body::DutyOn(it)) => {
            let detail = it.detail.unwrap_or_default();
            (Step::On, it.post_id, it.window, it.stated_at, detail.people, detail.called == Some(true))
        }
        Ok(Body::DutyOff(it)) => {
            let people = it.detail.and_then(|detail| detail.people);
            (Step::Off, it.post_id, it.window, it.stated_at, people, false)
        }
        _ => return Vec::new(),
    };
    let stated = corrections.time(record.record_id).or(stated);
    let estimate = made_at(record);
    let doubt_ms = i64::from(record.time.estimate_err_ms.unwrap_or(0));
    let event = |staff_id| Event {
        post_id,
        staff_id,
        record_id: record.record_id,
        seq: record.seq,
        step,
        window,
        at: stated.unwrap_or(estimate),
        earliest: match stated {
            Some(at) => at,
            None if called => UNKNOWN,
            None => estimate.plus(-doubt_ms),
        },
    };
    people.unwrap_or_else(|| record.actor.into_iter().collect()).into_iter().map(event).collect()
}

/// Whether somebody who came was in time; `None` outside all windows, for leaving, and where nobody knows since when they
/// were there.
pub(crate) fn on_time(event: &Event, table: &Timetable<'_>) -> Option<bool> {
    let kind = event.window.filter(|_| event.step == Step::On && event.earliest != UNKNOWN)?;
    Some(table.came_for(kind, event.at)?.in_time(event.earliest))
}

fn saved_on(on: &Event, table: &Timetable<'_>) -> Saved {
    Saved { record_id: on.record_id, seq: on.seq, at_ms: on.at, on_time: on_time(on, table) }
}

fn is_of(event: &Event, post_id: PostId, staff_id: StaffId) -> bool {
    event.post_id == post_id && event.staff_id == staff_id
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

pub(crate) fn post(tx: &Tx<'_>, id: PostId) -> Result<DutyPost, Error> {
    match entities::get(tx, EntityKind::Post, id.as_bytes())? {
        Some(Entity::Post(post)) => Ok(post),
        _ => Err(refused("unknown-post")),
    }
}
