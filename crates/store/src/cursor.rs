//! Where the last pull ended, in the server's own words. Written in the same transaction as the page it ends.

use crate::{StoreError, Tx, floors};

/// The cursor; `None` before the first page.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>) -> Result<Option<Vec<u8>>, StoreError> {
    tx.one("SELECT bytes FROM cursor", [], |row| row.get(0))
}

/// Keeps the cursor of the page just applied; floors that were to be repaired are behind it.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, bytes: &[u8]) -> Result<(), StoreError> {
    floors::clear(tx)?;
    tx.run("INSERT OR REPLACE INTO cursor (one, bytes) VALUES (1, ?1)", [bytes])?;
    Ok(())
}

/// Forgets it: the next pull begins at nothing.
pub(crate) fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.run("DELETE FROM cursor", [])?;
    Ok(())
}
