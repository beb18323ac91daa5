//! Rising numbers. The row stays locked until the transaction ends, so numbers become visible in their order.

use crate::{db::Conn, error::Result, sql::Columns as _};

/// Numbers of phones.
pub(crate) const DEVICE_NO: &str = "device_no";
/// Numbers of feed scopes.
pub(crate) const SCOPE_ID: &str = "scope_id";
/// Numbers of projected events.
pub(crate) const EVENT_NO: &str = "event_no";
/// Provisional numbers of hazards.
pub(crate) const HAZARD_NO: &str = "hazard_no";
/// Numbers of roots.
pub(crate) const ROOT_NO: &str = "root_no";

/// Numbers of points; held, not counted, because some came with the data.
pub(crate) const POINT_NO: &str = "point_no";

/// Takes `count` numbers and gives the first of them.
pub(crate) async fn take(conn: &mut Conn, name: &str, count: usize) -> Result<i64> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let row = sqlx::query(
        "INSERT INTO counters (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value",
    )
    .bind(name)
    .bind(count)
    .fetch_one(conn)
    .await?;
    Ok(row.int("value")? - count + 1)
}

/// Holds the numbers until the transaction ends, without taking one: who takes some later finds all earlier ones used.
pub(crate) async fn hold(conn: &mut Conn, name: &str) -> Result<()> {
    take(conn, name, 0).await.map(|_| ())
}

/// How many were given out.
pub(crate) async fn given(conn: &mut Conn, name: &str) -> Result<i64> {
    let row = sqlx::query("SELECT value FROM counters WHERE name = $1").bind(name).fetch_optional(conn).await?;
    row.map_or(Ok(0), |row| row.int("value"))
}
