//! The records: written once, in order, chained, and never changed. They are the outbox as well. How they are listed
//! stands in [`list`].

mod list;

use std::ops::ControlFlow;

use domain::{
    defect::{self, Defect},
    ids::{RecordId, SessionId, StaffId},
    limits::RECORD_BYTES_MAX,
    photo::Digest,
    time::{TimeBlock, UtcMs},
};
use protocol::{Body, Record, chain};
use rusqlite::params;

use crate::{
    StoreError, Tx,
    columns::{digest, id, int, moment, number},
    stream::{self, SEQ_BITS, Stream},
};

pub use list::{Row, after, by_id, get, last_of, page, since};

/// What a verb has to say.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// Its name, made by the caller.
    pub record_id: RecordId,
    /// What it tells.
    pub body: Body,
    /// Who acted; `None` for what the phone itself notes.
    pub actor: Option<StaffId>,
    /// In which session.
    pub session: Option<SessionId>,
    /// What the clocks said.
    pub time: TimeBlock,
    /// Earlier records it is about.
    pub refs: Vec<RecordId>,
}

/// A record as chained: what a push needs of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Place in the stream.
    pub seq: u64,
    /// Its name.
    pub record_id: RecordId,
    /// The chain's hash at it.
    pub hash: Digest,
    /// Its bytes, as they are sent.
    pub bytes: Vec<u8>,
}

/// What a record may grow by when it is written again under another stream: the place it came from, and a longer number.
const COPY_BYTES: usize = 40;

/// Adds a record at the end of the chain. It is saved when the transaction has committed, not before.
///
/// # Errors
/// [`StoreError::NotEnrolled`], [`StoreError::RecordTooLarge`].
pub fn append(tx: &Tx<'_>, new: NewRecord) -> Result<Stored, StoreError> {
    let stream = stream::current(tx)?;
    let record = Record {
        stream_id: stream.stream_id,
        seq: stream.next_seq,
        record_id: new.record_id,
        kind: new.body.kind(),
        kind_ver: new.body.version(),
        actor: new.actor,
        session: new.session,
        time: new.time,
        refs: new.refs,
        body: new.body.encode(),
        origin: None,
    };
    append_record(tx, &stream, &record, RECORD_BYTES_MAX - COPY_BYTES)
}

/// Chains and keeps a record that already names its place at the end of `stream`, if it has `most` bytes or fewer.
pub(crate) fn append_record(
    tx: &Tx<'_>,
    stream: &stream::Stream,
    record: &Record,
    most: usize,
) -> Result<Stored, StoreError> {
    let bytes = record.encode();
    if bytes.len() > most {
        return Err(StoreError::RecordTooLarge { bytes: bytes.len() });
    }
    chain_bytes(tx, stream, record, bytes)
}

/// Adds a record as an app of another version wrote it before this one was installed over it: `bytes` are what is
/// chained, whatever they are, and `told` is what the columns say of it.
///
/// # Errors
/// [`StoreError::NotEnrolled`].
#[cfg(feature = "inside")]
pub fn append_foreign(
    tx: &Tx<'_>,
    told: impl FnOnce(&Stream) -> Record,
    bytes: impl FnOnce(&Record) -> Vec<u8>,
) -> Result<Stored, StoreError> {
    let stream = stream::current(tx)?;
    let record = told(&stream);
    chain_bytes(tx, &stream, &record, bytes(&record))
}

/// Chains bytes at the end of `stream` and keeps them, with what `record` says of them.
fn chain_bytes(tx: &Tx<'_>, stream: &Stream, record: &Record, bytes: Vec<u8>) -> Result<Stored, StoreError> {
    let hash = chain::next(&stream.head, &bytes);
    let sql = "INSERT INTO records (place, record_id, kind, recorded_at, actor, hash, bytes)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    tx.run(
        sql,
        params![
            stream.place(record.seq),
            record.record_id.as_bytes(),
            record.kind.number(),
            record.time.wall.0,
            record.actor.as_ref().map(StaffId::as_bytes),
            *hash,
            bytes,
        ],
    )?;
    stream::advance(tx, stream, &hash)?;
    Ok(Stored { seq: record.seq, record_id: record.record_id, hash, bytes })
}

/// Records of the current stream from `first` on, in order: at most `max_records` and `max_bytes`, but always one.
///
/// # Errors
/// [`StoreError`].
pub fn batch(tx: &Tx<'_>, first: u64, max_records: usize, max_bytes: usize) -> Result<Vec<Stored>, StoreError> {
    batch_of(tx, &stream::current(tx)?, first, max_records, max_bytes)
}

/// [`batch`] of a stream that may be frozen. Records after the stream's last one, as it is given here, are left out.
///
/// # Errors
/// [`StoreError`].
pub fn batch_of(
    tx: &Tx<'_>,
    stream: &Stream,
    first: u64,
    max_records: usize,
    max_bytes: usize,
) -> Result<Vec<Stored>, StoreError> {
    let sql = "SELECT place, record_id, hash, bytes FROM records WHERE place BETWEEN ?1 AND ?2 ORDER BY place LIMIT ?3";
    let by_clock =
        "SELECT place, record_id, hash, bytes FROM records WHERE place BETWEEN ?1 AND ?2 ORDER BY recorded_at LIMIT ?3";
    let sql = if defect::has(Defect::OrderedByClock) { by_clock } else { sql };
    let limit = int(max_records.max(1) as u64);
    let range = params![stream.place(first), stream.place(stream.last_seq()), limit];
    let (mut taken, mut bytes_taken) = (Vec::new(), 0);
    tx.each(sql, range, |row| {
        // Looked at before it is read: what does not fit any more is not copied.
        bytes_taken += row.get_ref(3)?.as_blob()?.len();
        if bytes_taken > max_bytes && !taken.is_empty() {
            return Ok(ControlFlow::Break(()));
        }
        taken.push(read_stored(row)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(taken)
}

/// The chain's hash at a record of the current stream, at 0 the genesis; `None` for one that does not exist.
///
/// # Errors
/// [`StoreError`].
pub fn hash_at(tx: &Tx<'_>, seq: u64) -> Result<Option<Digest>, StoreError> {
    let stream = stream::current(tx)?;
    if seq == 0 {
        return Ok(Some(stream.genesis));
    }
    if seq > stream.last_seq() {
        return Ok(None);
    }
    tx.one("SELECT hash FROM records WHERE place = ?1", [stream.place(seq)], |row| digest(row, 0))
}

/// Records without a receipt: a difference of two numbers, however many there are.
///
/// # Errors
/// [`StoreError`].
pub fn pending_count(tx: &Tx<'_>) -> Result<u64, StoreError> {
    Ok(stream::get(tx)?.map_or(0, |stream| stream.pending()))
}

/// Wall time of the oldest record without a receipt.
///
/// # Errors
/// [`StoreError`].
pub fn oldest_pending(tx: &Tx<'_>) -> Result<Option<UtcMs>, StoreError> {
    let Some(stream) = stream::get(tx)?.filter(|stream| stream.pending() > 0) else { return Ok(None) };
    let first = stream.place(stream.acked_upto + 1);
    tx.one("SELECT recorded_at FROM records WHERE place = ?1", [first], |row| moment(row, 0))
}

/// Notes what the server remarked about a record of the current stream.
///
/// # Errors
/// [`StoreError`].
pub fn remark(tx: &Tx<'_>, seq: u64, code: &str) -> Result<(), StoreError> {
    let place = stream::current(tx)?.place(seq);
    tx.run("UPDATE records SET remark = ?2 WHERE place = ?1", params![place, code])?;
    Ok(())
}

/// Bytes of the records of a stream after `seq`, as they are sent.
///
/// # Errors
/// [`StoreError`].
pub fn bytes_after(tx: &Tx<'_>, stream: &Stream, seq: u64) -> Result<u64, StoreError> {
    let range = [stream.place(seq + 1), stream.place(stream.last_seq())];
    tx.count("SELECT coalesce(sum(length(bytes)), 0) FROM records WHERE place BETWEEN ?1 AND ?2", range)
}

/// How many records this phone has made; one that stands in two streams counts once.
///
/// # Errors
/// [`StoreError`].
pub fn count(tx: &Tx<'_>) -> Result<u64, StoreError> {
    tx.count("SELECT coalesce(sum(coalesce(kept_upto, next_seq - 1)), 0) FROM streams", [])
}

fn read_stored(row: &rusqlite::Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        seq: seq_of(number(row, 0)?),
        record_id: id(row, 1, RecordId::from_slice)?,
        hash: digest(row, 2)?,
        bytes: row.get(3)?,
    })
}

pub(crate) fn seq_of(place: u64) -> u64 {
    place & ((1 << SEQ_BITS) - 1)
}
