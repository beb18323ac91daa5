//! Dates records whose own boot tells nothing by the known records around them, once those are projected.
//!
//! A phone writes one line: its own records of a stream, in their order, or those it wrote first to another stream, in
//! the order of that one. Whatever became known or new in a line in this step may narrow the stretch around it; the
//! stretch is computed anew from what is stored, so that the order of arrivals makes no difference in the end.

use std::collections::BTreeMap;

use domain::time::{Neighbor, Run, TimeBlock};
use protocol::Record;

use super::{Boots, Done, Envelope, Line};
use crate::{
    db::Conn,
    error::Result,
    live::Tag,
    tables::{
        devices,
        lines::{self, Written},
    },
};

/// Places in lines that became known or new.
#[derive(Debug, Default)]
pub(crate) struct Touched(BTreeMap<Line, Span>);

/// From one place to another, both included.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: u64,
    to: u64,
    /// One of them is not known by its own boot.
    unknown: bool,
}

impl Touched {
    /// One more place.
    pub(crate) fn add(&mut self, envelope: &Envelope) {
        let (seq, unknown) = (envelope.line_seq, !envelope.time.quality.is_known());
        let span = self.0.entry(envelope.line).or_insert(Span { from: seq, to: seq, unknown });
        *span = Span { from: span.from.min(seq), to: span.to.max(seq), unknown: span.unknown || unknown };
    }
}

/// Dates what lies around the touched places.
pub(crate) async fn run(conn: &mut Conn, touched: &Touched, boots: &mut Boots, done: &mut Done) -> Result<()> {
    for (line, span) in &touched.0 {
        // Nearly always all is known, and so is what stands beside it.
        if !span.unknown && !lines::unknown_beside(conn, line, (span.from, span.to)).await? {
            continue;
        }
        let (mut next, end) = lines::known_around(conn, line, (span.from, span.to)).await?;
        while let Some(first) = lines::first_unknown(conn, line, (next, end)).await? {
            let stretch = Stretch::at(conn, line, first).await?;
            stretch.date(conn, boots, done).await?;
            next = stretch.after;
        }
    }
    Ok(())
}

/// Consecutive records of a line that their own boots do not tell, between known ones or the line's ends.
pub(crate) struct Stretch {
    /// The known place before it, 0 when there is none.
    before: u64,
    /// The known place after it.
    after: u64,
    records: Vec<(Written, Record)>,
    pub(crate) run: Run,
}

impl Stretch {
    /// The one that a place lies in.
    pub(crate) async fn at(conn: &mut Conn, line: &Line, seq: u64) -> Result<Self> {
        let (before, after) = lines::known_around(conn, line, (seq, seq)).await?;
        let around = (neighbor(conn, line, before).await?, neighbor(conn, line, after).await?);
        let mut records = Vec::new();
        for written in lines::between(conn, line, (before, after)).await? {
            // Bytes that were damaged on the disk say nothing; `verify` tells.
            if let Ok(record) = Record::decode(&written.bytes) {
                records.push((written, record));
            }
        }
        let blocks: Vec<TimeBlock> = records.iter().map(|(_, record)| record.time).collect();
        Ok(Self { before, after, run: Run::new(&blocks, around), records })
    }

    /// Whether a place lies in it.
    pub(crate) fn holds(&self, seq: u64) -> bool {
        self.before < seq && seq < self.after
    }

    async fn date(&self, conn: &mut Conn, boots: &mut Boots, done: &mut Done) -> Result<()> {
        let Some((first, _)) = self.records.first() else { return Ok(()) };
        let Some(device) = devices::get(conn, first.envelope.device_id).await? else { return Ok(()) };
        for (Written { envelope, .. }, record) in &self.records {
            let boot = boots.get(conn, device.id, record.time.boot_id).await?;
            let told = boot.time(&device, (record, envelope.received_at), &self.run);
            let again = Envelope { time: told.time, anchor_err_ms: told.anchor_err_ms, ..envelope.clone() };
            super::retime::set(conn, envelope, &again, done).await?;
        }
        done.tag(Tag::Devices);
        Ok(())
    }
}

async fn neighbor(conn: &mut Conn, line: &Line, seq: u64) -> Result<Option<Neighbor>> {
    let Some(written) = lines::at(conn, line, seq).await? else { return Ok(None) };
    let record = Record::decode(&written.bytes).ok();
    Ok(record.map(|record| Neighbor { wall: record.time.wall, time: written.envelope.time }))
}
