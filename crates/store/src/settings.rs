//! The phone's settings: one JSON text whose shape belongs to the app.

use crate::{StoreError, Tx};

/// The settings; `None` before any was changed.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>) -> Result<Option<String>, StoreError> {
    tx.one("SELECT json FROM settings", [], |row| row.get(0))
}

/// Keeps the settings.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, json: &str) -> Result<(), StoreError> {
    tx.run("INSERT OR REPLACE INTO settings (one, json) VALUES (1, ?1)", [json])?;
    Ok(())
}
