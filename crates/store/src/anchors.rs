//! Contacts with the server that tie a boot clock to true time: the few best of each boot.

use domain::{
    ids::BootId,
    time::{Anchor, UtcMs},
};
use rusqlite::params;

use crate::{
    StoreError, Tx,
    columns::{int, number},
};

/// Kept of each boot: the narrowest ones.
const KEPT_PER_BOOT: i64 = 4;
/// Kept in all, the newest: earlier boots never come back.
const KEPT: i64 = 32;

/// Adds an anchor and drops those that say less.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, anchor: &Anchor) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO anchors (boot_id, boot_ms, server, err_ms) VALUES (?1, ?2, ?3, ?4)";
    let boot = anchor.boot_id.as_bytes();
    tx.run(sql, params![boot, int(anchor.boot_ms), anchor.server.0, anchor.err_ms])?;
    // The error as it would be now: an old anchor has drifted by 50 ppm of its age.
    let prune = "DELETE FROM anchors WHERE boot_id = ?1 AND boot_ms NOT IN (
                     SELECT boot_ms FROM anchors WHERE boot_id = ?1
                     ORDER BY err_ms + abs(?2 - boot_ms) / 20000, boot_ms DESC LIMIT ?3)";
    tx.run(prune, params![boot, int(anchor.boot_ms), KEPT_PER_BOOT])?;
    let old = "DELETE FROM anchors WHERE server < (SELECT server FROM anchors ORDER BY server DESC LIMIT 1 OFFSET ?1)";
    tx.run(old, [KEPT])?;
    Ok(())
}

/// The anchor that says most about `boot_ms` of this boot.
///
/// # Errors
/// [`StoreError`].
pub fn best(tx: &Tx<'_>, boot_id: BootId, boot_ms: u64) -> Result<Option<Anchor>, StoreError> {
    let sql = "SELECT boot_ms, server, err_ms FROM anchors WHERE boot_id = ?1";
    let anchors = tx.all(sql, [boot_id.as_bytes()], |row| {
        Ok(Anchor { boot_id, boot_ms: number(row, 0)?, server: UtcMs(row.get(1)?), err_ms: row.get(2)? })
    })?;
    Ok(anchors.into_iter().min_by_key(|anchor| anchor.at(boot_ms).1))
}
