//! The organization's key: what a rescue bundle of this phone is encrypted to.

use protocol::{OrganizationKey, PublicKey};

use crate::{StoreError, Tx};

/// The key; `None` when the server has given none yet.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>) -> Result<Option<OrganizationKey>, StoreError> {
    let read = |row: &rusqlite::Row<'_>| row.get::<_, [u8; 32]>(0).map(|key| OrganizationKey(key.into()));
    tx.one("SELECT key FROM organization_key", [], read)
}

/// Whether the server is to be asked for it: there is none, or another key than its newest vouched for this one.
///
/// # Errors
/// [`StoreError`].
pub fn is_wanted(tx: &Tx<'_>) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM organization_key JOIN identity USING (one) WHERE voucher = server_key";
    Ok(tx.one(sql, [], |_| Ok(()))?.is_none())
}

/// Keeps a key that this key of the server vouched for, as the caller has verified.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, key: &OrganizationKey, voucher: &PublicKey) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO organization_key (one, key, voucher) VALUES (1, ?1, ?2)";
    tx.run(sql, [*key.0, *voucher.0])?;
    Ok(())
}
