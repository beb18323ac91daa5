//! My records and how far each has come. Delivered means that a receipt which verifies covers it.

use std::collections::HashMap;

use domain::{
    duty_window::DutyWindow,
    ids::{PointId, PostId, RecordId, SchoolId, StaffId},
    photo::Digest,
    time::UtcMs,
};
use protocol::{Body, Kind};
use store::{
    Tx, entities, photos,
    records::{self, Row},
};

use crate::{
    Error, Home, duty,
    session::Names,
    status::Sending,
    views::{RecordDetail, RecordRow, RecordState},
};

mod evidence;

/// Kinds the list shows; sessions are the phone's own bookkeeping.
const LISTED: [Kind; 4] = [Kind::DutyOn, Kind::DutyOff, Kind::CheckIn, Kind::HazardReport];
/// Most rows of one page.
const PAGE_MAX: usize = 200;

/// A page of my records before a place in the list (`None`: the newest), newest first.
///
/// # Errors
/// Only those of the database.
pub fn page(home: &Home, before: Option<u64>, limit: usize) -> Result<Vec<RecordRow>, Error> {
    home.read(|tx| {
        let subjects = Subjects::read(tx)?;
        let rows = records::page(tx, before, &LISTED, limit.min(PAGE_MAX))?;
        rows.iter().map(|row| subjects.line(row, home.is_sending())).collect()
    })
}

/// One of my records with its evidence; nothing when this phone has none of that name.
///
/// # Errors
/// Only those of the database.
pub fn detail(home: &Home, record_id: RecordId) -> Result<Option<RecordDetail>, Error> {
    let now = home.clocks().read().wall;
    home.read(|tx| {
        let Some(row) = records::by_id(tx, record_id)? else { return Ok(None) };
        let line = Subjects::read(tx)?.line(&row, home.is_sending())?;
        evidence::describe(tx, &row, line, now).map(Some)
    })
}

/// One record of this phone, for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub record_id: RecordId,
    /// Place in the stream.
    pub seq: u64,
    /// Word of its kind.
    pub kind: &'static str,
    /// Who acted.
    pub staff_id: Option<StaffId>,
    /// When, by the phone's wall clock.
    pub recorded_at: UtcMs,
    /// Whether a receipt covers it.
    pub delivered: bool,
    /// The pictures it names, and whether the server holds each.
    pub photos: Vec<(Digest, bool)>,
}

/// Which records [`entries`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of this phone.
    All,
    /// Those no receipt covers, and those with a picture the server does not hold.
    Pending,
}

/// Records of every kind, newest first.
///
/// # Errors
/// Only those of the database.
pub fn entries(home: &Home, which: Which) -> Result<Vec<Entry>, Error> {
    home.read(|tx| {
        let mut entries = Vec::new();
        for row in records::page(tx, None, &[], usize::MAX)? {
            if which == Which::All || !row.delivered || row.photos_stored < row.photos_total {
                entries.push(entry(tx, &row)?);
            }
        }
        Ok(entries)
    })
}

fn entry(tx: &Tx<'_>, row: &Row) -> Result<Entry, Error> {
    let stored = if row.photos_total == 0 { Vec::new() } else { photos::of_record(tx, row.place)? };
    let is_stored = |photo: &photos::PhotoRow| photo.picture.as_ref().is_some_and(|state| state.is_stored());
    Ok(Entry {
        record_id: row.record_id,
        seq: row.seq,
        kind: row.kind.word(),
        staff_id: row.actor,
        recorded_at: row.recorded_at,
        delivered: row.delivered,
        photos: stored.iter().map(|photo| (photo.photo.sha256, is_stored(photo))).collect(),
    })
}

/// The names records are listed by.
struct Subjects {
    names: Names,
    schools: HashMap<SchoolId, String>,
    posts: HashMap<PostId, (String, SchoolId)>,
    points: HashMap<PointId, (String, SchoolId)>,
    windows: HashMap<SchoolId, Vec<DutyWindow>>,
}

impl Subjects {
    fn read(tx: &Tx<'_>) -> Result<Self, Error> {
        let mut windows: HashMap<SchoolId, Vec<DutyWindow>> = HashMap::new();
        for window in entities::windows(tx)? {
            windows.entry(window.school_id).or_default().push(window);
        }
        Ok(Self {
            names: Names::read(tx)?,
            schools: entities::schools(tx)?.into_iter().map(|it| (it.id, it.name)).collect(),
            posts: entities::posts(tx)?.into_iter().map(|it| (it.id, (it.name, it.school_id))).collect(),
            points: entities::points(tx)?.into_iter().map(|it| (it.id, (it.name, it.school_id))).collect(),
            windows,
        })
    }

    fn line(&self, row: &Row, sending: Sending) -> Result<RecordRow, Error> {
        let record = row.record()?;
        let event = duty::event(&record);
        let (title, detail) = record.read_body().map(|body| self.title_and_detail(&body)).unwrap_or_default();
        let on_time = event.and_then(|event| {
            let (_, school_id) = self.posts.get(&event.post_id)?;
            duty::on_time(&event, self.windows.get(school_id)?)
        });
        Ok(RecordRow {
            seq: row.place,
            record_id: row.record_id,
            kind: row.kind.into(),
            title,
            detail,
            who: row.actor.map(|id| self.names.name(id).to_owned()).unwrap_or_default(),
            at_ms: event.map_or(record.time.estimate.unwrap_or(record.time.wall), |event| event.at),
            state: state(row, sending),
            photos_sent: row.photos_stored,
            photos_total: row.photos_total,
            photos_lost: row.photos_lost,
            reason: row.remark.clone(),
            on_time,
        })
    }

    /// What a line says first and second. Things that have left this phone's lists have no name any more.
    fn title_and_detail(&self, body: &Body) -> (String, String) {
        let place = |found: Option<&(String, SchoolId)>| match found {
            Some((name, school_id)) => (name.clone(), self.school(*school_id)),
            None => Default::default(),
        };
        match body {
            Body::DutyOn(body) => place(self.posts.get(&body.post_id)),
            Body::DutyOff(body) => place(self.posts.get(&body.post_id)),
            Body::DutyNote(body) => place(self.posts.get(&body.post_id)),
            Body::RosterRequest(body) => place(self.posts.get(&body.post_id)),
            Body::EscortSheet(body) => (self.school(body.school_id), body.note.clone()),
            Body::DayReview(body) => (self.school(body.school_id), body.text.clone()),
            Body::PatrolRun(body) => (String::new(), body.note.clone()),
            Body::Correction(body) => (String::new(), body.reason.clone()),
            Body::Answer(body) => (String::new(), body.text.clone()),
            Body::CheckIn(body) => {
                let (title, school) = place(self.points.get(&body.point_id));
                (title, if body.note.is_empty() { school } else { body.note.clone() })
            }
            Body::HazardReport(body) => (self.school(body.school_id), body.text.clone()),
            Body::SessionOpen(_) | Body::SessionClose(_) | Body::ClockEvent(_) | Body::DeviceEvent(_) => {
                Default::default()
            }
        }
    }

    fn school(&self, id: SchoolId) -> String {
        self.schools.get(&id).cloned().unwrap_or_default()
    }
}

/// A tick stands on a receipt alone: a remark without one would be a claim.
fn state(row: &Row, sending: Sending) -> RecordState {
    match (row.delivered, &row.remark, sending) {
        (true, Some(_), _) => RecordState::Kept,
        (true, None, _) => RecordState::Delivered,
        (false, _, Sending::Now) => RecordState::Sending,
        (false, _, Sending::Not) => RecordState::Saved,
    }
}
