//! One line for one record: what it is about, by names, and how it stands.

use std::collections::HashMap;

use domain::{
    correction::Change,
    duty_note::{DutyEntry, DutyNote},
    ids::{PointId, PostId, RecordId, RouteId, SchoolId, StaffId},
    patrol_route::RunStep,
    roster::RosterAsk,
    ruling::Ruling,
};
use protocol::Body;
use store::{
    Tx, entities,
    records::{self, Row},
};

use super::{made_at, state};
use crate::{
    Error,
    correction::{Corrections, correctable},
    duty,
    session::{self, Names},
    status::Sending,
    timetable::Timetables,
    views::RecordRow,
};

/// The names records are listed by, and what was said about records since.
pub(crate) struct Subjects {
    me: Option<StaffId>,
    names: Names,
    schools: HashMap<SchoolId, String>,
    posts: HashMap<PostId, (String, SchoolId)>,
    points: HashMap<PointId, (String, SchoolId)>,
    routes: HashMap<RouteId, String>,
    tables: Timetables,
    corrections: Corrections,
    rulings: HashMap<RecordId, Ruling>,
}

impl Subjects {
    pub(crate) fn read(tx: &Tx<'_>) -> Result<Self, Error> {
        Ok(Self {
            me: session::signed_in(tx)?.map(|worker| worker.staff_id),
            names: Names::read(tx)?,
            schools: entities::schools(tx)?.into_iter().map(|it| (it.id, it.name)).collect(),
            posts: entities::posts(tx)?.into_iter().map(|it| (it.id, (it.name, it.school_id))).collect(),
            points: entities::points(tx)?.into_iter().map(|it| (it.id, (it.name, it.school_id))).collect(),
            routes: entities::patrol_routes(tx)?.into_iter().map(|it| (it.id, it.name)).collect(),
            tables: Timetables::read(tx)?,
            corrections: Corrections::read(tx)?,
            rulings: entities::rulings(tx)?.into_iter().map(|it| (it.record_id, it)).collect(),
        })
    }

    /// The names of people.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// What was put right.
    pub(super) fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    /// What the office says about a record.
    pub(super) fn ruling(&self, id: RecordId) -> Option<&Ruling> {
        self.rulings.get(&id)
    }

    /// The line of a record.
    pub(crate) fn line(&self, tx: &Tx<'_>, row: &Row, sending: Sending) -> Result<RecordRow, Error> {
        let record = row.record()?;
        let id = row.record_id;
        let event = duty::told(&record, &self.corrections).into_iter().next();
        let body = record.read_body().ok();
        let (title, detail) = match &body {
            Some(body) => self.title_and_detail(tx, body, id)?,
            None => Default::default(),
        };
        let on_time = event.and_then(|event| {
            let (_, school_id) = self.posts.get(&event.post_id)?;
            duty::on_time(&event, &self.tables.of(*school_id))
        });
        let at = self.corrections.time(id).unwrap_or_else(|| made_at(&record));
        let voided = self.corrections.is_void(id);
        let mine = row.actor.is_some() && row.actor == self.me && !voided;
        Ok(RecordRow {
            seq: row.place,
            record_id: id,
            kind: row.kind.into(),
            what: body.as_ref().and_then(what).map(str::to_owned),
            title,
            detail,
            who: row.actor.map(|id| self.names.name(id).to_owned()).unwrap_or_default(),
            at_ms: event.map_or(at, |event| event.at),
            state: state(row, sending),
            photos_sent: row.photos_stored,
            photos_total: row.photos_total,
            photos_lost: row.photos_lost,
            reason: row.remark.clone(),
            on_time,
            voided,
            corrected: !self.corrections.of(id).is_empty(),
            correctable: body.as_ref().filter(|_| mine).map(correctable).unwrap_or_default(),
            verdict: self.rulings.get(&id).map(|ruling| ruling.verdict),
        })
    }

    /// What a line says first and second. Things that have left this phone's lists have no name any more.
    fn title_and_detail(&self, tx: &Tx<'_>, body: &Body, id: RecordId) -> Result<(String, String), Error> {
        let place = |found: Option<&(String, SchoolId)>| match found {
            Some((name, school_id)) => (name.clone(), self.school(*school_id)),
            None => Default::default(),
        };
        let written = |text: &str| self.corrections.text(id).unwrap_or(text).to_owned();
        let or_school =
            |(title, school): (String, String), text: String| (title, if text.is_empty() { school } else { text });
        Ok(match body {
            Body::DutyOn(body) => place(self.posts.get(&body.post_id)),
            Body::DutyOff(body) => place(self.posts.get(&body.post_id)),
            Body::DutyNote(body) => or_school(place(self.posts.get(&body.post_id)), written(note_text(body))),
            Body::RosterRequest(body) => or_school(place(self.posts.get(&body.post_id)), written(&body.text)),
            Body::CheckIn(body) => or_school(place(self.points.get(&body.point_id)), written(&body.note)),
            Body::EscortSheet(body) => (self.school(body.school_id), written(&body.note)),
            Body::DayReview(body) => (self.school(body.school_id), written(&body.text)),
            Body::HazardReport(body) => (self.school(body.school_id), written(&body.text)),
            Body::PatrolRun(body) => {
                let route = body.route_id.and_then(|id| self.routes.get(&id)).cloned();
                (route.unwrap_or_default(), body.note.clone())
            }
            Body::Correction(body) => (self.title_of(tx, body.of)?, body.reason.clone()),
            Body::Answer(body) => (self.title_of(tx, body.about)?, written(&body.text)),
            Body::SessionOpen(_) | Body::SessionClose(_) | Body::ClockEvent(_) | Body::DeviceEvent(_) => {
                Default::default()
            }
        })
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

    fn school(&self, id: SchoolId) -> String {
        self.schools.get(&id).cloned().unwrap_or_default()
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
