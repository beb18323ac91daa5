//! The phone's stream: where its chain stands, and up to where the server has signed for it.
//!
//! One row grows. A new row is added only when the database was cloned or rolled back (a fork, see [`crate::fork`]) or
//! the phone enrolled anew; the earlier one is then frozen, with its records where they were.

use domain::{ids::StreamId, photo::Digest};
use protocol::Receipt;
use rusqlite::{Row, params};

use crate::{
    StoreError, Tx,
    columns::{digest, id, int, number},
    records,
};

/// Bits of a record's place that hold its sequence number; the rest is the stream's number.
pub(crate) const SEQ_BITS: u32 = 40;

/// A stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// 0 for the first of this database; the highest is the one that grows.
    pub number: u64,
    /// Its name on the wire.
    pub stream_id: StreamId,
    /// What its chain begins with.
    pub genesis: Digest,
    /// The sequence number of the next record.
    pub next_seq: u64,
    /// The chain's hash at the last record (the genesis before the first).
    pub head: Digest,
    /// The server has signed that it holds the records up to here.
    pub acked_upto: u64,
    /// The chain's hash there.
    pub acked_head: Digest,
    /// Up to here they would survive the loss of the server's disk.
    pub durable_upto: u64,
    /// Of a frozen stream: its records after this one stand again in a later stream. `None` while none do.
    pub kept_upto: Option<u64>,
}

impl Stream {
    /// The last record's sequence number, 0 before the first.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        self.next_seq - 1
    }

    /// Records without a receipt.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.last_seq().saturating_sub(self.acked_upto)
    }

    /// Whether the server has signed for one of its records.
    pub(crate) fn has_delivered(&self, seq: u64) -> bool {
        seq <= self.acked_upto
    }

    /// The last of its records that counts: those of a frozen stream after the place up to which it kept its own stand
    /// again in a later one.
    pub(crate) fn last_that_counts(&self) -> u64 {
        self.kept_upto.unwrap_or_else(|| self.last_seq())
    }

    /// The place of one of its records.
    pub(crate) fn place(&self, seq: u64) -> i64 {
        int(self.number << SEQ_BITS | seq)
    }
}

/// Begins a stream; one that grew until now is frozen by it.
///
/// # Errors
/// [`StoreError`].
pub fn open(tx: &Tx<'_>, stream_id: StreamId, genesis: &Digest) -> Result<Stream, StoreError> {
    let number = get(tx)?.map_or(0, |current| current.number + 1);
    let sql = "INSERT INTO streams (number, stream_id, genesis, next_seq, head, acked_upto, acked_head, durable_upto)
               VALUES (?1, ?2, ?3, 1, ?3, 0, ?3, 0)";
    tx.run(sql, params![int(number), stream_id.as_bytes(), **genesis])?;
    current(tx)
}

/// The stream that grows; `None` before the phone is enrolled.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>) -> Result<Option<Stream>, StoreError> {
    tx.one(&format!("{SELECT} ORDER BY number DESC LIMIT 1"), [], read)
}

/// The stream that grows.
///
/// # Errors
/// [`StoreError::NotEnrolled`] before there is one.
pub fn current(tx: &Tx<'_>) -> Result<Stream, StoreError> {
    get(tx)?.ok_or(StoreError::NotEnrolled)
}

/// Every stream of this database, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn all(tx: &Tx<'_>) -> Result<Vec<Stream>, StoreError> {
    tx.all(&format!("{SELECT} ORDER BY number"), [], read)
}

const SELECT: &str =
    "SELECT number, stream_id, genesis, next_seq, head, acked_upto, acked_head, durable_upto, kept_upto
    FROM streams";

/// Moves `acked_upto` forward to what a receipt states. The caller has verified the receipt's signature; here it is
/// held against the phone's own chain. A receipt that states less than is known moves nothing: see [`rewind`].
///
/// # Errors
/// [`StoreError::Mismatch`] when stream, range or hash are not this phone's own; nothing has moved then.
pub fn acknowledge(tx: &Tx<'_>, receipt: &Receipt, durable_upto: u64) -> Result<Stream, StoreError> {
    let stream = current(tx)?;
    let own = records::hash_at(tx, receipt.acked_upto)?;
    if receipt.stream_id != stream.stream_id || own != Some(receipt.head) {
        return Err(StoreError::Mismatch);
    }
    if receipt.acked_upto >= stream.acked_upto {
        let durable_upto = durable_upto.min(receipt.acked_upto);
        set_acked(tx, &stream, receipt.acked_upto, &receipt.head, durable_upto)?;
    }
    current(tx)
}

/// Moves `acked_upto` back to what the server still holds (it was restored from a backup): the records after it wait
/// to be sent again. Never moves it forward.
///
/// # Errors
/// [`StoreError`].
pub fn rewind(tx: &Tx<'_>, to_seq: u64) -> Result<Stream, StoreError> {
    let stream = current(tx)?;
    if to_seq < stream.acked_upto {
        let head = records::hash_at(tx, to_seq)?.ok_or(StoreError::Mismatch)?;
        set_acked(tx, &stream, to_seq, &head, stream.durable_upto.min(to_seq))?;
    }
    current(tx)
}

/// Moves the end of the chain, for the record just added.
pub(crate) fn advance(tx: &Tx<'_>, stream: &Stream, head: &Digest) -> Result<(), StoreError> {
    let sql = "UPDATE streams SET next_seq = next_seq + 1, head = ?2 WHERE number = ?1";
    tx.run(sql, params![int(stream.number), **head])?;
    Ok(())
}

/// Notes that the records of a frozen stream after `kept_upto` stand again in a later one.
pub(crate) fn keep_upto(tx: &Tx<'_>, stream: &Stream, kept_upto: u64) -> Result<(), StoreError> {
    tx.run("UPDATE streams SET kept_upto = ?2 WHERE number = ?1", params![int(stream.number), int(kept_upto)])?;
    Ok(())
}

fn set_acked(tx: &Tx<'_>, stream: &Stream, upto: u64, head: &Digest, durable: u64) -> Result<(), StoreError> {
    let sql = "UPDATE streams SET acked_upto = ?2, acked_head = ?3, durable_upto = ?4 WHERE number = ?1";
    tx.run(sql, params![int(stream.number), int(upto), **head, int(durable)])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stream> {
    Ok(Stream {
        number: number(row, 0)?,
        stream_id: id(row, 1, StreamId::from_slice)?,
        genesis: digest(row, 2)?,
        next_seq: number(row, 3)?,
        head: digest(row, 4)?,
        acked_upto: number(row, 5)?,
        acked_head: digest(row, 6)?,
        durable_upto: number(row, 7)?,
        kept_upto: row.get::<_, Option<i64>>(8)?.map(|_| number(row, 8)).transpose()?,
    })
}
