//! PINs of the people who use this phone: a slow hash, the wrong tries, and a pause after too many of them.

use domain::ids::{BootId, StaffId};
use rusqlite::params;

use crate::{
    StoreError, Tx,
    columns::{int, maybe_id, number},
};

/// A person's PIN on this phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The slow hash, in its own text form.
    pub hash: String,
    /// Wrong tries in a row.
    pub tries: u32,
    /// No try before this; by the boot clock, because the wall clock can be set.
    pub locked: Option<Locked>,
}

/// Until when a PIN is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The boot whose clock counts.
    pub boot_id: BootId,
    /// Boot clock at the end of the pause.
    pub until_boot_ms: u64,
}

/// A person's PIN; `None` for one who has set none.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>, staff_id: StaffId) -> Result<Option<Pin>, StoreError> {
    let sql = "SELECT hash, tries, locked_boot_id, locked_until_boot_ms FROM pins WHERE staff_id = ?1";
    tx.one(sql, [staff_id.as_bytes()], |row| {
        let boot = maybe_id(row, 2, BootId::from_slice)?;
        let locked = boot.map(|boot_id| number(row, 3).map(|until_boot_ms| Locked { boot_id, until_boot_ms }));
        Ok(Pin { hash: row.get(0)?, tries: row.get(1)?, locked: locked.transpose()? })
    })
}

/// Sets a person's PIN; tries and pause begin anew.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, staff_id: StaffId, hash: &str) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO pins (staff_id, hash, tries) VALUES (?1, ?2, 0)";
    tx.run(sql, params![staff_id.as_bytes(), hash])?;
    Ok(())
}

/// Takes a person's PIN away.
///
/// # Errors
/// [`StoreError`].
pub fn delete(tx: &Tx<'_>, staff_id: StaffId) -> Result<(), StoreError> {
    tx.run("DELETE FROM pins WHERE staff_id = ?1", [staff_id.as_bytes()])?;
    Ok(())
}

/// Counts a wrong try, with the pause it leads to, if any; the tries in a row.
///
/// # Errors
/// [`StoreError`].
pub fn failed(tx: &Tx<'_>, staff_id: StaffId, locked: Option<Locked>) -> Result<u32, StoreError> {
    let sql = "UPDATE pins SET tries = tries + 1, locked_boot_id = ?2, locked_until_boot_ms = ?3
               WHERE staff_id = ?1 RETURNING tries";
    let boot = locked.as_ref().map(|it| it.boot_id.as_bytes());
    let until = locked.as_ref().map(|it| int(it.until_boot_ms));
    Ok(tx.one(sql, params![staff_id.as_bytes(), boot, until], |row| row.get(0))?.unwrap_or(0))
}

/// Sets the pause anew without counting a try: its boot clock ended with the boot it was counted in.
///
/// # Errors
/// [`StoreError`].
pub fn pause(tx: &Tx<'_>, staff_id: StaffId, locked: Locked) -> Result<(), StoreError> {
    let sql = "UPDATE pins SET locked_boot_id = ?2, locked_until_boot_ms = ?3 WHERE staff_id = ?1";
    tx.run(sql, params![staff_id.as_bytes(), locked.boot_id.as_bytes(), int(locked.until_boot_ms)])?;
    Ok(())
}

/// A right try, or a pause that is over: the count begins anew.
///
/// # Errors
/// [`StoreError`].
pub fn reset(tx: &Tx<'_>, staff_id: StaffId) -> Result<(), StoreError> {
    let sql = "UPDATE pins SET tries = 0, locked_boot_id = NULL, locked_until_boot_ms = NULL WHERE staff_id = ?1";
    tx.run(sql, [staff_id.as_bytes()])?;
    Ok(())
}

/// Everybody who has set a PIN on this phone.
///
/// # Errors
/// [`StoreError`].
pub fn owners(tx: &Tx<'_>) -> Result<Vec<StaffId>, StoreError> {
    tx.all("SELECT staff_id FROM pins", [], |row| crate::columns::id(row, 0, StaffId::from_slice))
}
