//! After the server lost some of its feed: up to where each scope is still what it was, until that is repaired.

use minicbor::bytes::ByteArray;
use protocol::sync::{Floor, Thing};
use rusqlite::params;

use crate::{StoreError, Tx, columns::int};

/// Keeps the floors that the server named, in place of any it named before.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, floors: &[Floor]) -> Result<(), StoreError> {
    clear(tx)?;
    for floor in floors {
        tx.run("INSERT OR REPLACE INTO floors (scope, seq) VALUES (?1, ?2)", params![floor.scope, int(floor.seq)])?;
    }
    Ok(())
}

/// Forgets them: they are repaired, or of no use any more.
pub(crate) fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.run("DELETE FROM floors", [])?;
    Ok(())
}

/// What this phone has from above the floors, gone things included, at most `limit`; `None` without floors.
///
/// # Errors
/// [`StoreError`].
pub fn above(tx: &Tx<'_>, limit: u32) -> Result<Option<Vec<Thing>>, StoreError> {
    if tx.count("SELECT count(*) FROM floors", [])? == 0 {
        return Ok(None);
    }
    let sql = "SELECT e.scope, e.kind, e.id FROM floors f JOIN entities e ON e.scope = f.scope AND e.scope_seq > f.seq
               LIMIT ?1";
    let things = tx.all(sql, [limit], |row| {
        Ok(Thing { scope: row.get(0)?, kind: row.get(1)?, id: ByteArray::from(row.get::<_, [u8; 16]>(2)?) })
    })?;
    Ok(Some(things))
}
