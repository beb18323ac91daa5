//! Scopes of the feed: one for each school and agency. The row gives out the scope's next number and is locked
//! until the transaction ends, so that inside a scope the order of numbers is the order of commits.

use domain::{ids::UnitId, time::UtcMs};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, stored},
    tables::counters,
};

/// A scope and how far its feed goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) id: u32,
    pub(crate) last_seq: u64,
    /// What was gone up to here may be forgotten.
    pub(crate) floor_seq: u64,
}

/// Takes `count` numbers in the scope of `unit`; gives the scope with the last of them.
pub(crate) async fn advance(conn: &mut Conn, unit: UnitId, count: u64) -> Result<Scope> {
    let row = sqlx::query(
        "UPDATE scopes SET last_seq = last_seq + $1 WHERE unit_id = $2 RETURNING scope_id, last_seq, floor_seq",
    )
    .bind(stored(count))
    .bind(unit.store())
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(row) = row {
        return read(&row);
    }
    let id = counters::take(&mut *conn, counters::SCOPE_ID, 1).await?;
    // Another node may have opened it while this one waited for the counter: then its numbers go on.
    let row = sqlx::query(
        "INSERT INTO scopes (scope_id, unit_id, last_seq) VALUES ($1, $2, $3) \
         ON CONFLICT (unit_id) DO UPDATE SET last_seq = scopes.last_seq + excluded.last_seq \
         RETURNING scope_id, last_seq, floor_seq",
    )
    .bind(id)
    .bind(unit.store())
    .bind(stored(count))
    .fetch_one(conn)
    .await?;
    read(&row)
}

/// What a phone of `unit` is given: the unit's own scope, those of the schools it looks over, and that of the bureau
/// whose calendar holds for them, by number.
pub(crate) async fn of_unit(conn: &mut Conn, unit: UnitId) -> Result<Vec<Scope>> {
    let rows = sqlx::query(
        "SELECT scope_id, last_seq, floor_seq FROM scopes WHERE unit_id = $1 \
         OR unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) \
         OR unit_id IN (SELECT o.unit_id FROM jurisdictions m JOIN jurisdictions o ON o.school_id = m.school_id \
            WHERE m.unit_id = $1 AND o.function = 'education') ORDER BY scope_id",
    )
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// Raises the floors over everything that was gone before this moment.
pub(crate) async fn raise_floors(conn: &mut Conn, before: UtcMs) -> Result<()> {
    sqlx::query(
        "UPDATE scopes SET floor_seq = (SELECT max(f.scope_seq) FROM feed f \
            WHERE f.scope_id = scopes.scope_id AND f.deleted_at < $1) \
         WHERE floor_seq < coalesce((SELECT max(f.scope_seq) FROM feed f \
            WHERE f.scope_id = scopes.scope_id AND f.deleted_at < $1), 0)",
    )
    .bind(before.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Raises the floor of a scope to where it stands: whoever has not read that far begins it anew.
pub(crate) async fn raise_floor(conn: &mut Conn, id: u32) -> Result<()> {
    sqlx::query("UPDATE scopes SET floor_seq = last_seq WHERE scope_id = $1").bind(i64::from(id)).execute(conn).await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Scope> {
    Ok(Scope {
        id: row.num("scope_id")?,
        last_seq: counted(row.int("last_seq")?),
        floor_seq: counted(row.int("floor_seq")?),
    })
}
