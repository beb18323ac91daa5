//! Going on and off duty at a post 到岗/离岗, and the posts as they stand now.
//!
//! Coming twice to the same window of the same post gives the record that is there already; leaving without having
//! come is kept, because it may be the only trace of somebody who was there.

use domain::{
    duty::{DutyOff, DutyOn},
    duty_post::DutyPost,
    duty_window::{self, DutyWindow},
    ids::{PostId, StaffId},
    time::UtcMs,
};
use protocol::{Body, Entity, EntityKind, Kind, Record};
use store::{Tx, entities, records};

use crate::{
    Error, Home, Tag, Worker,
    attendance::{self, Event, Occurrence, Step},
    error::refused,
    home::Moment,
    session::{Names, signed_in},
    views::{DutyState, Missing, OnDuty, PostNow, Saved, WindowNow},
};

const TAGS: &[Tag] = &[Tag::Duty, Tag::Records, Tag::Sync];
/// Back over a night window and a wall clock in another zone.
const LOOK_BACK_MS: i64 = 48 * 60 * 60_000;

/// When somebody came or left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Now, by the phone's clocks.
    Now,
    /// As the worker says, entered afterwards.
    Stated(UtcMs),
}

/// 到岗.
///
/// # Errors
/// `unknown-post`.
pub fn on(home: &Home, worker: Worker, post_id: PostId, when: When) -> Result<Saved, Error> {
    home.write(TAGS, |tx, moment| {
        let windows = windows_of(tx, &post(tx, post_id)?)?;
        let at = at(moment, when);
        let occurrence = Occurrence::belonging(&windows, at);
        let there = attendance::open(&events(tx, moment)?)
            .into_iter()
            .find(|on| is_of(on, post_id, worker.staff_id) && attendance::holds(on, occurrence.as_ref(), at));
        if let Some(there) = there {
            return Ok(saved_on(&there, &windows));
        }
        let window = occurrence.map(|it| it.window.kind);
        let body =
            DutyOn { post_id, window, stated_at: stated(when), position: None, photos: Vec::new(), detail: None };
        let stored = moment.append(tx, worker, Body::DutyOn(body))?;
        let earliest = if when == When::Now { moment.earliest() } else { at };
        let on_time = occurrence.map(|it| it.in_time(earliest));
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: at, on_time })
    })
}

/// 离岗.
///
/// # Errors
/// `unknown-post`.
pub fn off(home: &Home, worker: Worker, post_id: PostId, when: When) -> Result<Saved, Error> {
    home.write(TAGS, |tx, moment| {
        let windows = windows_of(tx, &post(tx, post_id)?)?;
        let at = at(moment, when);
        let came = attendance::open(&events(tx, moment)?).into_iter().rfind(|on| is_of(on, post_id, worker.staff_id));
        let belonging = || Occurrence::belonging(&windows, at).map(|it| it.window.kind);
        let window = came.and_then(|on| on.window).or_else(belonging);
        let body = DutyOff { post_id, window, stated_at: stated(when), position: None, detail: None };
        let stored = moment.append(tx, worker, Body::DutyOff(body))?;
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: at, on_time: None })
    })
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
        list(tx, &moment)
    })
}

pub(crate) fn list(tx: &Tx<'_>, moment: &Moment<'_>) -> Result<Vec<PostOfSchool>, Error> {
    let (now, names) = (moment.now(), Names::read(tx)?);
    let (schools, windows) = (entities::schools(tx)?, entities::windows(tx)?);
    let me = signed_in(tx)?.and_then(|worker| names.member(worker.staff_id));
    let events = events(tx, moment)?;
    let open = attendance::open(&events);
    let mut posts: Vec<PostOfSchool> = Vec::new();
    for post in entities::posts(tx)? {
        let school = schools.iter().find(|s| s.id == post.school_id);
        // Windows come sorted by school: one run of them is this school's.
        let first = windows.partition_point(|w| w.school_id < post.school_id);
        let count = windows[first..].partition_point(|w| w.school_id == post.school_id);
        let windows = &windows[first..first + count];
        let occurrence = Occurrence::belonging(windows, now);
        let there: Vec<&Event> =
            open.iter().filter(|on| on.post_id == post.id && attendance::holds(on, occurrence.as_ref(), now)).collect();
        let i_am_there = me.is_some_and(|me| there.iter().any(|on| on.staff_id == me.id));
        let i_was_there = me.is_some_and(|me| events.iter().any(|event| is_of(event, post.id, me.id)));
        posts.push(PostOfSchool {
            school_code: school.map(|s| s.code.clone()).unwrap_or_default(),
            post: PostNow {
                id: post.id,
                name: post.name.clone(),
                school: school.map(|s| s.name.clone()).unwrap_or_default(),
                window: attendance::shown(windows, now).map(|(window, phase)| window_now(window, phase)),
                missing: missing(&post, &there, &names),
                on: there.iter().map(|on| on_duty(on, &names)).collect(),
                me: if i_am_there { DutyState::On } else { DutyState::Off },
                mine: i_was_there || me.is_some_and(|me| me.unit == post.school_id.into()),
            },
        });
    }
    posts.sort_by_key(|it| (!it.post.mine, it.post.window.as_ref().map_or(3, |w| w.phase as u8)));
    Ok(posts)
}

fn window_now(window: &DutyWindow, phase: duty_window::Phase) -> WindowNow {
    WindowNow {
        kind: window.kind,
        label: window.kind.label().to_owned(),
        start: duty_window::clock(window.start_min),
        end: duty_window::clock(window.end_min),
        arrive_before_min: window.arrive_before_min,
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

/// Comings and leavings of the last two days, in the order they were recorded.
fn events(tx: &Tx<'_>, moment: &Moment<'_>) -> Result<Vec<Event>, Error> {
    // The index is by the wall clock, which may have been set: look from the earlier of the two nows.
    let from = moment.now().min(moment.reading().wall).plus(-LOOK_BACK_MS);
    let rows = records::since(tx, from, &[Kind::DutyOn, Kind::DutyOff])?;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows.iter().rev() {
        events.extend(event(&row.record()?));
    }
    Ok(events)
}

/// The event a record tells; `None` for other kinds and for bodies of a later version.
pub(crate) fn event(record: &Record) -> Option<Event> {
    let (step, post_id, window, stated) = match record.read_body().ok()? {
        Body::DutyOn(body) => (Step::On, body.post_id, body.window, body.stated_at),
        Body::DutyOff(body) => (Step::Off, body.post_id, body.window, body.stated_at),
        _ => return None,
    };
    let estimate = record.time.estimate.unwrap_or(record.time.wall);
    let doubt_ms = i64::from(record.time.estimate_err_ms.unwrap_or(0));
    Some(Event {
        post_id,
        staff_id: record.actor?,
        record_id: record.record_id,
        seq: record.seq,
        step,
        window,
        at: stated.unwrap_or(estimate),
        earliest: stated.unwrap_or(estimate.plus(-doubt_ms)),
    })
}

/// Whether somebody who came was in time; `None` outside all windows and for leaving.
pub(crate) fn on_time(event: &Event, windows: &[DutyWindow]) -> Option<bool> {
    let kind = event.window.filter(|_| event.step == Step::On)?;
    Some(Occurrence::of_kind(windows, kind, event.at)?.in_time(event.earliest))
}

fn saved_on(on: &Event, windows: &[DutyWindow]) -> Saved {
    Saved { record_id: on.record_id, seq: on.seq, at_ms: on.at, on_time: on_time(on, windows) }
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

fn post(tx: &Tx<'_>, id: PostId) -> Result<DutyPost, Error> {
    match entities::get(tx, EntityKind::Post, id.as_bytes())? {
        Some(Entity::Post(post)) => Ok(post),
        _ => Err(refused("unknown-post")),
    }
}

pub(crate) fn windows_of(tx: &Tx<'_>, post: &DutyPost) -> Result<Vec<DutyWindow>, Error> {
    let mut windows = entities::windows(tx)?;
    windows.retain(|w| w.school_id == post.school_id);
    Ok(windows)
}
