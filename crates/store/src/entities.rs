//! What the server gave: schools, staff, posts, windows, points, agencies, as far as this phone looks after them.
//!
//! A thing may come through several scopes, so it is kept once for each; the highest revision is what holds.
//! A thing that is gone stays as a row without payload, so that an older revision cannot bring it back. Kinds and
//! shapes of a later version are kept unread.

use domain::{
    agency::Agency, calendar::SchoolCalendar, duty_post::DutyPost, duty_window::DutyWindow, escort::EscortRoute,
    patrol_point::PatrolPoint, patrol_route::PatrolRoute, policy::Policy, roster::RosterWeek, ruling::Ruling,
    school::School, staff::StaffMember,
};
use protocol::{Entity, EntityKind, sync::Change};
use rusqlite::params;

use crate::{StoreError, Tx, columns::int, renewal};

/// Applies changes in order; lower and equal revisions change nothing, unless all is begun anew. The number of things
/// that changed.
///
/// # Errors
/// [`StoreError`].
pub fn apply(tx: &Tx<'_>, changes: &[Change]) -> Result<usize, StoreError> {
    write(
        tx,
        changes,
        "INSERT INTO entities (kind, id, scope, scope_seq, rev, payload, generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (kind, id, scope) DO UPDATE
         SET scope_seq = excluded.scope_seq, rev = excluded.rev, payload = excluded.payload,
             generation = excluded.generation
         WHERE excluded.rev > rev OR excluded.generation > generation",
    )
}

/// Takes these things as they are said to be now, whatever revision they have here: the server lost later ones.
///
/// # Errors
/// [`StoreError`].
pub fn repair(tx: &Tx<'_>, changes: &[Change]) -> Result<usize, StoreError> {
    write(
        tx,
        changes,
        "INSERT OR REPLACE INTO entities (kind, id, scope, scope_seq, rev, payload, generation)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
}

fn write(tx: &Tx<'_>, changes: &[Change], sql: &str) -> Result<usize, StoreError> {
    let generation = int(renewal::generation(tx)?);
    let mut changed = 0;
    for change in changes {
        let payload = change.payload.as_ref().map(|bytes| bytes.as_slice());
        let Change { kind, scope, .. } = change;
        let row = params![kind, *change.id, scope, int(change.scope_seq), int(change.rev), payload, generation];
        changed += tx.run(sql, row)?;
    }
    Ok(changed)
}

/// How many things that exist here these changes would take away.
///
/// # Errors
/// [`StoreError`].
pub fn doomed(tx: &Tx<'_>, changes: &[Change]) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM entities
               WHERE kind = ?1 AND id = ?2 AND scope = ?3 AND rev < ?4 AND payload IS NOT NULL";
    let gone = changes.iter().filter(|change| change.payload.is_none());
    gone.map(|it| tx.count(sql, params![it.kind, *it.id, it.scope, int(it.rev)])).sum()
}

/// Forgets everything: it belongs to an office that this phone has left. Records stay.
///
/// # Errors
/// [`StoreError`].
pub fn forget_all(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.run("DELETE FROM entities", [])?;
    renewal::begin(tx)
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

/// Every row as it is kept, gone things included, in no order that means anything.
///
/// # Errors
/// [`StoreError`].
#[cfg(feature = "inside")]
pub fn rows(tx: &Tx<'_>) -> Result<Vec<Change>, StoreError> {
    use crate::columns::number;
    let sql = "SELECT scope, scope_seq, kind, id, rev, payload FROM entities ORDER BY kind, id, scope";
    tx.all(sql, [], |row| {
        Ok(Change {
            scope: row.get(0)?,
            scope_seq: number(row, 1)?,
            kind: row.get(2)?,
            id: row.get::<_, [u8; 16]>(3)?.into(),
            rev: number(row, 4)?,
            payload: row.get::<_, Option<Vec<u8>>>(5)?.map(Into::into),
        })
    })
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
    /// What offices ask of pictures, by office.
    policies: Policy -> Policy, by |it| it.unit_id;
    /// School calendars, by whose they are.
    calendars: Calendar -> SchoolCalendar, by |it| it.unit_id;
    /// Rosters, by post and week.
    rosters: Roster -> RosterWeek, by |it| (it.post_id, it.monday);
    /// What the office decided about records, by record.
    rulings: Ruling -> Ruling, by |it| it.record_id;
    /// Routes of escort teams, by school and name.
    escort_routes: EscortRoute -> EscortRoute, by |it| (it.school_id, it.name.clone(), it.id);
    /// Routes of must-patrol points, by unit and name.
    patrol_routes: PatrolRoute -> PatrolRoute, by |it| (it.unit_id, it.name.clone(), it.id);
}
