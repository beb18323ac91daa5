//! Looking closer at a file that was not closed, or in which somebody met a damaged page: the engine's own check, and the
//! chain of what waits to be sent.
//!
//! A program that was killed leaves its log behind, and then the disk may have done anything. What the server has
//! signed for is not walked through again: its receipts speak for it.

use domain::photo::Digest;
use protocol::chain;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{StoreError, columns::digest, error::is_damage, stream::SEQ_BITS};

/// At most so many records are chained anew, the last ones.
const RECORDS: i64 = 5_000;

/// Checks the file.
///
/// # Errors
/// [`StoreError::Broken`].
pub(crate) fn look_closer(connection: &Connection) -> Result<(), StoreError> {
    checked(connection).map_err(|error| match error {
        // After the first page that it cannot verify the cipher refuses everything, with a word that says nothing.
        StoreError::Sql(error) if is_damage(&error) => StoreError::broken(error),
        other => other,
    })
}

fn checked(connection: &Connection) -> Result<(), StoreError> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return Err(StoreError::broken(format!("quick_check: {said}")));
    }
    unsent_chain(connection)
}

fn unsent_chain(connection: &Connection) -> Result<(), StoreError> {
    let sql = "SELECT number, next_seq - 1, genesis, head, acked_upto FROM streams ORDER BY number DESC LIMIT 1";
    let stream = connection.query_row(sql, [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, digest(row, 2)?, digest(row, 3)?, row.get::<_, i64>(4)?))
    });
    let Some((number, last, genesis, head, acked)) = stream.optional()? else { return Ok(()) };
    let begin = acked.max(last - RECORDS);
    let place = |seq: i64| number << SEQ_BITS | seq;
    let mut hash = match begin {
        0 => genesis,
        seq => connection
            .query_row("SELECT hash FROM records WHERE place = ?1", [place(seq)], |row| digest(row, 0))
            .optional()?
            .ok_or_else(|| StoreError::broken(format!("record {seq} is missing")))?,
    };
    let mut seq = begin;
    let mut statement =
        connection.prepare("SELECT place, hash, bytes FROM records WHERE place > ?1 AND place <= ?2 ORDER BY place")?;
    let mut rows = statement.query(params![place(begin), place(last)])?;
    while let Some(row) = rows.next()? {
        seq += 1;
        hash = chain::next(&hash, row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?);
        let kept: Digest = digest(row, 1)?;
        if row.get::<_, i64>(0)? != place(seq) || kept != hash {
            return Err(StoreError::broken(format!("record {seq} is not the one that was chained")));
        }
    }
    if seq == last && hash == head {
        return Ok(());
    }
    Err(StoreError::broken(format!("the chain ends at record {seq} of {last}")))
}
