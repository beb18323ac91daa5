//! The records of this phone, mine and my colleagues', and how far each has come. Delivered means that a receipt which verifies covers it.

use domain::{
    duty_note::DutyEntry,
    ids::{RecordId, StaffId},
    photo::Digest,
    time::UtcMs,
};
use protocol::{Body, Kind};
use serde::Deserialize;
use store::{
    Tx, photos,
    records::{self, Row},
    uploads::UploadProgress,
};
use ts_rs::TS;

use crate::{
    Error, Home,
    views::{RecordDetail, RecordRow},
};

mod evidence;
mod facts;
mod subjects;

pub(crate) use subjects::Subjects;

/// Kinds the list shows; sessions are the phone's own bookkeeping.
const LISTED: [Kind; 11] = [
    Kind::DutyOn,
    Kind::DutyOff,
    Kind::DutyNote,
    Kind::EscortSheet,
    Kind::CheckIn,
    Kind::HazardReport,
    Kind::Correction,
    Kind::RosterRequest,
    Kind::DayReview,
    Kind::PatrolRun,
    Kind::Answer,
];
/// Most rows of one page.
const PAGE_MAX: usize = 200;

/// Whose records a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// What whoever is signed in recorded, and what others recorded of them.
    Mine,
    /// Everybody's who used this phone.
    All,
}

/// A page of this phone's records before a place in the list (`None`: the newest), newest first. With nobody signed in
/// there are none that are mine.
///
/// # Errors
/// Only those of the database.
pub fn page(home: &Home, whose: Whose, before: Option<u64>, limit: usize) -> Result<Vec<RecordRow>, Error> {
    let limit = limit.min(PAGE_MAX);
    home.read(|tx| {
        let subjects = Subjects::read(tx)?;
        let rows = match (whose, subjects.me()) {
            (Whose::All, _) => records::page(tx, before, &LISTED, limit)?,
            (Whose::Mine, Some(me)) => of_person(tx, me, before, limit)?,
            (Whose::Mine, None) => Vec::new(),
        };
        rows.iter().map(|row| subjects.line(tx, row, home.is_sending())).collect()
    })
}

/// The newest records that somebody made or is named in, out of all: a phone has a handful of users.
fn of_person(tx: &Tx<'_>, me: StaffId, mut before: Option<u64>, limit: usize) -> Result<Vec<Row>, Error> {
    let mut found = Vec::new();
    loop {
        let rows = records::page(tx, before, &LISTED, PAGE_MAX)?;
        let was_last = rows.len() < PAGE_MAX;
        before = rows.last().map(|row| row.place);
        found.extend(rows.into_iter().filter(|row| row.actor == Some(me) || names(row, me)));
        if was_last || found.len() >= limit {
            found.truncate(limit);
            return Ok(found);
        }
    }
}

/// Whether a colleague recorded something of them: that they came, went, were there or not, or took over.
fn names(row: &Row, me: StaffId) -> bool {
    match row.record().ok().and_then(|record| record.read_body().ok()) {
        Some(Body::DutyOn(it)) => it.detail.is_some_and(|it| it.people.is_some_and(|people| people.contains(&me))),
        Some(Body::DutyOff(it)) => it.detail.is_some_and(|it| it.people.is_some_and(|people| people.contains(&me))),
        Some(Body::DutyNote(it)) => match it.entry {
            DutyEntry::RollCall(it) => it.present.contains(&me) || it.absent.iter().any(|it| it.staff_id == me),
            DutyEntry::HandOver(it) => it.to == Some(me),
            DutyEntry::Log(_) | DutyEntry::Close(_) => false,
        },
        Some(Body::CheckIn(it)) => it.detail.is_some_and(|it| it.witness == Some(me)),
        _ => false,
    }
}

/// One of my records with its evidence; nothing when this phone has none of that name.
///
/// # Errors
/// Only those of the database.
pub fn detail(home: &Home, record_id: RecordId) -> Result<Option<RecordDetail>, Error> {
    let now = home.clocks().read().wall;
    home.read(|tx| {
        let Some(row) = records::by_id(tx, record_id)? else { return Ok(None) };
        let subjects = Subjects::read(tx)?;
        evidence::describe(tx, &row, &subjects, home.is_sending(), now).map(Some)
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
    /// The pictures it names.
    pub photos: Vec<EntryPhoto>,
}

/// A picture of an [`Entry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPhoto {
    /// Digest of its file.
    pub sha256: Digest,
    /// The server holds it.
    pub stored: bool,
    /// Its file was damaged before it could be sent, or the server will never take it.
    pub lost: bool,
    /// The server's code for why it will never take it.
    pub refused: Option<String>,
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
    let named = if row.photos_total == 0 { Vec::new() } else { photos::of_record(tx, row.place)? };
    let described = |photo: &photos::PhotoRow| {
        let progress = photo.picture.map(|state| state.progress);
        EntryPhoto {
            sha256: photo.photo.sha256,
            stored: progress == Some(UploadProgress::Stored),
            lost: matches!(progress, Some(UploadProgress::Lost | UploadProgress::Refused)),
            refused: photo.refused.clone(),
        }
    };
    Ok(Entry {
        record_id: row.record_id,
        seq: row.seq,
        kind: row.kind.word(),
        staff_id: row.actor,
        recorded_at: row.recorded_at,
        delivered: row.delivered,
        photos: named.iter().map(described).collect(),
    })
}
