//! A fork: the server holds another history of this phone's stream, because the database was cloned or rolled back.
//!
//! The stream is frozen where it stands and kept; a new one begins, and what the server may lack is written again
//! under it, in the same transaction: the same name, actor, time and body, a new place, and where it stood. The server counts a record by
//! its name, so one that is on both branches counts once. Pictures move along to the new place.

use domain::{
    defect::{self, Defect},
    ids::StreamId,
    limits::RECORD_BYTES_MAX,
    photo::Digest,
};
use protocol::{Origin, Record, chain};
use rusqlite::params;

use crate::{
    StoreError, Tx,
    columns::{int, number},
    identity::{self, Identity},
    records::{self, seq_of},
    stream::{self, Stream},
};

/// Records read at once.
const PAGE: u64 = 500;

/// What a fork did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forked {
    /// The stream that grew until now.
    pub frozen: Stream,
    /// The stream that grows from now on.
    pub opened: Stream,
    /// Records written again under it.
    pub again: u64,
    /// Records whose kept bytes are no record (the file is damaged there). They stay where they are.
    pub unreadable: u64,
}

/// Freezes the stream and begins `stream_id`. Records after `common` are written again under it: the caller knows that
/// the server holds those up to `common`, and says 0 when it does not know.
///
/// # Errors
/// [`StoreError::NotEnrolled`] without a stream; nothing has changed then.
pub fn branch(tx: &Tx<'_>, stream_id: StreamId, common: u64) -> Result<Forked, StoreError> {
    let identity = identity::get(tx)?.ok_or(StoreError::NotEnrolled)?;
    let frozen = stream::current(tx)?;
    stream::open(tx, stream_id, &genesis(stream_id, &identity))?;
    let common = if defect::has(Defect::ForkForgets) { frozen.last_seq() } else { common };
    let (again, unreadable) = write_again(tx, &frozen, common)?;
    Ok(Forked { frozen, opened: stream::current(tx)?, again, unreadable })
}

/// The server may have lost what frozen streams still hold alone: all of it is written again under the current one.
/// How many records that were.
///
/// # Errors
/// [`StoreError`].
pub fn gather(tx: &Tx<'_>) -> Result<u64, StoreError> {
    let (Some(identity), Some(current)) = (identity::get(tx)?, stream::get(tx)?) else { return Ok(0) };
    let mut again = 0;
    for frozen in stream::all(tx)?.iter().filter(|it| it.number != current.number) {
        // What was recorded for another office stays with it.
        if frozen.genesis == genesis(frozen.stream_id, &identity) {
            again += write_again(tx, frozen, 0)?.0;
        }
    }
    Ok(again)
}

fn genesis(stream_id: StreamId, identity: &Identity) -> Digest {
    chain::genesis(stream_id, &identity.signing_key().public(), &identity.nonce)
}

/// Writes a frozen stream's own records after `after` at the end of the current one. How many, and how many not.
fn write_again(tx: &Tx<'_>, frozen: &Stream, after: u64) -> Result<(u64, u64), StoreError> {
    let last = frozen.kept_upto.unwrap_or(frozen.last_seq());
    let (mut seen, mut again, mut unreadable) = (after, 0, 0);
    while seen < last {
        let sql = "SELECT place, bytes FROM records WHERE place BETWEEN ?1 AND ?2 ORDER BY place LIMIT ?3";
        let range = params![frozen.place(seen + 1), frozen.place(last), int(PAGE)];
        let page = tx.all(sql, range, |row| Ok((number(row, 0)?, row.get::<_, Vec<u8>>(1)?)))?;
        let Some((place, _)) = page.last() else { break };
        seen = seq_of(*place);
        for (place, bytes) in page {
            match Record::decode(&bytes) {
                Ok(record) => {
                    move_to_end(tx, place, record)?;
                    again += 1;
                }
                Err(_) => unreadable += 1,
            }
        }
    }
    stream::keep_upto(tx, frozen, after.min(last))?;
    Ok((again, unreadable))
}

/// The record once more, at the end of the current stream, and its pictures with it.
fn move_to_end(tx: &Tx<'_>, from: u64, record: Record) -> Result<(), StoreError> {
    let places = params![int(from), append_again(tx, record)?];
    tx.run("UPDATE photos SET place = ?2 WHERE place = ?1", places)?;
    tx.run("UPDATE uploads SET place = ?2 WHERE place = ?1", places)?;
    Ok(())
}

/// The record once more, at the end of the current stream. Its place there.
pub(crate) fn append_again(tx: &Tx<'_>, record: Record) -> Result<i64, StoreError> {
    let stream = stream::current(tx)?;
    let origin = record.origin.or(Some(Origin { stream_id: record.stream_id, seq: record.seq }));
    let record = Record { stream_id: stream.stream_id, seq: stream.next_seq, origin, ..record };
    let stored = records::append_record(tx, &stream, &record, RECORD_BYTES_MAX)?;
    Ok(stream.place(stored.seq))
}
