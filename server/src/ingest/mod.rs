//! The one door by which facts enter: a sealed run of records is checked against the chain and stored as it came.
//!
//! [`prepare`] does what needs no database (envelopes, sizes, whether bodies are understood); [`push`] is the
//! transaction: lock the head, compare at the seam, verify the seal, store bytes, move the head. Nothing is judged
//! by its meaning here; that is the projection's work, later and repeatable. Rules: sync-and-reliability §2.5.

mod writer;

use domain::{
    ids::{DeviceId, StreamId},
    limits,
    photo::Digest,
    time::UtcMs,
};
use protocol::{
    BodyError, PublicKey, Record, Seal, chain,
    sync::{Push, RecordOutcome},
    to_cbor,
};

use crate::{
    Error,
    db::Conn,
    error::Result,
    tables::{
        devices::Device,
        projection_queue,
        records::{self, RecordStatus, StoredRecord},
        rejected_pushes, seals,
        streams::{self, Stream},
    },
};

pub(crate) use writer::{Job, Writer};

/// Whose push it is.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    pub(crate) device_id: DeviceId,
    pub(crate) public_key: PublicKey,
    pub(crate) nonce: [u8; 16],
}

/// A push whose envelopes are read.
#[derive(Debug)]
pub(crate) struct Incoming {
    stream_id: StreamId,
    records: Vec<IncomingRecord>,
    seal: Seal,
}

#[derive(Debug)]
struct IncomingRecord {
    bytes: Vec<u8>,
    envelope: Record,
    status: RecordStatus,
}

/// Where a stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: u64,
    pub(crate) hash: Digest,
}

/// A push that is held now: the stream's head, and how many of its records were new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) head: Head,
    pub(crate) fresh: usize,
}

/// Why a push was not stored. Each is an answer to the phone, never a fault of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PushRefusal {
    /// Records before these are missing here.
    Gap(Head),
    /// Another record stands at that place, or the stream is another phone's.
    Fork(Head),
    /// An envelope that cannot be read, or a seal that does not verify.
    Poison(&'static str, Option<Head>),
    /// Too many or too large.
    Shrink(&'static str),
}

/// Reads the envelopes of a push to `stream_id`.
///
/// # Errors
/// [`PushRefusal`] when they are no run of records of this stream.
pub(crate) fn prepare(stream_id: StreamId, push: Push) -> Result<Incoming, PushRefusal> {
    let seal = push.seal;
    if push.records.len() > limits::PUSH_RECORDS_MAX {
        return Err(PushRefusal::Shrink("too-many"));
    }
    let count = push.records.len() as u64;
    if count == 0
        || seal.first == 0
        || seal.last.checked_sub(seal.first) != Some(count - 1)
        || seal.last > i64::MAX as u64
    {
        return Err(PushRefusal::Poison("bad-range", None));
    }
    let mut records = Vec::with_capacity(push.records.len());
    for (seq, bytes) in (seal.first..).zip(push.records) {
        let bytes = Vec::from(bytes);
        if bytes.len() > limits::RECORD_BYTES_MAX {
            return Err(PushRefusal::Shrink("record-too-large"));
        }
        let envelope = Record::decode(&bytes).map_err(|_| PushRefusal::Poison("bad-envelope", None))?;
        if envelope.stream_id != stream_id || envelope.seq != seq {
            return Err(PushRefusal::Poison("bad-envelope", None));
        }
        let status = match envelope.read_body() {
            Ok(_) => RecordStatus::Ok,
            Err(BodyError::Unknown { .. }) => RecordStatus::Unknown,
            Err(BodyError::Invalid(_)) => RecordStatus::Quarantined,
        };
        records.push(IncomingRecord { bytes, envelope, status });
    }
    Ok(Incoming { stream_id, records, seal })
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
        remarked.map(|r| RecordOutcome { seq: r.envelope.seq, code: r.status.word().to_owned() }).collect()
    }

    fn all_bytes(&self) -> impl Iterator<Item = &[u8]> {
        self.records.iter().map(|r| r.bytes.as_slice())
    }
}

/// Stores a push, or says why not. Runs inside the caller's transaction and writes only when it accepts.
pub(crate) async fn push(
    conn: &mut Conn,
    sender: &Sender,
    incoming: &Incoming,
    now: UtcMs,
) -> Result<Result<Accepted, PushRefusal>> {
    let (stream_id, seal) = (incoming.stream_id, &incoming.seal);
    let stream = match streams::lock(conn, stream_id).await? {
        Some(stream) if stream.device_id != sender.device_id => {
            return Ok(Err(PushRefusal::Fork(Head { seq: 0, hash: genesis(stream_id, sender) })));
        }
        Some(stream) => stream,
        None => Stream { stream_id, device_id: sender.device_id, next_seq: 1, head: genesis(stream_id, sender) },
    };
    let head = Head { seq: stream.head_seq(), hash: stream.head };
    if seal.first > stream.next_seq {
        return Ok(Err(PushRefusal::Gap(head)));
    }
    let before = hash_before(conn, &stream, sender, seal.first).await?;
    let hashes: Vec<Digest> = incoming
        .all_bytes()
        .scan(before, |hash, bytes| {
            *hash = chain::next(hash, bytes);
            Some(*hash)
        })
        .collect();
    if let Some(refusal) = compare_at_seam(conn, seal, head, &hashes, stream_id).await? {
        return Ok(Err(refusal));
    }
    if seal.last <= head.seq {
        return Ok(Ok(Accepted { head, fresh: 0 }));
    }
    let last = Head { seq: seal.last, hash: hashes.last().copied().unwrap_or(head.hash) };
    if seal.verify(&sender.public_key, stream_id, &last.hash).is_err() {
        let raw = raw_push(incoming);
        rejected_pushes::insert(conn, sender.device_id, stream_id, "bad-seal", (now, &raw)).await?;
        return Ok(Err(PushRefusal::Poison("bad-seal", Some(head))));
    }
    let fresh = incoming.records.iter().zip(&hashes).filter(|(r, _)| r.envelope.seq > head.seq);
    let rows: Vec<StoredRecord> = fresh.map(|(record, hash)| row(record, *hash, now)).collect();
    // The head first: a stream that another connection opened meanwhile shows here, before its records do.
    streams::put(conn, &Stream { next_seq: last.seq + 1, head: last.hash, ..stream }, now).await?;
    records::insert(conn, &rows).await?;
    seals::insert(conn, stream_id, seal, now).await?;
    projection_queue::mark(conn, stream_id).await?;
    Ok(Ok(Accepted { head: last, fresh: rows.len() }))
}

/// The chain's hash just before `first`.
async fn hash_before(conn: &mut Conn, stream: &Stream, sender: &Sender, first: u64) -> Result<Digest> {
    match first - 1 {
        0 => Ok(genesis(stream.stream_id, sender)),
        seq if seq == stream.head_seq() => Ok(stream.head),
        seq => records::hash_at(conn, stream.stream_id, seq)
            .await?
            .ok_or_else(|| Error::broken(format!("record {seq} of stream {} is missing", stream.stream_id))),
    }
}

/// Where the push overlaps what is stored, both must say the same.
async fn compare_at_seam(
    conn: &mut Conn,
    seal: &Seal,
    head: Head,
    hashes: &[Digest],
    stream_id: StreamId,
) -> Result<Option<PushRefusal>> {
    if seal.first > head.seq {
        return Ok(None);
    }
    let seam = seal.last.min(head.seq);
    let theirs = usize::try_from(seam - seal.first).ok().and_then(|place| hashes.get(place));
    let ours = if seam == head.seq { Some(head.hash) } else { records::hash_at(conn, stream_id, seam).await? };
    Ok((theirs != ours.as_ref()).then_some(PushRefusal::Fork(head)))
}

/// `h_0` of a stream of this sender.
pub(crate) fn genesis(stream_id: StreamId, sender: &Sender) -> Digest {
    chain::genesis(stream_id, &sender.public_key, &sender.nonce)
}

/// `h_0` of a stream of this phone.
pub(crate) fn genesis_of(stream_id: StreamId, device: &Device) -> Digest {
    chain::genesis(stream_id, &device.public_key, &device.nonce)
}

fn row(record: &IncomingRecord, hash: Digest, now: UtcMs) -> StoredRecord {
    StoredRecord {
        stream_id: record.envelope.stream_id,
        seq: record.envelope.seq,
        record_id: record.envelope.record_id,
        kind: record.envelope.kind.number(),
        status: record.status,
        received_at: now,
        hash,
        bytes: record.bytes.clone(),
    }
}

fn raw_push(incoming: &Incoming) -> Vec<u8> {
    let records = incoming.all_bytes().map(|bytes| bytes.to_vec().into()).collect();
    to_cbor(&Push { records, seal: incoming.seal.clone() })
}
