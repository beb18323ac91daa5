//! A duty at one post as it stands now on this phone: who came, who was called, what was noted, who closed it.
//!
//! A duty is a post, a kind of window and a day. What is recorded between windows belongs to the duty before as long as
//! somebody of it is still there and nobody closed it; after that it belongs to the day alone.

use domain::{
    day::Day,
    duty_note::{DutyEntry, DutyNote, RollCall, Situation, may_close},
    duty_post::DutyPost,
    duty_window::{GRACE_MIN, WindowKind},
    ids::{PostId, StaffId},
    occurrence::Occurrence,
    time::UtcMs,
};
use protocol::{Body, Kind};
use store::{Tx, records};

use crate::{
    Error, Home,
    attendance::{self, Event, Step},
    correction::Corrections,
    home::Moment,
    lists, posts,
    record_time::made_at,
    roster::Rosters,
    sending::{Sending, state},
    session::Names,
    timetable::Timetable,
    views::{AbsentPerson, NoteKind, RollCallShown, RosterTurn, ShiftNote, ShiftNow, TeamMember},
    worker,
};

const GRACE_MS: i64 = GRACE_MIN as i64 * 60_000;
/// Back over a night window and a wall clock in another zone.
const LOOK_BACK_MS: i64 = 48 * 60 * 60_000;

/// The duty of a post as it stands now: the one running, else the next of today, else the last.
///
/// # Errors
/// `unknown-post`.
pub fn now(home: &Home, post_id: PostId) -> Result<ShiftNow, Error> {
    home.read(|tx| {
        let moment = home.moment(tx)?;
        let post = lists::post(tx, post_id)?;
        let rosters = Rosters::read(tx, &moment, home)?;
        let mut posts = posts::list(tx, &moment, &rosters)?.into_iter().map(|it| it.post);
        let shown = posts.find(|it| it.id == post_id).ok_or_else(|| crate::error::refused("unknown-post"))?;
        let table = rosters.table(post.school_id);
        let (events, notes) = (attendance::events(tx, &moment)?, notes(tx, &moment, post_id)?);
        let me = worker::signed_in(tx)?.map(|worker| worker.staff_id);
        let shift = Shift::to_show(&table, &moment, (post_id, me), &events, &notes);
        let turn = shift.occurrence.as_ref().and_then(|occurrence| rosters.expected(&post, occurrence));
        let next = rosters.following(&post, shift.occurrence.as_ref());
        let notes: Vec<&Noted> = notes.iter().filter(|it| shift.has(it.note.window, it.at)).collect();
        let log: Vec<ShiftNote> = notes.iter().map(|it| it.line(rosters.names(), home.is_sending())).collect();
        let counts = |it: &&ShiftNote| !it.voided;
        let roll_call = notes.iter().filter(|it| !it.voided).find_map(|it| it.roll_call(rosters.names()));
        Ok(ShiftNow {
            post: shown,
            day: shift.day,
            start_ms: shift.occurrence.map(|it| it.start),
            end_ms: shift.occurrence.map(|it| it.end),
            team: team(&post, &shift, (turn.as_ref(), next.as_ref()), &events, rosters.names()),
            roll_call,
            abnormal: log.iter().filter(counts).any(|it| it.situation == Some(Situation::Abnormal)),
            closed: log.iter().filter(counts).find(|it| it.what == NoteKind::Close).cloned(),
            lead: turn.as_ref().and_then(|turn| turn.people.first()).map(|lead| lead.name.clone()),
            i_lead: turn.as_ref().is_some_and(|turn| turn.lead),
            may_close: me.is_none_or(|me| closes(&shift, (post_id, me), turn.as_ref(), &events)),
            log,
        })
    })
}

/// Who alone closes the duty that runs now, by name, when it is not this person.
pub(crate) fn who_closes(
    home: &Home,
    tx: &Tx<'_>,
    moment: &Moment<'_>,
    (post_id, me): (PostId, StaffId),
) -> Result<Option<String>, Error> {
    let post = lists::post(tx, post_id)?;
    let rosters = Rosters::read(tx, moment, home)?;
    let (events, notes) = (attendance::events(tx, moment)?, notes(tx, moment, post_id)?);
    let shift = Shift::to_record(&rosters.table(post.school_id), moment, (post_id, Some(me)), &events, &notes);
    let turn = shift.occurrence.as_ref().and_then(|occurrence| rosters.expected(&post, occurrence));
    if closes(&shift, (post_id, me), turn.as_ref(), &events) {
        return Ok(None);
    }
    Ok(turn.and_then(|turn| turn.people.into_iter().next()).map(|lead| lead.name))
}

/// Whether somebody may close a duty, as far as this phone knows who is there.
fn closes(shift: &Shift<'_>, (post_id, me): (PostId, StaffId), turn: Option<&RosterTurn>, events: &[Event]) -> bool {
    let lead = turn.and_then(|turn| turn.people.first()).map(|lead| lead.staff_id);
    let open = attendance::open(events);
    may_close(me, lead, |id| open.iter().any(|on| on.post_id == post_id && on.staff_id == id && shift.has_event(on)))
}

/// One duty.
pub(crate) struct Shift<'t> {
    /// Its window on its day; none for what is outside all windows.
    pub(crate) occurrence: Option<Occurrence<'t>>,
    /// The day on which it begins.
    pub(crate) day: Day,
    table: Timetable<'t>,
}

impl<'t> Shift<'t> {
    /// The one a record that this person makes now belongs to: the one they came for and have not left, as long as it is
    /// within the hour of its end; between two windows the one ahead, once somebody has come for it.
    pub(crate) fn to_record(
        table: &Timetable<'t>,
        moment: &Moment<'_>,
        (post_id, me): (PostId, Option<StaffId>),
        events: &[Event],
        notes: &[Noted],
    ) -> Self {
        let now = moment.now();
        let open = attendance::open(events);
        let mine = open.iter().rev().find(|on| on.post_id == post_id && Some(on.staff_id) == me);
        let mine = mine.and_then(|on| table.came_for(on.window?, on.at));
        if let Some(occurrence) = mine.filter(|it| it.distance_ms(now) <= GRACE_MS) {
            return Self { occurrence: Some(occurrence), day: occurrence.day, table: *table };
        }
        let is_manned =
            |it: &Occurrence<'_>| open.iter().any(|on| on.post_id == post_id && attendance::came_for(table, on, it));
        let occurrence = table.coming(now).filter(is_manned).or_else(|| table.belonging(now));
        let occurrence = occurrence.or_else(|| unfinished(table, now, post_id, events, notes));
        Self { occurrence, day: occurrence.map_or(Day::of(now), |it| it.day), table: *table }
    }

    /// The one to show now.
    fn to_show(
        table: &Timetable<'t>,
        moment: &Moment<'_>,
        (post_id, me): (PostId, Option<StaffId>),
        events: &[Event],
        notes: &[Noted],
    ) -> Self {
        let shift = Self::to_record(table, moment, (post_id, me), events, notes);
        let of_post = |event: &Event| event.post_id == post_id && shift.has_event(event);
        let bare = !events.iter().any(of_post) && !notes.iter().any(|it| shift.has(it.note.window, it.at));
        match table.shown(moment.now()) {
            Some((occurrence, _)) if shift.occurrence.is_none() && bare => {
                Self { day: occurrence.day, occurrence: Some(occurrence), table: *table }
            }
            _ => shift,
        }
    }

    /// Whether a note that was taken for a window of this kind at that moment belongs to it.
    pub(crate) fn has(&self, window: Option<WindowKind>, at: UtcMs) -> bool {
        match &self.occurrence {
            Some(occurrence) => attendance::noted_for(&self.table, (window, at), occurrence),
            None => window.is_none() && Day::of(at) == self.day,
        }
    }

    /// Whether a coming or leaving belongs to it.
    pub(crate) fn has_event(&self, event: &Event) -> bool {
        match (&self.occurrence, event.step) {
            (Some(occurrence), Step::On) => attendance::came_for(&self.table, event, occurrence),
            _ => self.has(event.window, event.at),
        }
    }
}

/// The last duty that is over by the clock, has somebody who did not leave, and was not closed.
fn unfinished<'t>(
    table: &Timetable<'t>,
    now: UtcMs,
    post_id: PostId,
    events: &[Event],
    notes: &[Noted],
) -> Option<Occurrence<'t>> {
    let open = attendance::open(events);
    let today = Day::of(now);
    let past = today.plus(-1).to(today).flat_map(|day| table.on(day)).filter(|it| it.end < now);
    past.filter(|it| {
        let there = open.iter().any(|on| on.post_id == post_id && attendance::came_for(table, on, it));
        let closed =
            notes.iter().any(|note| note.closes() && attendance::noted_for(table, (note.note.window, note.at), it));
        there && !closed
    })
    .max_by_key(|it| it.end)
}

/// A note with what is known of its record.
pub(crate) struct Noted {
    row: records::Row,
    /// What it says, as it was put right since.
    pub(crate) note: DutyNote,
    /// When it was made, as it was put right since.
    pub(crate) at: UtcMs,
    /// Made by mistake.
    pub(crate) voided: bool,
}

impl Noted {
    fn closes(&self) -> bool {
        !self.voided && matches!(self.note.entry, DutyEntry::Close(_))
    }

    /// Whether the closing of a duty that was not normal can rest on it: a log entry, or a hand-over that says so.
    pub(crate) fn explains(&self) -> bool {
        let says = match &self.note.entry {
            DutyEntry::Log(_) => true,
            DutyEntry::HandOver(it) => it.situation == Situation::Abnormal,
            DutyEntry::RollCall(_) | DutyEntry::Close(_) => false,
        };
        says && !self.voided
    }

    fn line(&self, names: &Names, sending: Sending) -> ShiftNote {
        let name = |id: StaffId| names.name(id).to_owned();
        let (what, situation, category, text, handed_to) = match &self.note.entry {
            DutyEntry::Log(it) => {
                (NoteKind::Log, Some(it.situation), Some(it.category), it.text.clone(), it.handed_to.clone())
            }
            DutyEntry::RollCall(_) => (NoteKind::RollCall, None, None, String::new(), String::new()),
            DutyEntry::HandOver(it) => {
                let to = it.to.map(name).unwrap_or_default();
                (NoteKind::HandOver, Some(it.situation), None, it.text.clone(), to)
            }
            DutyEntry::Close(it) => (NoteKind::Close, Some(it.situation), None, it.text.clone(), String::new()),
        };
        ShiftNote {
            record_id: self.row.record_id,
            what,
            who: self.row.actor.map(name).unwrap_or_default(),
            at_ms: self.at,
            situation,
            category,
            text,
            handed_to,
            photos: self.row.photos_total,
            state: state(&self.row, sending),
            voided: self.voided,
        }
    }

    fn roll_call(&self, names: &Names) -> Option<RollCallShown> {
        let DutyEntry::RollCall(RollCall { present, absent, headcount, vehicles, gear, weather }) = &self.note.entry
        else {
            return None;
        };
        let name = |id: StaffId| names.name(id).to_owned();
        Some(RollCallShown {
            record_id: self.row.record_id,
            who: self.row.actor.map(name).unwrap_or_default(),
            at_ms: self.at,
            present: present.iter().map(|id| name(*id)).collect(),
            absent: absent
                .iter()
                .map(|it| AbsentPerson { staff_id: it.staff_id, name: name(it.staff_id), reason: it.reason })
                .collect(),
            headcount: *headcount,
            vehicles: *vehicles,
            gear: *gear,
            weather: *weather,
        })
    }
}

/// The notes of a post of the last two days, newest first.
pub(crate) fn notes(tx: &Tx<'_>, moment: &Moment<'_>, post_id: PostId) -> Result<Vec<Noted>, Error> {
    let from = moment.now().min(moment.reading().wall).plus(-LOOK_BACK_MS);
    let mut all = notes_since(tx, from)?;
    all.retain(|it| it.note.post_id == post_id);
    Ok(all)
}

/// The notes of all posts whose wall clock said `from` or later, newest first.
pub(crate) fn notes_since(tx: &Tx<'_>, from: UtcMs) -> Result<Vec<Noted>, Error> {
    let corrections = Corrections::read(tx)?;
    let mut notes = Vec::new();
    for row in records::since(tx, from, &[Kind::DutyNote])? {
        let record = row.record()?;
        let Ok(Body::DutyNote(mut note)) = record.read_body() else { continue };
        if let Some(text) = corrections.text(row.record_id) {
            put_right(&mut note.entry, text);
        }
        let at = corrections.time(row.record_id).unwrap_or_else(|| made_at(&record));
        let voided = corrections.is_void(row.record_id);
        notes.push(Noted { row, note, at, voided });
    }
    Ok(notes)
}

fn put_right(entry: &mut DutyEntry, text: &str) {
    let written = match entry {
        DutyEntry::Log(it) => &mut it.text,
        DutyEntry::HandOver(it) => &mut it.text,
        DutyEntry::Close(it) => &mut it.text,
        DutyEntry::RollCall(_) => return,
    };
    text.clone_into(written);
}

/// Those on the roster, then who else came, then those of the next turn, then the school's other staff.
fn team(
    post: &DutyPost,
    shift: &Shift<'_>,
    (turn, next): (Option<&RosterTurn>, Option<&RosterTurn>),
    events: &[Event],
    names: &Names,
) -> Vec<TeamMember> {
    let of_shift: Vec<&Event> = events.iter().filter(|it| it.post_id == post.id && shift.has_event(it)).collect();
    let named = |turn: Option<&RosterTurn>| -> Vec<StaffId> {
        turn.into_iter().flat_map(|turn| &turn.people).map(|it| it.staff_id).collect()
    };
    let (rostered, next) = (named(turn), named(next));
    let came = of_shift.iter().filter(|it| it.step == Step::On).map(|it| it.staff_id);
    let own = names.all().filter(|member| member.unit == post.school_id.into()).map(|member| member.id);
    let mut ids: Vec<StaffId> = Vec::new();
    for id in rostered.iter().copied().chain(came).chain(next.iter().copied()).chain(own) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let member = |id: StaffId| {
        let mine = || of_shift.iter().filter(move |it| it.staff_id == id);
        let on = mine().find(|it| it.step == Step::On);
        let left = mine()
            .rfind(|it| it.step == Step::Off)
            .filter(|off| !mine().any(|it| it.step == Step::On && it.at > off.at));
        TeamMember {
            staff_id: id,
            name: names.name(id).to_owned(),
            kind: names.member(id).map(|member| member.kind),
            rostered: rostered.contains(&id),
            lead: rostered.first() == Some(&id),
            next: next.contains(&id),
            on_ms: on.map(|it| it.at),
            off_ms: left.map(|it| it.at),
            record_id: on.map(|it| it.record_id),
        }
    };
    ids.into_iter().map(member).collect()
}
