//! Who has the phone in hand now.

use domain::{
    ids::{SessionId, StaffId},
    time::UtcMs,
};
use rusqlite::params;

use crate::{
    StoreError, Tx,
    columns::{id, moment},
};

/// The session that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Current {
    /// Who.
    pub staff_id: StaffId,
    /// The session's name in records.
    pub session_id: SessionId,
    /// Wall time of its beginning.
    pub since: UtcMs,
}

/// The open session, if somebody is signed in.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>) -> Result<Option<Current>, StoreError> {
    tx.one("SELECT staff_id, session_id, since FROM session", [], |row| {
        Ok(Current {
            staff_id: id(row, 0, StaffId::from_slice)?,
            session_id: id(row, 1, SessionId::from_slice)?,
            since: moment(row, 2)?,
        })
    })
}

/// Somebody signed in.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, current: &Current) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO session (one, staff_id, session_id, since) VALUES (1, ?1, ?2, ?3)";
    tx.run(sql, params![current.staff_id.as_bytes(), current.session_id.as_bytes(), current.since.0])?;
    Ok(())
}

/// Nobody is signed in.
///
/// # Errors
/// [`StoreError`].
pub fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.run("DELETE FROM session", [])?;
    Ok(())
}
