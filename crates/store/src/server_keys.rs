//! The keys of the phone's server: the newest stands with the identity, those before it here. And whether the server is
//! known to sign its answers together with the requests that they are to.

use protocol::{PublicKey, ServerKeys};
use rusqlite::params;

use crate::{StoreError, Tx, columns::int};

/// All of them; `None` before the phone is enrolled. The phone's own key stays where it is.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>) -> Result<Option<ServerKeys>, StoreError> {
    let key = |row: &rusqlite::Row<'_>| row.get::<_, [u8; 32]>(0).map(|key| PublicKey(key.into()));
    let Some(newest) = tx.one("SELECT server_key FROM identity", [], key)? else { return Ok(None) };
    Ok(Some(ServerKeys::of(newest, tx.all("SELECT key FROM server_keys ORDER BY place", [], key)?)))
}

/// Keeps what was learnt of them.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, keys: &ServerKeys) -> Result<(), StoreError> {
    tx.run("UPDATE identity SET server_key = ?1", [*keys.newest().0])?;
    tx.run("DELETE FROM server_keys", [])?;
    for (place, key) in (0_u64..).zip(keys.earlier()) {
        tx.run("INSERT INTO server_keys (place, key) VALUES (?1, ?2)", params![int(place), *key.0])?;
    }
    Ok(())
}

/// Whether the server has ever signed an answer together with its request.
///
/// # Errors
/// [`StoreError`].
pub fn binds_answers(tx: &Tx<'_>) -> Result<bool, StoreError> {
    Ok(tx.one("SELECT binds_answers FROM identity", [], |row| row.get(0))?.unwrap_or(false))
}

/// It has.
///
/// # Errors
/// [`StoreError`].
pub fn note_binding(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.run("UPDATE identity SET binds_answers = 1", [])?;
    Ok(())
}
