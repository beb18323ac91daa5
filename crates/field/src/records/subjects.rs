//! One line for one record: what it is about, by names, and how it stands.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
};

use domain::{
    correction::Change,
    duty_note::{DutyEntry, DutyNote},
    ids::{PostId, RecordId, RouteId, SchoolId, StaffId},
    patrol_route::RunStep,
    roster::RosterAsk,
};
use protocol::{Body, Entity, EntityKind, Record};
use store::{
    Tx, entities,
    records::{self, Row},
};

use crate::{
    Error, answer,
    attendance::{self, Event},
    correction::{Corrections, correctable},
    record_time::made_at,
    sending::{Sending, state},
    session::Names,
    supervision::Supervision,
    timetable::Timetables,
    views::RecordRow,
    worker,
};

/// The names records are listed by, and what was said about records since. A name is looked up when the first line needs
/// it, and once: a page shows a few of the thousands that a station's phone holds.
pub(crate) struct Subjects {
    me: Option<StaffId>,
    corrections: Corrections,
    named: RefCell<HashMap<(EntityKind, [u8; 16]), Named>>,
    names: OnceCell<Names>,
    tables: OnceCell<Timetables>,
    supervision: OnceCell<Supervision>,
}

/// What a thing is called, and whose it is; nothing of one that has left this phone's lists.
#[derive(Clone, Debug, Default)]
struct Named {
    name: String,
    school_id: Option<SchoolId>,
}

impl Named {
    fn of(thing: Entity) -> Self {
        let (name, school_id) = match thing {
            Entity::School(it) => (it.name, None),
            Entity::Staff(it) => (it.name, None),
            Entity::PatrolRoute(it) => (it.name, None),
            Entity::Post(it) => (it.name, Some(it.school_id)),
            Entity::Point(it) => (it.name, Some(it.school_id)),
            _ => return Self::default(),
        };
        Self { name, school_id }
    }
}

impl Subjects {
    pub(crate) fn read(tx: &Tx<'_>) -> Result<Self, Error> {
        Ok(Self {
            me: worker::signed_in(tx)?.map(|worker| worker.staff_id),
            corrections: Corrections::read(tx)?,
            named: RefCell::default(),
            names: OnceCell::new(),
            tables: OnceCell::new(),
            supervision: OnceCell::new(),
        })
    }

    /// Who is signed in.
    pub(super) fn me(&self) -> Option<StaffId> {
        self.me
    }

    /// The names of everybody.
    pub(super) fn names(&self, tx: &Tx<'_>) -> Result<&Names, Error> {
        if let Some(names) = self.names.get() {
            return Ok(names);
        }
        let names = Names::read(tx)?;
        Ok(self.names.get_or_init(|| names))
    }

    /// What was put right.
    pub(super) fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    fn tables(&self, tx: &Tx<'_>) -> Result<&Timetables, Error> {
        if let Some(tables) = self.tables.get() {
            return Ok(tables);
        }
        let tables = Timetables::read(tx)?;
        Ok(self.tables.get_or_init(|| tables))
    }

    fn named(&self, tx: &Tx<'_>, kind: EntityKind, id: &[u8; 16]) -> Result<Named, Error> {
        if let Some(named) = self.named.borrow().get(&(kind, *id)) {
            return Ok(named.clone());
        }
        let named = entities::get(tx, kind, id)?.map(Named::of).unwrap_or_default();
        self.named.borrow_mut().insert((kind, *id), named.clone());
        Ok(named)
    }

    fn school(&self, tx: &Tx<'_>, id: SchoolId) -> Result<String, Error> {
        Ok(self.named(tx, EntityKind::School, id.as_bytes())?.name)
    }

    /// What somebody is called.
    pub(super) fn person(&self, tx: &Tx<'_>, id: StaffId) -> Result<String, Error> {
        Ok(self.named(tx, EntityKind::Staff, id.as_bytes())?.name)
    }

    /// The line of a record.
    pub(crate) fn line(&self, tx: &Tx<'_>, row: &Row, sending: Sending) -> Result<RecordRow, Error> {
        let record = row.record()?;
        let id = row.record_id;
        let event = attendance::told(&record, &self.corrections).into_iter().next();
        let body = record.read_body().ok();
        let (title, detail) = match &body {
            Some(body) => self.title_and_detail(tx, body, id)?,
            None => Default::default(),
        };
        let on_time = event.map(|event| self.on_time(tx, &event)).transpose()?.flatten();
        let at = self.corrections.time(id).unwrap_or_else(|| made_at(&record));
        let voided = self.corrections.is_void(id);
        let able = match &body {
            Some(body) if !voided && self.may_correct(tx, row, &record, body)? => correctable(body),
            _ => Vec::new(),
        };
        Ok(RecordRow {
            seq: row.place,
            record_id: id,
            kind: row.kind.into(),
            what: body.as_ref().and_then(what).map(str::to_owned),
            title,
            detail,
            who: row.actor.map(|id| self.person(tx, id)).transpose()?.unwrap_or_default(),
            at_ms: event.map_or(at, |event| event.at),
            state: state(row, sending),
            photos_sent: row.photos_stored,
            photos_total: row.photos_total,
            photos_lost: row.photos_lost,
            reason: row.remark.clone(),
            on_time,
            voided,
            corrected: !self.corrections.of(id).is_empty(),
            correctable: able,
            verdict: answer::ruling_of(tx, id)?.map(|ruling| ruling.verdict),
        })
    }

    /// Whether whoever is signed in may put it right: whoever made it, and who looks after that duty.
    fn may_correct(&self, tx: &Tx<'_>, row: &Row, record: &Record, body: &Body) -> Result<bool, Error> {
        if row.actor.is_some() && row.actor == self.me {
            return Ok(true);
        }
        if self.supervision.get().is_none() {
            let read = Supervision::read(tx, self.me)?;
            return Ok(self.supervision.get_or_init(|| read).covers(record, body));
        }
        Ok(self.supervision.get().is_some_and(|it| it.covers(record, body)))
    }

    /// Whether somebody came or went in time, by the windows of the post's school.
    fn on_time(&self, tx: &Tx<'_>, event: &Event) -> Result<Option<bool>, Error> {
        match self.named(tx, EntityKind::Post, event.post_id.as_bytes())?.school_id {
            Some(school_id) => Ok(attendance::on_time(event, &self.tables(tx)?.of(school_id))),
            None => Ok(None),
        }
    }

    /// What a line says first and second. Things that have left this phone's lists have no name any more.
    fn title_and_detail(&self, tx: &Tx<'_>, body: &Body, id: RecordId) -> Result<(String, String), Error> {
        let written = |text: &str| self.corrections.text(id).unwrap_or(text).to_owned();
        let post = |id: PostId, text: String| self.at(tx, (EntityKind::Post, id.as_bytes()), text);
        Ok(match body {
            Body::DutyOn(body) => post(body.post_id, String::new())?,
            Body::DutyOff(body) => post(body.post_id, String::new())?,
            Body::DutyNote(body) => post(body.post_id, written(note_text(body)))?,
            Body::RosterRequest(body) => post(body.post_id, written(&body.text))?,
            Body::CheckIn(body) => self.at(tx, (EntityKind::Point, body.point_id.as_bytes()), written(&body.note))?,
            Body::EscortSheet(body) => (self.school(tx, body.school_id)?, written(&body.note)),
            Body::DayReview(body) => (self.school(tx, body.school_id)?, written(&body.text)),
            Body::HazardReport(body) => (self.school(tx, body.school_id)?, written(&body.text)),
            Body::PatrolRun(body) => {
                let named = |id: RouteId| self.named(tx, EntityKind::PatrolRoute, id.as_bytes());
                (body.route_id.map(named).transpose()?.unwrap_or_default().name, body.note.clone())
            }
            Body::Correction(body) => (self.title_of(tx, body.of)?, body.reason.clone()),
            Body::Answer(body) => (self.title_of(tx, body.about)?, written(&body.text)),
            Body::SessionOpen(_) | Body::SessionClose(_) | Body::ClockEvent(_) | Body::DeviceEvent(_) => {
                Default::default()
            }
        })
    }

    /// A post or point by its name, and the text, or where there is none its school.
    fn at(&self, tx: &Tx<'_>, (kind, id): (EntityKind, &[u8; 16]), text: String) -> Result<(String, String), Error> {
        let Named { name, school_id } = self.named(tx, kind, id)?;
        let detail = match school_id {
            Some(school_id) if text.is_empty() => self.school(tx, school_id)?,
            _ => text,
        };
        Ok((name, detail))
    }

    /// The title of a record that another is about.
    fn title_of(&self, tx: &Tx<'_>, id: RecordId) -> Result<String, Error> {
        let Some(row) = records::by_id(tx, id)? else { return Ok(String::new()) };
        match row.record()?.read_body() {
            // A correction of a correction is nothing this app makes; it ends here and not in a circle.
            Ok(Body::Correction(_) | Body::Answer(_)) | Err(_) => Ok(String::new()),
            Ok(body) => Ok(self.title_and_detail(tx, &body, id)?.0),
        }
    }
}

/// What a note says in words.
pub(super) fn note_text(note: &DutyNote) -> &str {
    match &note.entry {
        DutyEntry::Log(it) => &it.text,
        DutyEntry::HandOver(it) => &it.text,
        DutyEntry::Close(it) => &it.text,
        DutyEntry::RollCall(_) => "",
    }
}

/// Which of its sort a record is, as a code word.
fn what(body: &Body) -> Option<&'static str> {
    Some(match body {
        Body::DutyNote(note) => match note.entry {
            DutyEntry::Log(_) => "log",
            DutyEntry::RollCall(_) => "roll_call",
            DutyEntry::HandOver(_) => "hand_over",
            DutyEntry::Close(_) => "close",
        },
        Body::PatrolRun(run) => match run.step {
            RunStep::Start => "start",
            RunStep::Finish => "finish",
            RunStep::Void => "void",
        },
        Body::RosterRequest(request) => match request.ask {
            RosterAsk::Swap => "swap",
            RosterAsk::Leave => "leave",
        },
        Body::Correction(correction) => match correction.change {
            Change::Void => "void",
            Change::Time(_) => "time",
            Change::Text(_) => "text",
        },
        Body::CheckIn(visit) => visit.result.code(),
        _ => return None,
    })
}
