//! The organization's key: what a rescue bundle of this phone is encrypted to.

use protocol::OrganizationKey;

use crate::{StoreError, Tx};

/// The key; `None` when the server has given none yet.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>) -> Result<Option<OrganizationKey>, StoreError> {
    let read = |row: &rusqlite::Row<'_>| row.get::<_, [u8; 32]>(0).map(|key| OrganizationKey(key.into()));
    tx.one("SELECT key FROM organization_key", [], read)
}

/// Keeps a key, whose voucher the caller has verified.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, key: &OrganizationKey) -> Result<(), StoreError> {
    tx.run("INSERT OR REPLACE INTO organization_key (one, key) VALUES (1, ?1)", [*key.0])?;
    Ok(())
}
