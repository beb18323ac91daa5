//! How the last sync went: what the honest line on the home screen says, and when to try again after a restart.

use domain::time::UtcMs;
use rusqlite::params;

use crate::{StoreError, Tx, columns::maybe_moment};

/// How the last sync went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncState {
    /// When our server last answered, by the phone's wall clock.
    pub last_contact: Option<UtcMs>,
    /// Code of the last failure; `None` after a success.
    pub last_failure: Option<String>,
    /// Failures in a row.
    pub attempt: u32,
    /// No automatic attempt before this, by the phone's wall clock.
    pub not_before: Option<UtcMs>,
}

/// How the last sync went.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>) -> Result<SyncState, StoreError> {
    let sql = "SELECT last_contact, last_failure, attempt, not_before FROM sync_state";
    let state = tx.one(sql, [], |row| {
        Ok(SyncState {
            last_contact: maybe_moment(row, 0)?,
            last_failure: row.get(1)?,
            attempt: row.get(2)?,
            not_before: maybe_moment(row, 3)?,
        })
    })?;
    Ok(state.unwrap_or_default())
}

/// Keeps how it went.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, state: &SyncState) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO sync_state (one, last_contact, last_failure, attempt, not_before)
               VALUES (1, ?1, ?2, ?3, ?4)";
    let (contact, not_before) = (state.last_contact.map(|it| it.0), state.not_before.map(|it| it.0));
    tx.run(sql, params![contact, state.last_failure, state.attempt, not_before])?;
    Ok(())
}
