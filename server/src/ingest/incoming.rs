//! What a push carries, read as far as storing needs it: whose, which place, which name, whether it is understood.
//!
//! Bytes come from outside, so a decoder that panics on some is a fault to survive: it is caught here, and the record
//! counts as not understood. A record whose envelope nobody can read is kept as opaque bytes, under a name made from
//! them: a phone on the line is asked for it alone ([`prepare`], [`opaque`]), a file is taken as it is ([`prepare_brought`]).

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::{
    defect::{self, Defect},
    ids::{RecordId, StreamId},
    limits,
};
use protocol::{
    BodyError, Record, Seal, sha256,
    sync::{Push, RecordOutcome},
};
use uuid::Uuid;

use super::PushRefusal;
use crate::tables::records::RecordStatus;

/// A push whose envelopes are read.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(super) stream_id: StreamId,
    pub(super) records: Vec<IncomingRecord>,
    pub(super) seal: Seal,
}

#[derive(Debug)]
pub(super) struct IncomingRecord {
    pub(super) bytes: Vec<u8>,
    pub(super) seq: u64,
    pub(super) record_id: RecordId,
    pub(super) kind: u16,
    pub(super) status: RecordStatus,
}

/// Reads the envelopes of a push to `stream_id`.
///
/// # Errors
/// [`PushRefusal`] when they are no run of records of this stream.
pub(crate) fn prepare(stream_id: StreamId, push: Push) -> Result<Incoming, PushRefusal> {
    check_run(&push)?;
    let seal = push.seal;
    let mut records = Vec::with_capacity(push.records.len());
    for (seq, bytes) in (seal.first..).zip(push.records) {
        let bytes = Vec::from(bytes);
        if bytes.len() > limits::RECORD_BYTES_MAX {
            return Err(PushRefusal::Shrink("record-too-large"));
        }
        let record = read(stream_id, seq, bytes).map_err(|_| PushRefusal::Poison("bad-envelope", None))?;
        if record.status == RecordStatus::Unknown && defect::has(Defect::UnknownRefused) {
            return Err(PushRefusal::Poison("unknown-kind", None));
        }
        records.push(record);
    }
    Ok(Incoming { stream_id, records, seal })
}

/// Takes a run that was brought in a file, where nobody can be asked for one of its records alone: those that cannot be
/// read are kept as opaque bytes among the others, under the one seal.
///
/// # Errors
/// [`PushRefusal`] when the seal is not over so many records, or they are too many.
pub(crate) fn prepare_brought(stream_id: StreamId, push: Push) -> Result<Incoming, PushRefusal> {
    check_run(&push)?;
    let seal = push.seal;
    let numbered = (seal.first..).zip(push.records);
    let records = numbered.map(|(seq, bytes)| read_or_keep(stream_id, seq, Vec::from(bytes))).collect();
    Ok(Incoming { stream_id, records, seal })
}

fn check_run(push: &Push) -> Result<(), PushRefusal> {
    if push.records.len() > limits::PUSH_RECORDS_MAX {
        return Err(PushRefusal::Shrink("too-many"));
    }
    if is_run(push) { Ok(()) } else { Err(PushRefusal::Poison("bad-range", None)) }
}

/// Whether the seal is over as many records as there are.
pub(crate) fn is_run(push: &Push) -> bool {
    let Push { records, seal } = push;
    !records.is_empty() && is_range(seal) && seal.last - seal.first == records.len() as u64 - 1
}

fn is_range(seal: &Seal) -> bool {
    seal.first > 0 && seal.first <= seal.last && seal.last <= i64::MAX as u64
}

/// Takes the one record under `seal` as it is. If it can be read after all, it is like any other.
///
/// # Errors
/// [`PushRefusal`] when the seal is not over one record.
pub(crate) fn opaque(stream_id: StreamId, bytes: Vec<u8>, seal: Seal) -> Result<Incoming, PushRefusal> {
    if !is_range(&seal) || seal.first != seal.last {
        return Err(PushRefusal::Poison("bad-range", None));
    }
    let record = read_or_keep(stream_id, seal.first, bytes);
    Ok(Incoming { stream_id, records: vec![record], seal })
}

/// The record in these bytes, or the bytes as one that is not understood.
fn read_or_keep(stream_id: StreamId, seq: u64, bytes: Vec<u8>) -> IncomingRecord {
    read(stream_id, seq, bytes).unwrap_or_else(|bytes| IncomingRecord {
        seq,
        record_id: opaque_name(&bytes),
        kind: 0,
        status: RecordStatus::Quarantined,
        bytes,
    })
}

/// The name of a record whose own cannot be read: the first sixteen bytes of its digest, as a UUID of version 8.
pub(crate) fn opaque_name(bytes: &[u8]) -> RecordId {
    let mut name = [0; 16];
    name.copy_from_slice(&sha256(&[b"huxiao-opaque-1", bytes])[..16]);
    RecordId(Uuid::new_v8(name))
}

/// The record in these bytes, or the bytes back.
fn read(stream_id: StreamId, seq: u64, bytes: Vec<u8>) -> Result<IncomingRecord, Vec<u8>> {
    let understood = readable(|| {
        let envelope = Record::decode(&bytes).ok().filter(|it| it.stream_id == stream_id && it.seq == seq)?;
        let status = match readable(|| envelope.read_body()) {
            Some(Ok(_)) => RecordStatus::Ok,
            Some(Err(BodyError::Unknown { .. })) => RecordStatus::Unknown,
            Some(Err(BodyError::Invalid(_))) | None => RecordStatus::Quarantined,
        };
        Some((envelope.record_id, envelope.kind.number(), status))
    });
    match understood.flatten() {
        Some((record_id, kind, status)) => Ok(IncomingRecord { bytes, seq, record_id, kind, status }),
        None => Err(bytes),
    }
}

/// What a decoder makes of bytes from outside; `None` when it panicked on them.
pub(crate) fn readable<T>(decode: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(decode))
        .map_err(|_| tracing::error!("a decoder panicked; the record is set aside"))
        .ok()
}

impl Incoming {
    /// How many records it carries.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// Its stream; pushes of one transaction are taken in this order.
    pub(crate) fn stream_id(&self) -> StreamId {
        self.stream_id
    }

    /// The records that were not understood.
    pub(crate) fn outcomes(&self) -> Vec<RecordOutcome> {
        let remarked = self.records.iter().filter(|r| r.status != RecordStatus::Ok);
        remarked.map(|r| RecordOutcome { seq: r.seq, code: r.status.word().to_owned() }).collect()
    }

    /// How many of its records nobody can read.
    pub(crate) fn unread(&self) -> u64 {
        let unread = |r: &&IncomingRecord| r.kind == 0 && r.status == RecordStatus::Quarantined;
        self.records.iter().filter(unread).count() as u64
    }

    pub(super) fn all_bytes(&self) -> impl Iterator<Item = &[u8]> {
        self.records.iter().map(|r| r.bytes.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_takes_nothing_down() {
        assert_eq!(readable(|| 7), Some(7));
        assert_eq!(readable(|| -> u8 { panic!("on these bytes") }), None);
    }

    #[test]
    fn an_unreadable_record_has_the_same_name_each_time_it_comes() {
        assert_eq!(opaque_name(b"nobody knows"), opaque_name(b"nobody knows"));
        assert_ne!(opaque_name(b"nobody knows"), opaque_name(b"nobody knew"));
    }
}
