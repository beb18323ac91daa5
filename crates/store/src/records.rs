//! The records: written once, in order, chained, and never changed. They are the outbox as well.

use domain::{
    ids::{RecordId, SessionId, StaffId},
    limits::RECORD_BYTES_MAX,
    photo::Digest,
    time::{TimeBlock, UtcMs},
};
use protocol::{Body, Kind, Record, chain};
use rusqlite::params;

use crate::{
    StoreError, Tx,
    columns::{digest, id, int, maybe_id, moment, number},
    stream::{self, SEQ_BITS, Stream},
};

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

/// A record as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What [`page`] takes as `before`; equal to `seq` in the first stream.
    pub place: u64,
    /// Place in its stream.
    pub seq: u64,
    /// Its name.
    pub record_id: RecordId,
    /// What it tells.
    pub kind: Kind,
    /// Who acted.
    pub actor: Option<StaffId>,
    /// The wall clock at that moment.
    pub recorded_at: UtcMs,
    /// The server has signed for it.
    pub delivered: bool,
    /// Pictures it names.
    pub photos_total: u32,
    /// Of them, those stored on the server.
    pub photos_stored: u32,
    /// Of them, those whose file on this phone is gone or torn before the server had it.
    pub photos_lost: u32,
    /// What the server remarked: `unknown` or `quarantined`.
    pub remark: Option<String>,
    /// The chain's hash at it.
    pub hash: Digest,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Row {
    /// Reads the record.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when the kept bytes are no record.
    pub fn record(&self) -> Result<Record, StoreError> {
        Ok(Record::decode(&self.bytes)?)
    }
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
    let limit = int(max_records.max(1) as u64);
    let (mut taken, mut bytes_taken) = (Vec::new(), 0);
    let range = params![stream.place(first), stream.place(stream.last_seq()), limit];
    for stored in tx.all(sql, range, read_stored)? {
        bytes_taken += stored.bytes.len();
        if bytes_taken > max_bytes && !taken.is_empty() {
            break;
        }
        taken.push(stored);
    }
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

const COLUMNS: &str = "r.place, r.record_id, r.kind, r.actor, r.recorded_at, r.remark, r.bytes,
    (r.place & 1099511627775) <= (SELECT acked_upto FROM streams WHERE number = r.place >> 40),
    (SELECT count(*) FROM uploads u WHERE u.place = r.place AND u.role = 'picture'),
    (SELECT count(*) FROM uploads u WHERE u.place = r.place AND u.role = 'picture' AND u.state = 'stored'),
    (SELECT count(*) FROM uploads u WHERE u.place = r.place AND u.role = 'picture' AND u.state = 'lost'),
    r.hash";

/// A record counts where it stands last: not in a frozen stream after the place up to which that kept its own.
const COUNTS: &str = "(r.place & 1099511627775) <=
    (SELECT coalesce(kept_upto, next_seq) FROM streams WHERE number = r.place >> 40)";

/// Records of these kinds before a place (`None`: from the newest), newest first. No kinds means all.
///
/// # Errors
/// [`StoreError`].
pub fn page(tx: &Tx<'_>, before: Option<u64>, kinds: &[Kind], limit: usize) -> Result<Vec<Row>, StoreError> {
    let (before, limit) = (before.map_or(i64::MAX, int), int(limit as u64));
    if kinds.is_empty() {
        let sql =
            format!("SELECT {COLUMNS} FROM records r WHERE r.place < ?1 AND {COUNTS} ORDER BY r.place DESC LIMIT ?2");
        return tx.all(&sql, params![before, limit], read_row);
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM records r WHERE r.kind = ?1 AND r.place < ?2 AND {COUNTS} ORDER BY r.place DESC LIMIT ?3"
    );
    // Kind by kind, so that each is one short walk down an index even when it is rare.
    let mut rows = Vec::new();
    for kind in kinds {
        rows.extend(tx.all(&sql, params![kind.number(), before, limit], read_row)?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.place));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Records of these kinds whose wall clock said `from` or later, newest first.
///
/// # Errors
/// [`StoreError`].
pub fn since(tx: &Tx<'_>, from: UtcMs, kinds: &[Kind]) -> Result<Vec<Row>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM records r WHERE r.kind = ?1 AND r.recorded_at >= ?2 AND {COUNTS}");
    let mut rows = Vec::new();
    for kind in kinds {
        rows.extend(tx.all(&sql, params![kind.number(), from.0], read_row)?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.place));
    Ok(rows)
}

/// One record of the current stream.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>, seq: u64) -> Result<Option<Row>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM records r WHERE r.place = ?1");
    tx.one(&sql, [stream::current(tx)?.place(seq)], read_row)
}

/// One record by its name, the newest if it stands in two streams.
///
/// # Errors
/// [`StoreError`].
pub fn by_id(tx: &Tx<'_>, record_id: RecordId) -> Result<Option<Row>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM records r WHERE r.record_id = ?1 ORDER BY r.place DESC LIMIT 1");
    tx.one(&sql, [record_id.as_bytes()], read_row)
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

fn read_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let place = number(row, 0)?;
    Ok(Row {
        place,
        seq: seq_of(place),
        record_id: id(row, 1, RecordId::from_slice)?,
        kind: Kind::from_number(row.get(2)?),
        actor: maybe_id(row, 3, StaffId::from_slice)?,
        recorded_at: moment(row, 4)?,
        remark: row.get(5)?,
        bytes: row.get(6)?,
        delivered: row.get(7)?,
        photos_total: row.get(8)?,
        photos_stored: row.get(9)?,
        photos_lost: row.get(10)?,
        hash: digest(row, 11)?,
    })
}

pub(crate) fn seq_of(place: u64) -> u64 {
    place & ((1 << SEQ_BITS) - 1)
}
