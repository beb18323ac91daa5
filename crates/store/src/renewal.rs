//! Beginning the cache of server-owned things anew, without ever being without one: all that is known stays in use
//! while pages come in, and what they did not bring goes when the last one is applied.
//!
//! It begins only because the server said so (its memory of deletions does not reach back to this phone's cursor) or
//! because the phone joined another office. Records are no part of it.

use crate::{StoreError, Tx, columns::number, cursor, floors};

/// Begins anew: the next pull starts at nothing.
///
/// # Errors
/// [`StoreError`].
pub fn begin(tx: &Tx<'_>) -> Result<(), StoreError> {
    let sql = "INSERT INTO renewal (one, generation, running) VALUES (1, 1, 1)
               ON CONFLICT (one) DO UPDATE SET generation = generation + 1, running = 1";
    tx.run(sql, [])?;
    floors::clear(tx)?;
    cursor::clear(tx)
}

/// Whether pages of a new beginning are coming in.
///
/// # Errors
/// [`StoreError`].
pub fn is_running(tx: &Tx<'_>) -> Result<bool, StoreError> {
    Ok(tx.one("SELECT running FROM renewal", [], |row| row.get(0))?.unwrap_or(false))
}

/// The number that what comes in now carries: how often this cache was begun anew.
///
/// # Errors
/// [`StoreError`].
pub fn generation(tx: &Tx<'_>) -> Result<u64, StoreError> {
    Ok(tx.one("SELECT generation FROM renewal", [], |row| number(row, 0))?.unwrap_or(0))
}

/// The last page was applied: what no page brought is gone. How many things that were; `None` when the pages brought
/// nothing at all, which takes nothing away.
///
/// # Errors
/// [`StoreError`].
pub fn complete(tx: &Tx<'_>) -> Result<Option<u64>, StoreError> {
    let generation = crate::columns::int(generation(tx)?);
    if tx.count("SELECT count(*) FROM entities WHERE generation = ?1 LIMIT 1", [generation])? == 0 {
        return Ok(None);
    }
    tx.run("UPDATE renewal SET running = 0", [])?;
    Ok(Some(tx.run("DELETE FROM entities WHERE generation < ?1", [generation])? as u64))
}
