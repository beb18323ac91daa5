//! What one record means: a pure function of its bytes, its time, and the place it names.

use domain::{
    effort::Effort,
    ids::{BootId, DeviceId, RecordId, SchoolId, StaffId, StreamId},
    position::Place,
    time::{Corrected, TimeInterval, UtcMs},
};
use protocol::{Body, Record};

use super::{
    check_in::{self, CheckInRow, Codes},
    correction::{self, AnswerRow, CorrectionRow},
    duty::{self, DutyRow},
    duty_note::{self, DutyNoteRow},
    escort::{self, DayReviewRow, EscortRow},
    finding::{self, FindingRow},
    hazard::{self, HazardRow},
    patrol_run::{self, PatrolRunRow},
    photo::{self, PhotoRow},
    roster_request::{self, RosterRequestRow},
    session::{self, SessionRow},
};
use crate::tables::records::StoredRecord;

/// Who, where and when, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Envelope {
    pub(crate) record_id: RecordId,
    pub(crate) stream_id: StreamId,
    pub(crate) seq: u64,
    /// The line of writing it stands in, and its place there.
    pub(crate) line: Line,
    pub(crate) line_seq: u64,
    pub(crate) kind: u16,
    pub(crate) device_id: DeviceId,
    pub(crate) boot_id: BootId,
    /// What the clock of that boot showed.
    pub(crate) boot_ms: u64,
    pub(crate) staff_id: Option<StaffId>,
    pub(crate) school_id: Option<SchoolId>,
    pub(crate) time: TimeInterval,
    /// How well the anchor that told it knew the boot clock there; `None` where none did.
    pub(crate) anchor_err_ms: Option<u32>,
    pub(crate) stated: Option<UtcMs>,
    pub(crate) received_at: UtcMs,
}

impl Envelope {
    /// The moment it counts for: what the worker stated, else the corrected time.
    pub(crate) fn at(&self) -> UtcMs {
        self.stated.unwrap_or(self.time.best)
    }
}

/// A line of writing: what one phone wrote to a stream one after the other. Copies are a line of their own within the
/// stream that they stand in now, in the order of the stream that they were first written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    pub(crate) stream_id: StreamId,
    /// The stream that its records were first written to; `None` for the stream's own.
    pub(crate) origin: Option<StreamId>,
}

impl Line {
    /// As stored beside the stream: empty for its own records.
    pub(crate) fn written_to(&self) -> Vec<u8> {
        self.origin.map(|origin| origin.as_bytes().to_vec()).unwrap_or_default()
    }

    /// Reads that back.
    pub(crate) fn read(stream_id: StreamId, written_to: &[u8]) -> Self {
        Self { stream_id, origin: StreamId::from_slice(written_to) }
    }
}

/// What it tells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    Duty(DutyRow),
    CheckIn(CheckInRow),
    Hazard(HazardRow),
    Session(SessionRow),
    Finding(FindingRow),
    DutyNote(DutyNoteRow),
    Escort(EscortRow),
    DayReview(DayReviewRow),
    PatrolRun(PatrolRunRow),
    Correction(CorrectionRow),
    Answer(AnswerRow),
    RosterRequest(RosterRequestRow),
}

/// A record as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fact {
    pub(crate) envelope: Envelope,
    pub(crate) meaning: Meaning,
    pub(crate) photos: Vec<PhotoRow>,
    /// What it cost the worker, if the phone counted.
    pub(crate) effort: Option<Effort>,
}

/// The place of a post or point as it was when the record was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JudgedPlace {
    pub(crate) place: Place,
    pub(crate) radius_m: u32,
}

/// What a record names as its place, looked up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NamedPlace {
    pub(crate) school_id: Option<SchoolId>,
    pub(crate) judged: Option<JudgedPlace>,
}

/// What is known beside the record itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    pub(crate) device_id: DeviceId,
    /// When it was made.
    pub(crate) time: Corrected,
    pub(crate) named: NamedPlace,
    /// What is known about the codes that were read.
    pub(crate) codes: Codes<'a>,
}

/// Interprets a record that was understood.
pub(crate) fn interpret(stored: &StoredRecord, record: &Record, body: &Body, known: Known<'_>) -> Fact {
    let origin = record.origin.filter(|origin| origin.stream_id != stored.stream_id);
    let envelope = Envelope {
        record_id: stored.record_id,
        stream_id: stored.stream_id,
        seq: stored.seq,
        line: Line { stream_id: stored.stream_id, origin: origin.map(|origin| origin.stream_id) },
        // A number no stream and no clock reaches is not kept whole.
        line_seq: origin.map_or(stored.seq, |origin| origin.seq.min(i64::MAX.unsigned_abs())),
        kind: stored.kind,
        device_id: known.device_id,
        boot_id: record.time.boot_id,
        boot_ms: boot_ms(record),
        staff_id: record.actor,
        school_id: known.named.school_id,
        time: known.time.time,
        anchor_err_ms: known.time.anchor_err_ms,
        stated: stated(body),
        received_at: stored.received_at,
    };
    let judged = known.named.judged;
    let meaning = match body {
        Body::SessionOpen(it) => session::opened(it, record.session),
        Body::SessionClose(it) => session::closed(it, record.session),
        Body::DutyOn(it) => duty::on(it, judged, known.codes.live),
        Body::DutyOff(it) => duty::off(it, judged),
        Body::CheckIn(it) => check_in::judge(it, record.time.wall, judged, known.codes),
        Body::HazardReport(it) => hazard::reported(it),
        Body::ClockEvent(it) => finding::of_clock(it),
        Body::DeviceEvent(it) => finding::of_device(it),
        Body::DutyNote(it) => duty_note::noted(it),
        Body::EscortSheet(it) => escort::walked(it),
        Body::DayReview(it) => escort::reviewed(it),
        Body::PatrolRun(it) => patrol_run::stepped(it),
        Body::Correction(it) => correction::corrected(it),
        Body::Answer(it) => correction::answered(it),
        Body::RosterRequest(it) => roster_request::asked(it),
    };
    let photos = photo::promised(stored.record_id, body.photos());
    Fact { envelope, meaning, photos, effort: effort(body) }
}

/// What the boot clock showed, as it is kept.
pub(super) fn boot_ms(record: &Record) -> u64 {
    record.time.boot_ms.min(i64::MAX.unsigned_abs())
}

/// When the worker says it was, if it was entered afterwards.
pub(crate) fn stated(body: &Body) -> Option<UtcMs> {
    match body {
        Body::DutyOn(on) => on.stated_at,
        Body::DutyOff(off) => off.stated_at,
        Body::SessionOpen(_)
        | Body::SessionClose(_)
        | Body::CheckIn(_)
        | Body::HazardReport(_)
        | Body::ClockEvent(_)
        | Body::DeviceEvent(_)
        | Body::DutyNote(_)
        | Body::EscortSheet(_)
        | Body::Correction(_)
        | Body::RosterRequest(_)
        | Body::DayReview(_)
        | Body::PatrolRun(_)
        | Body::Answer(_) => None,
    }
}

/// What it cost, where the phone counted it.
fn effort(body: &Body) -> Option<Effort> {
    match body {
        Body::DutyOn(it) => it.detail.as_ref()?.effort,
        Body::DutyOff(it) => it.detail.as_ref()?.effort,
        Body::CheckIn(it) => it.detail.as_ref()?.effort,
        Body::HazardReport(it) => it.effort,
        Body::DutyNote(it) => it.effort,
        Body::EscortSheet(it) => it.effort,
        Body::Correction(it) => it.effort,
        Body::RosterRequest(it) => it.effort,
        Body::DayReview(it) => it.effort,
        Body::PatrolRun(it) => it.effort,
        Body::Answer(it) => it.effort,
        Body::SessionOpen(_) | Body::SessionClose(_) | Body::ClockEvent(_) | Body::DeviceEvent(_) => None,
    }
}
