//! Putting right what was recorded 更正: a new record that names the old one. The old one stays, and both are shown.

use std::collections::HashMap;

use domain::{
    correction::{self, Change},
    duty_note::DutyEntry,
    ids::RecordId,
    limits::{HAZARD_CHARS_MAX, LOG_CHARS_MAX, NOTE_CHARS_MAX},
    time::UtcMs,
};
use protocol::{Body, Kind};
use store::{
    Tx,
    records::{self, Row},
};

use crate::{
    Error, Home, Tag, Worker,
    error::refused,
    home::Moment,
    supervision::Supervision,
    text,
    views::{Correctable, Correction, Effort, Saved},
};

const TAGS: &[Tag] =
    &[Tag::Records, Tag::Duty, Tag::Roster, Tag::Escort, Tag::Patrol, Tag::Points, Tag::Rulings, Tag::Sync];

/// Puts something right: of one's own record, or of a duty's as its lead or as the safety officer of its school.
///
/// # Errors
/// `unknown-record`, `not-your-record`, `cannot-correct` (this kind has no such thing), `already-void`, `reason-missing`,
/// `time-in-future`, `text-too-long`, `text-has-identity`.
pub fn correct(
    home: &Home,
    worker: Worker,
    (of, effort): (RecordId, Option<Effort>),
    change: &Correction,
    reason: &str,
) -> Result<Saved, Error> {
    let reason = text::checked(reason, NOTE_CHARS_MAX)?;
    if reason.is_empty() {
        return Err(refused("reason-missing"));
    }
    home.write(TAGS, |tx, moment| {
        let row = records::by_id(tx, of)?.ok_or_else(|| refused("unknown-record"))?;
        let record = row.record()?;
        let body = record.read_body().map_err(|_| refused("cannot-correct"))?;
        let is_mine = row.actor == Some(worker.staff_id);
        if !is_mine && !Supervision::read(tx, Some(worker.staff_id))?.covers(&record, &body) {
            return Err(refused("not-your-record"));
        }
        let change = checked(&body, change, moment)?;
        if Corrections::read(tx)?.is_void(of) {
            return Err(refused("already-void"));
        }
        let effort = effort.map(Effort::to_domain);
        let body = Body::Correction(correction::Correction { of, change, reason, effort });
        let stored = moment.append_about(tx, worker, body, vec![of])?;
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None })
    })
}

fn checked(body: &Body, change: &Correction, moment: &Moment<'_>) -> Result<Change, Error> {
    let wanted = match change {
        Correction::Void => Correctable::Void,
        Correction::Time { .. } => Correctable::Time,
        Correction::Text { .. } => Correctable::Text,
    };
    if !correctable(body).contains(&wanted) {
        return Err(refused("cannot-correct"));
    }
    Ok(match change {
        // Only a clock that the server has set says what lies ahead.
        Correction::Time { at_ms } if moment.err_ms().is_some_and(|err| *at_ms > moment.now().plus(err.into())) => {
            return Err(refused("time-in-future"));
        }
        Correction::Text { text } => Change::Text(text::checked(text, chars_max(body))?),
        other => other.to_domain(),
    })
}

/// What of a record can be put right.
pub(crate) fn correctable(body: &Body) -> Vec<Correctable> {
    use Correctable::{Text, Time, Void};
    match body {
        Body::DutyOn(_) | Body::DutyOff(_) | Body::PatrolRun(_) => vec![Void, Time],
        Body::DutyNote(note) if matches!(note.entry, DutyEntry::RollCall(_)) => vec![Void, Time],
        Body::DutyNote(_) | Body::EscortSheet(_) | Body::CheckIn(_) => vec![Void, Time, Text],
        Body::HazardReport(_) | Body::RosterRequest(_) | Body::DayReview(_) | Body::Answer(_) => vec![Void, Text],
        Body::SessionOpen(_)
        | Body::SessionClose(_)
        | Body::ClockEvent(_)
        | Body::DeviceEvent(_)
        | Body::Correction(_) => vec![],
    }
}

fn chars_max(body: &Body) -> usize {
    match body {
        Body::DutyNote(_) | Body::DayReview(_) => LOG_CHARS_MAX,
        Body::HazardReport(_) => HAZARD_CHARS_MAX,
        _ => NOTE_CHARS_MAX,
    }
}

/// One correction, with its own record.
pub(crate) struct Made {
    /// Its record.
    pub(crate) row: Row,
    /// What it says.
    pub(crate) said: correction::Correction,
}

/// The corrections made on this phone, by the record they are about, in the order in which they were made.
#[derive(Default)]
pub(crate) struct Corrections(HashMap<RecordId, Vec<Made>>);

impl Corrections {
    pub(crate) fn read(tx: &Tx<'_>) -> Result<Self, Error> {
        let mut all: HashMap<RecordId, Vec<Made>> = HashMap::new();
        for row in records::page(tx, None, &[Kind::Correction], usize::MAX)?.into_iter().rev() {
            if let Ok(Body::Correction(said)) = row.record()?.read_body() {
                all.entry(said.of).or_default().push(Made { row, said });
            }
        }
        Ok(Self(all))
    }

    /// Those of one record.
    pub(crate) fn of(&self, id: RecordId) -> &[Made] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether it was made by mistake.
    pub(crate) fn is_void(&self, id: RecordId) -> bool {
        self.of(id).iter().any(|it| it.said.change == Change::Void)
    }

    /// When it was, if that was put right.
    pub(crate) fn time(&self, id: RecordId) -> Option<UtcMs> {
        self.of(id).iter().rev().find_map(|it| match it.said.change {
            Change::Time(at) => Some(at),
            _ => None,
        })
    }

    /// What it should read, if that was put right.
    pub(crate) fn text(&self, id: RecordId) -> Option<&str> {
        self.of(id).iter().rev().find_map(|it| match &it.said.change {
            Change::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }
}
