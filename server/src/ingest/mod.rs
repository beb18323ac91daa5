//! The one door by which facts enter: a sealed run of records is checked against the chain and stored as it came.
//!
//! [`prepare`] does what needs no database (envelopes, sizes, whether bodies are understood); [`push`] is the
//! transaction: lock the head, compare at the seam, verify the seal, store bytes, move the head. Nothing is judged
//! by its meaning here; that is the projection's work, later and repeatable. Rules: sync-and-reliability §2.5.

mod incoming;
mod writer;

use domain::{
    defect::{self, Defect},
    ids::{DeviceId, StreamId},
    photo::Digest,
    time::UtcMs,
};
use minicbor::bytes::ByteVec;
use protocol::{PublicKey, Seal, chain, sha256, sync::Push, to_cbor};

use crate::{
    Error,
    db::Conn,
    error::Result,
    tables::{
        devices::Device,
        projection_queue,
        records::{self, StoredRecord},
        rejected_pushes::{self, NewRejected},
        seals,
        streams::{self, Stream},
    },
};

use incoming::IncomingRecord;
pub(crate) use incoming::{Incoming, is_run, opaque, opaque_name, prepare, prepare_brought, readable};
pub(crate) use writer::{Answer, Job, Writer};

/// Whose push it is.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    pub(crate) device_id: DeviceId,
    pub(crate) public_key: PublicKey,
    pub(crate) nonce: [u8; 16],
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
    /// How much of it would survive the loss of this disk.
    pub(crate) durable_upto: u64,
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

/// Stores a push, or says why not. Runs inside the caller's transaction; of a push that it does not accept it keeps
/// the bytes as evidence, where they tell of another history or of a broken seal.
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
        None => Stream {
            stream_id,
            device_id: sender.device_id,
            next_seq: 1,
            head: genesis(stream_id, sender),
            durable_upto: 0,
        },
    };
    let head = Head { seq: stream.head_seq(), hash: stream.head };
    let gap = seal.first > stream.next_seq;
    if gap && !defect::has(Defect::GapAccepted) {
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
    if !agrees_at_seam(conn, seal, head, &hashes, stream_id).await? {
        streams::mark_forked(conn, stream_id, now).await?;
        keep_rejected(conn, sender, incoming, "fork", now).await?;
        return Ok(Err(PushRefusal::Fork(head)));
    }
    if seal.last <= head.seq {
        return Ok(Ok(Accepted { head, fresh: 0, durable_upto: stream.durable_upto }));
    }
    let last = Head { seq: seal.last, hash: hashes.last().copied().unwrap_or(head.hash) };
    let sealed = seal.verify(&sender.public_key, stream_id, &last.hash).is_ok();
    // Behind a gap nobody knows the hash that the seal is about.
    if !sealed && !gap && !defect::has(Defect::SealUnchecked) {
        keep_rejected(conn, sender, incoming, "bad-seal", now).await?;
        return Ok(Err(PushRefusal::Poison("bad-seal", Some(head))));
    }
    let fresh = incoming.records.iter().zip(&hashes).filter(|(r, _)| r.seq > head.seq);
    let rows: Vec<StoredRecord> = fresh.map(|(record, hash)| row(stream_id, record, *hash, now)).collect();
    // The head first: a stream that another connection opened meanwhile shows here, before its records do.
    streams::put(conn, &Stream { next_seq: last.seq + 1, head: last.hash, ..stream }, now).await?;
    records::insert(conn, &rows).await?;
    seals::insert(conn, stream_id, seal, now).await?;
    projection_queue::mark(conn, stream_id).await?;
    Ok(Ok(Accepted { head: last, fresh: rows.len(), durable_upto: stream.durable_upto }))
}

/// The chain's hash just before `first`.
async fn hash_before(conn: &mut Conn, stream: &Stream, sender: &Sender, first: u64) -> Result<Digest> {
    match first - 1 {
        0 => Ok(genesis(stream.stream_id, sender)),
        seq if seq == stream.head_seq() || defect::has(Defect::GapAccepted) => Ok(stream.head),
        seq => records::hash_at(conn, stream.stream_id, seq)
            .await?
            .ok_or_else(|| Error::broken(format!("record {seq} of stream {} is missing", stream.stream_id))),
    }
}

/// Whether push and store say the same where they overlap.
async fn agrees_at_seam(
    conn: &mut Conn,
    seal: &Seal,
    head: Head,
    hashes: &[Digest],
    stream_id: StreamId,
) -> Result<bool> {
    if seal.first > head.seq || defect::has(Defect::SeamUnchecked) {
        return Ok(true);
    }
    let seam = seal.last.min(head.seq);
    let theirs = usize::try_from(seam - seal.first).ok().and_then(|place| hashes.get(place));
    let ours = if seam == head.seq { Some(head.hash) } else { records::hash_at(conn, stream_id, seam).await? };
    Ok(theirs == ours.as_ref())
}

async fn keep_rejected(conn: &mut Conn, sender: &Sender, incoming: &Incoming, code: &str, now: UtcMs) -> Result<()> {
    let records: Vec<ByteVec> = incoming.all_bytes().map(|bytes| bytes.to_vec().into()).collect();
    // The seal is made anew at each try; the records are what is told.
    let told = sha256(&[&to_cbor(&records)]);
    let bytes = to_cbor(&Push { records, seal: incoming.seal.clone() });
    let rejected = NewRejected { device_id: sender.device_id, stream_id: incoming.stream_id, code, told, bytes };
    rejected_pushes::insert(conn, &rejected, now).await
}

/// `h_0` of a stream of this sender.
pub(crate) fn genesis(stream_id: StreamId, sender: &Sender) -> Digest {
    chain::genesis(stream_id, &sender.public_key, &sender.nonce)
}

/// `h_0` of a stream of this phone.
pub(crate) fn genesis_of(stream_id: StreamId, device: &Device) -> Digest {
    chain::genesis(stream_id, &device.public_key, &device.nonce)
}

fn row(stream_id: StreamId, record: &IncomingRecord, hash: Digest, now: UtcMs) -> StoredRecord {
    StoredRecord {
        stream_id,
        seq: record.seq,
        record_id: record.record_id,
        kind: record.kind,
        status: record.status,
        received_at: now,
        hash,
        bytes: record.bytes.clone(),
    }
}
