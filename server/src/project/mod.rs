//! Projection: what the stored records mean for boards and lists. Runs after the commit, never on the way of a push.
//!
//! Interpretation is a pure function of a record, its time and the place it names ([`interpret()`]); this file takes
//! dirty streams from the queue and writes what comes out, and then dates what the step made better known. Nothing here
//! is the truth: `verify` computes it anew from the raw bytes and compares.

mod boots;
pub(crate) mod bracket;
mod check_in;
pub(crate) mod copies;
mod correction;
mod duty;
mod duty_note;
mod escort;
mod finding;
mod hazard;
mod interpret;
mod live_scan;
mod lookup;
mod others;
mod patrol_run;
mod photo;
mod reread;
mod retime;
mod roster_request;
mod session;
mod sorted;

use std::{collections::BTreeSet, time::Duration};

use domain::{
    defect::{self, Defect},
    ids::DeviceId,
};
use protocol::{Body, Record};
use tokio::sync::watch;

use crate::{
    anchors, clock,
    db::{Conn, Database},
    doubts,
    error::Result,
    ingest,
    live::Tag,
    patience::Patience,
    state::Shared,
    tables::{
        self, counters, events,
        projection_queue::{self, Waiting},
        records::{self, RecordStatus, StoredRecord},
    },
};

pub(crate) use boots::Boots;
use bracket::Touched;
pub(crate) use check_in::{CheckInRow, Codes};
pub(crate) use correction::{AnswerRow, CorrectionRow};
pub(crate) use duty::{Direction, DutyRow, prove};
pub(crate) use duty_note::DutyNoteRow;
pub(crate) use escort::{DayReviewRow, EscortRow};
pub(crate) use finding::FindingRow;
pub(crate) use hazard::HazardRow;
pub(crate) use interpret::{Envelope, Fact, JudgedPlace, Known, Line, Meaning, NamedPlace, interpret, stated};
pub(crate) use lookup::Lookup;
use others::Others;
pub(crate) use patrol_run::PatrolRunRow;
pub(crate) use photo::PhotoRow;
pub(crate) use roster_request::RosterRequestRow;
pub(crate) use session::SessionRow;
use sorted::Sorted;

/// Streams in one transaction.
const STREAMS: i64 = 64;
/// Records of one stream in one transaction.
const RECORDS: i64 = 500;
/// Phones that wait are not looked for more often.
const LOOK_AGAIN_MS: u64 = 200;
/// Pause after a step that failed.
const PAUSE: Duration = Duration::from_secs(2);

/// Projects what is stored until the server stops.
pub(crate) async fn run(state: Shared, mut stopping: watch::Receiver<bool>) {
    if let Err(error) = reread::run(&state.db).await {
        tracing::error!(%error, "records that were not understood were not looked at again");
    }
    if let Err(error) = reread::proposals(&state.db).await {
        tracing::error!(%error, "visits were not asked whether they place their points");
    }
    let (mut patience, mut others) = (Patience::default(), Others::default());
    loop {
        match step(&state.db).await {
            Ok(done) => {
                patience = Patience::default();
                tell(&state, &done);
                if done.more {
                    continue;
                }
            }
            Err(error) if patience.bears(&error).await => {
                state.metrics.again(error.is_deadlock());
                continue;
            }
            Err(error) => {
                state.metrics.fault();
                tracing::error!(%error, "a projection step failed; it is tried again");
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => continue,
                    _ = stopping.wait_for(|stop| *stop) => return,
                }
            }
        }
        look_through(&state).await;
        tokio::select! {
            () = state.stored.notified() => {}
            () = others.left_something(&state) => {}
            () = rested(&state) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// With nothing left to project, phones that sent something are looked through for what does not fit together.
async fn look_through(state: &Shared) {
    loop {
        match doubts::step(&state.db, clock::now()).await {
            Ok(true) => state.live.changed([Tag::Reviews]),
            Ok(false) => return,
            Err(error) => {
                tracing::error!(%error, "phones were not looked through; it is tried again after the next record");
                return;
            }
        }
    }
}

/// Returns when a phone that waits to be looked through has rested.
async fn rested(state: &Shared) {
    match doubts::next(&state.db).await {
        Ok(Some(at)) => {
            let wait = u64::try_from(at.since(clock::now())).unwrap_or(0).max(LOOK_AGAIN_MS);
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        Ok(None) => std::future::pending().await,
        Err(error) => {
            tracing::warn!(%error, "who is to be looked through was not read");
            std::future::pending().await
        }
    }
}

fn tell(state: &Shared, done: &Done) {
    state.metrics.projected(done.records);
    state.live.changed(done.tags.iter().copied());
}

/// What one step did.
#[derive(Debug, Default)]
pub(crate) struct Done {
    records: usize,
    tags: Vec<Tag>,
    /// Phones some of whose records have another time now.
    retimed: BTreeSet<DeviceId>,
    pub(crate) more: bool,
}

impl Done {
    fn tag(&mut self, tag: Tag) {
        if !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }
}

/// Projects all that is stored, for a folder that no server runs on.
pub(crate) async fn all(db: &Database) -> Result<()> {
    while step(db).await?.more {}
    Ok(())
}

/// One transaction: some streams that have more, then boots whose clocks are known better.
///
/// Any node may do it, one at a time: the numbers of events are held from before the first anchor is read until the
/// commit. A boot that is better known meanwhile waits in its queue until these events can be seen, so none is missed.
pub(crate) async fn step(db: &Database) -> Result<Done> {
    let mut tx = db.begin().await?;
    counters::hold(&mut tx, counters::EVENT_NO).await?;
    let mut done = Done::default();
    let mut lookup = Lookup::default();
    let streams = projection_queue::take(&mut tx, STREAMS).await?;
    done.more = streams.len() == usize::try_from(STREAMS).unwrap_or(usize::MAX);
    let mut facts = Vec::new();
    for stream in streams {
        take_stream(&mut tx, stream, &mut lookup, &mut facts, &mut done).await?;
    }
    let mut touched = write(&mut tx, facts, &mut done).await?;
    retime::run(&mut tx, &mut lookup.boots, &mut touched, &mut done).await?;
    bracket::run(&mut tx, &touched, &mut lookup.boots, &mut done).await?;
    let retimed: Vec<DeviceId> = done.retimed.iter().copied().collect();
    tables::doubts::queue_at_once(&mut tx, &retimed, clock::now()).await?;
    tx.commit().await?;
    Ok(done)
}

async fn take_stream(
    conn: &mut Conn,
    mut stream: Waiting,
    lookup: &mut Lookup,
    facts: &mut Vec<Fact>,
    done: &mut Done,
) -> Result<()> {
    let mut records = records::after(conn, stream.stream_id, stream.upto, RECORDS).await?;
    let more = records.len() == usize::try_from(RECORDS).unwrap_or(usize::MAX);
    if let Some(last) = records.last() {
        stream.upto = last.seq;
    }
    projection_queue::settle(conn, stream, more).await?;
    done.more |= more;
    done.records += records.len();
    if records.len() > 3 && defect::has(Defect::PageEndLost) {
        records.pop();
    }
    for record in records.into_iter().filter(|r| r.status == RecordStatus::Ok) {
        match read_fact(conn, &record, lookup).await? {
            Some(fact) => facts.push(fact),
            // It was understood when it came, and is not now. It is listed, and stops nothing.
            None => records::set_status(conn, &StoredRecord { status: RecordStatus::Quarantined, ..record }).await?,
        }
    }
    Ok(())
}

/// What a stored record means now. `None` when this build cannot read it, or stumbles over it.
pub(crate) async fn read_fact(conn: &mut Conn, record: &StoredRecord, lookup: &mut Lookup) -> Result<Option<Fact>> {
    let Some((envelope, body)) = read(&record.bytes) else { return Ok(None) };
    let Some(device) = lookup.device(conn, record.stream_id).await? else { return Ok(None) };
    let named = lookup.place(conn, (&body, record.received_at), &device).await?;
    let (live, anchor) = lookup.live(conn, (&envelope, record.received_at), &body, named).await?;
    if let Some(anchor) = anchor
        && anchors::learn(conn, device.id, &anchor).await?
    {
        lookup.boots.forget(device.id, anchor.boot_id);
    }
    let time = lookup.boots.time(conn, &device, (record, &envelope)).await?;
    let retired = lookup.is_retired(conn, (&envelope, record.received_at), &body).await?;
    let witness = match lookup::witness(&body) {
        Some(named) => lookup.is_witness(conn, (envelope.actor, named), &device).await?,
        None => false,
    };
    let server = lookup.server_keys(conn).await?;
    let codes = Codes { server: server.as_deref(), live, retired, witness };
    let known = Known { device_id: device.id, time, named, codes };
    Ok(ingest::readable(|| interpret(record, &envelope, &body, known)))
}

/// A record's envelope and body, if this build can read both.
pub(crate) fn read(bytes: &[u8]) -> Option<(Record, Body)> {
    ingest::readable(|| {
        let envelope = Record::decode(bytes).ok()?;
        let body = envelope.read_body().ok()?;
        Some((envelope, body))
    })
    .flatten()
}

/// Writes facts whose records were not projected before under another stream. Where in their lines they stand.
async fn write(conn: &mut Conn, facts: Vec<Fact>, done: &mut Done) -> Result<Touched> {
    let mut touched = Touched::default();
    let facts = only_new(conn, facts, &mut touched).await?;
    if facts.is_empty() {
        return Ok(touched);
    }
    let first_no = counters::take(conn, counters::EVENT_NO, facts.len()).await?;
    events::insert(conn, first_no, &facts).await?;
    let mut sorted = Sorted::default();
    for fact in facts {
        touched.add(&fact.envelope);
        sorted.add(fact);
    }
    sorted.write(conn, done).await?;
    Ok(touched)
}

/// Those facts whose records are not projected yet. See [`copies`].
async fn only_new(conn: &mut Conn, mut facts: Vec<Fact>, touched: &mut Touched) -> Result<Vec<Fact>> {
    if defect::has(Defect::NamesakeCounted) {
        return Ok(facts);
    }
    facts.sort_by_key(|fact| copies::order(&fact.envelope));
    let mut fresh: Vec<Fact> = Vec::with_capacity(facts.len());
    let mut seen = std::collections::HashSet::new();
    let known = events::known(conn, &facts.iter().map(|f| f.envelope.record_id).collect::<Vec<_>>()).await?;
    for fact in facts {
        match known.get(&fact.envelope.record_id) {
            Some(counted) => copies::count_the_first(conn, counted, &fact, touched).await?,
            None if seen.insert(fact.envelope.record_id) => fresh.push(fact),
            None => {}
        }
    }
    Ok(fresh)
}
