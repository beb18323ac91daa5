//! Half-written forms, by key, as the page gave them: they survive a kill.

use rusqlite::params;

use crate::{StoreError, Tx};

/// A draft's JSON text.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>, key: &str) -> Result<Option<String>, StoreError> {
    tx.one("SELECT json FROM drafts WHERE key = ?1", [key], |row| row.get(0))
}

/// Keeps a draft.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, key: &str, json: &str) -> Result<(), StoreError> {
    tx.run("INSERT OR REPLACE INTO drafts (key, json) VALUES (?1, ?2)", params![key, json])?;
    Ok(())
}

/// Forgets a draft: it became a record, or was given up.
///
/// # Errors
/// [`StoreError`].
pub fn delete(tx: &Tx<'_>, key: &str) -> Result<(), StoreError> {
    tx.run("DELETE FROM drafts WHERE key = ?1", [key])?;
    Ok(())
}
