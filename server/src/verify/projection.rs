//! The projection: computed anew from each record and compared with what boards and lists are made from.
//!
//! What is still waiting in the queues is passed over. A post or point that moved later changes no old judgement: where it
//! stood when a record came in is known.

use std::collections::HashSet;

use domain::{
    ids::{BootId, DeviceId, RecordId},
    presence::ProofCode,
    time::{Corrected, Run},
};
use protocol::{Kind, Record, ServerKeys};

use super::{difference, place};
use crate::{
    db::Conn,
    error::Result,
    identity,
    project::{self, Boots, Codes, Envelope, Fact, Known, Line, Lookup, Meaning, bracket::Stretch, copies, interpret},
    tables::{
        check_ins, corrections,
        devices::Device,
        duty_events, duty_notes, efforts, escort_sheets, events, findings, hazards, patrol_runs, photos,
        projection_queue,
        records::{RecordStatus, StoredRecord},
        retime_queue, roster_requests, sessions,
        streams::Stream,
    },
};

/// A comparison that runs along with the chains.
pub(crate) struct Comparison {
    server: Option<ServerKeys>,
    waiting_boots: HashSet<(DeviceId, BootId)>,
    upto: u64,
    counted: Counted,
    boots: Boots,
    lookup: Lookup,
    /// The stretch of undated records that was looked at last.
    stretch: Option<(Line, Stretch)>,
}

/// What the stored records count as; together they are all of them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counted {
    /// Projected.
    pub(crate) projected: u64,
    /// Further copies of projected ones.
    pub(crate) copies: u64,
    /// Not of their shape.
    pub(crate) quarantined: u64,
    /// Of a kind or version that came after this build.
    pub(crate) unknown: u64,
    /// Not projected yet.
    pub(crate) waiting: u64,
}

impl Counted {
    /// All of them.
    pub(crate) fn total(&self) -> u64 {
        let Self { projected, copies, quarantined, unknown, waiting } = self;
        projected + copies + quarantined + unknown + waiting
    }
}

impl Comparison {
    pub(crate) async fn begin(conn: &mut Conn) -> Result<Self> {
        let waiting_boots = retime_queue::boots(conn).await?.into_iter().collect();
        let server = identity::public_keys(conn).await?;
        let (counted, boots, lookup) = (Counted::default(), Boots::default(), Lookup::default());
        Ok(Self { server, waiting_boots, upto: 0, counted, boots, lookup, stretch: None })
    }

    /// The next records are of this stream.
    pub(crate) async fn stream(&mut self, conn: &mut Conn, stream: &Stream) -> Result<()> {
        self.upto = projection_queue::upto(conn, stream.stream_id).await?;
        if self.upto > stream.head_seq() {
            return Err(difference(format!(
                "stream {} is projected up to record {}, and ends with record {}",
                stream.stream_id,
                self.upto,
                stream.head_seq()
            )));
        }
        Ok(())
    }

    /// Compares one record.
    pub(crate) async fn record(&mut self, conn: &mut Conn, record: &StoredRecord, device: &Device) -> Result<()> {
        if record.status != RecordStatus::Ok {
            is_unread(record)?;
        }
        match record.status {
            RecordStatus::Quarantined => self.counted.quarantined += 1,
            RecordStatus::Unknown => self.counted.unknown += 1,
            RecordStatus::Ok if record.seq > self.upto => self.counted.waiting += 1,
            RecordStatus::Ok => self.understood(conn, record, device).await?,
        }
        Ok(())
    }

    async fn understood(&mut self, conn: &mut Conn, record: &StoredRecord, device: &Device) -> Result<()> {
        let where_ = || place(record.stream_id, record.seq);
        let missing = || difference(format!("{} is not projected", where_()));
        let Some(stored) = stored_fact(conn, record.record_id).await? else { return Err(missing()) };
        if (stored.envelope.stream_id, stored.envelope.seq) != (record.stream_id, record.seq) {
            // The phone sent it again under a new stream; the copy that counts is compared in its own place.
            self.counted.copies += 1;
            return first_counts(conn, (record, device), &stored).await;
        }
        self.counted.projected += 1;
        let envelope = Record::decode(&record.bytes).map_err(|e| difference(format!("{}: {e}", where_())))?;
        let body = envelope.read_body().map_err(|e| difference(format!("{}: {e}", where_())))?;
        let time = self.time(conn, (record, &envelope), device, &stored.envelope).await?;
        let lookup = &mut self.lookup;
        let named = lookup.place(conn, (&body, record.received_at), device).await?;
        let (live, _) = lookup.live(conn, (&envelope, record.received_at), &body, named).await?;
        let retired = lookup.is_retired(conn, (&envelope, record.received_at), &body).await?;
        // Who was known as a colleague then stands in the proof, as the place does.
        let witness = matches!(&stored.meaning, Meaning::CheckIn(visit) if visit.says(ProofCode::Witness));
        let codes = Codes { server: self.server.as_ref(), live, retired, witness };
        let beside = Known { device_id: device.id, time, named, codes };
        let mut fresh = interpret(record, &envelope, &body, beside);
        for photo in std::mem::take(&mut fresh.photos) {
            let promised = photos::get(conn, photo.photo_id).await?;
            let named_first = promised.as_ref().is_some_and(|p| p.record_id != photo.record_id);
            if !named_first && promised.as_ref() != Some(&photo) {
                return Err(difference(format!("a photo of {} is not projected as it was signed", where_())));
            }
        }
        forget_unasked(&mut fresh, &stored);
        if fresh != stored {
            return Err(difference(format!("{} is projected otherwise than it reads", where_())));
        }
        Ok(())
    }

    /// When the record was made, by all that is known now.
    async fn time(
        &mut self,
        conn: &mut Conn,
        (stored, record): (&StoredRecord, &Record),
        device: &Device,
        projected: &Envelope,
    ) -> Result<Corrected> {
        if self.waiting_boots.contains(&(device.id, record.time.boot_id)) {
            return Ok(Corrected { time: projected.time, anchor_err_ms: projected.anchor_err_ms });
        }
        let boot = self.boots.get(conn, device.id, record.time.boot_id).await?;
        let alone = boot.time(device, (record, stored.received_at), &Run::default());
        if alone.time.quality.is_known() {
            return Ok(alone);
        }
        let (line, seq) = (projected.line, projected.line_seq);
        let stretch = match self.stretch.take().filter(|(of, stretch)| *of == line && stretch.holds(seq)) {
            Some((_, stretch)) => stretch,
            None => Stretch::at(conn, &line, seq).await?,
        };
        let time = boot.time(device, (record, stored.received_at), &stretch.run);
        self.stretch = Some((line, stretch));
        Ok(time)
    }

    /// Nothing may be projected that no record says. What every record counts as.
    pub(crate) async fn end(self, conn: &mut Conn) -> Result<Counted> {
        let (events, meanings) = events::counts(conn).await?;
        if events != meanings {
            return Err(difference(format!("{events} records are projected, and {meanings} meanings")));
        }
        let projected = u64::try_from(events).unwrap_or(0);
        if projected != self.counted.projected {
            let stored = self.counted.projected;
            return Err(difference(format!("{projected} records are projected, and {stored} are stored")));
        }
        Ok(self.counted)
    }
}

/// A record that reads must not be passed over as one that does not. After an upgrade the server reads them again at its start.
fn is_unread(record: &StoredRecord) -> Result<()> {
    let reads = project::read(&record.bytes)
        .is_some_and(|(envelope, _)| (envelope.stream_id, envelope.seq) == (record.stream_id, record.seq));
    let what = || format!("{} can be read, and is kept as one that cannot", place(record.stream_id, record.seq));
    if reads { Err(difference(what())) } else { Ok(()) }
}

/// Of copies of one record, the one that came first must be the one that counts.
async fn first_counts(conn: &mut Conn, (copy, device): (&StoredRecord, &Device), counted: &Fact) -> Result<()> {
    let came = Envelope {
        stream_id: copy.stream_id,
        seq: copy.seq,
        received_at: copy.received_at,
        device_id: device.id,
        ..counted.envelope.clone()
    };
    let passed_over = copies::order(&came) < copies::order(&counted.envelope);
    if passed_over && copies::same(conn, &came, &counted.envelope).await? {
        return Err(difference(format!("{} came first and does not count", place(copy.stream_id, copy.seq))));
    }
    Ok(())
}

/// What an earlier build did not ask of a visit, and the running one has not asked yet, says nothing.
fn forget_unasked(fresh: &mut Fact, stored: &Fact) {
    if let (Meaning::CheckIn(fresh), Meaning::CheckIn(stored)) = (&mut fresh.meaning, &stored.meaning)
        && stored.places_point.is_none()
    {
        fresh.places_point = None;
    }
}

/// A projected record as the tables have it, without its photos.
async fn stored_fact(conn: &mut Conn, id: RecordId) -> Result<Option<Fact>> {
    let Some(envelope) = events::get(conn, id).await? else { return Ok(None) };
    let meaning = match Kind::from_number(envelope.kind) {
        Kind::DutyOn | Kind::DutyOff => duty_events::get(conn, id).await?.map(Meaning::Duty),
        Kind::CheckIn => check_ins::get(conn, id).await?.map(Meaning::CheckIn),
        Kind::HazardReport => hazards::get(conn, id).await?.map(Meaning::Hazard),
        Kind::SessionOpen | Kind::SessionClose => sessions::get(conn, id).await?.map(Meaning::Session),
        Kind::ClockEvent | Kind::DeviceEvent => findings::get(conn, id).await?.map(Meaning::Finding),
        Kind::DutyNote => duty_notes::get(conn, id).await?.map(Meaning::DutyNote),
        Kind::EscortSheet => escort_sheets::get(conn, id).await?.map(Meaning::Escort),
        Kind::DayReview => escort_sheets::review(conn, id).await?.map(Meaning::DayReview),
        Kind::PatrolRun => patrol_runs::get(conn, id).await?.map(Meaning::PatrolRun),
        Kind::Correction => corrections::get(conn, id).await?.map(Meaning::Correction),
        Kind::Answer => corrections::answer(conn, id).await?.map(Meaning::Answer),
        Kind::RosterRequest => roster_requests::get(conn, id).await?.map(Meaning::RosterRequest),
        Kind::Unknown(_) => None,
    };
    let effort = efforts::get(conn, id).await?;
    Ok(meaning.map(|meaning| Fact { envelope, meaning, photos: Vec::new(), effort }))
}
