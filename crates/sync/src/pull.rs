//! Down: one page of changes with the cursor that ends it, in one transaction.

use protocol::sync::Pull;
use store::{StoreError, Tx, cursor, entities};

/// What a page did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// Changes applied.
    pub(crate) pulled: u64,
    /// There is more, and the cursor moved, so asking again leads on.
    pub(crate) more: bool,
}

/// Applies a page. Absence deletes nothing; scopes are forgotten only when the server says so.
pub(crate) fn apply(tx: &Tx<'_>, pull: &Pull) -> Result<Page, StoreError> {
    for scope in &pull.dropped_scopes {
        entities::purge_scope(tx, *scope)?;
    }
    let pulled = entities::apply(tx, &pull.changes)? as u64;
    let Some(next) = &pull.cursor else { return Ok(Page { pulled, more: false }) };
    let moved = cursor::get(tx)?.is_none_or(|before| before != next.as_slice());
    if moved {
        cursor::put(tx, next)?;
    }
    Ok(Page { pulled, more: pull.more && moved })
}

/// Whether there is anything to write.
pub(crate) fn is_empty(pull: &Pull) -> bool {
    pull.changes.is_empty() && pull.dropped_scopes.is_empty() && pull.cursor.is_none()
}
