//! What the server gave: schools, staff, posts, windows, points, agencies, as far as this phone looks after them.
//!
//! A thing may come through several scopes, so it is kept once for each; the highest revision is what holds.
//! A thing that is gone stays as a row without payload, so that an older revision cannot bring it back. Kinds and
//! shapes of a later version are kept unread.

use domain::{
    agency::Agency, duty_post::DutyPost, duty_window::DutyWindow, patrol_point::PatrolPoint, school::School,
    staff::StaffMember,
};
use protocol::{Entity, EntityKind, sync::Change};
use rusqlite::params;

use crate::{StoreError, Tx, columns::int};

/// Applies changes in order; lower and equal revisions change nothing. The number of things that changed.
///
/// # Errors
/// [`StoreError`].
pub fn apply(tx: &Tx<'_>, changes: &[Change]) -> Result<usize, StoreError> {
    let sql = "INSERT INTO entities (kind, id, scope, scope_seq, rev, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT (kind, id, scope) DO UPDATE
               SET scope_seq = excluded.scope_seq, rev = excluded.rev, payload = excluded.payload
               WHERE excluded.rev > rev";
    let mut changed = 0;
    for change in changes {
        let payload = change.payload.as_ref().map(|bytes| bytes.as_slice());
        let row = params![change.kind, *change.id, change.scope, int(change.scope_seq), int(change.rev), payload];
        changed += tx.run(sql, row)?;
    }
    Ok(changed)
}

/// Forgets what came through a scope this phone no longer looks after. Records stay.
///
/// # Errors
/// [`StoreError`].
pub fn purge_scope(tx: &Tx<'_>, scope: u32) -> Result<(), StoreError> {
    tx.run("DELETE FROM entities WHERE scope = ?1", [scope])?;
    Ok(())
}

/// Every thing of a kind that exists now, by id.
///
/// # Errors
/// [`StoreError`].
pub fn list(tx: &Tx<'_>, kind: EntityKind) -> Result<Vec<Entity>, StoreError> {
    // With max(), SQLite takes the other columns from the row that has it.
    let sql = "SELECT payload, max(rev) FROM entities WHERE kind = ?1 GROUP BY id ORDER BY id";
    let payloads = tx.all(sql, [kind.number()], |row| row.get::<_, Option<Vec<u8>>>(0))?;
    Ok(payloads.into_iter().flatten().filter_map(|bytes| Entity::decode(kind, &bytes).ok()).collect())
}

/// One thing; `None` when it is not known here, or gone.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>, kind: EntityKind, id: &[u8; 16]) -> Result<Option<Entity>, StoreError> {
    let sql = "SELECT payload FROM entities WHERE kind = ?1 AND id = ?2 ORDER BY rev DESC LIMIT 1";
    let payload = tx.one(sql, params![kind.number(), id], |row| row.get::<_, Option<Vec<u8>>>(0))?;
    Ok(payload.flatten().and_then(|bytes| Entity::decode(kind, &bytes).ok()))
}

/// How many things exist now.
///
/// # Errors
/// [`StoreError`].
pub fn count(tx: &Tx<'_>) -> Result<u64, StoreError> {
    tx.count("SELECT count(DISTINCT id) FROM entities WHERE payload IS NOT NULL", [])
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident: $kind:ident -> $noun:ty, by |$it:ident| $order:expr;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// [`StoreError`].
        pub fn $name(tx: &Tx<'_>) -> Result<Vec<$noun>, StoreError> {
            let entities = list(tx, EntityKind::$kind)?;
            let mut all: Vec<$noun> = entities
                .into_iter()
                .filter_map(|entity| if let Entity::$kind(it) = entity { Some(it) } else { None })
                .collect();
            all.sort_by_cached_key(|$it| $order);
            Ok(all)
        }
    )*};
}

lists! {
    /// Schools, by code.
    schools: School -> School, by |it| it.code.clone();
    /// Agencies, by code.
    agencies: Agency -> Agency, by |it| it.code.clone();
    /// Staff, by name.
    staff: Staff -> StaffMember, by |it| (it.name.clone(), it.id);
    /// Posts, by school and name.
    posts: Post -> DutyPost, by |it| (it.school_id, it.name.clone(), it.id);
    /// Windows, by school and start.
    windows: Window -> DutyWindow, by |it| (it.school_id, it.start_min, it.id);
    /// Points, by number.
    points: Point -> PatrolPoint, by |it| (it.point_no.clone(), it.id);
}
