//! How far each stream is projected, and which streams have more.

use domain::ids::StreamId;
use sqlx::AssertSqlSafe;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, is_postgres, stored},
};

/// Marks a stream as having more than is projected.
pub(crate) async fn mark(conn: &mut Conn, stream: StreamId) -> Result<()> {
    sqlx::query(
        "INSERT INTO projection_queue (stream_id, upto, dirty) VALUES ($1, 0, 1) \
         ON CONFLICT (stream_id) DO UPDATE SET dirty = 1",
    )
    .bind(stream.store())
    .execute(conn)
    .await?;
    Ok(())
}

/// A stream that has more than is projected.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiting {
    pub(crate) stream_id: StreamId,
    /// How far it is projected.
    pub(crate) upto: u64,
}

/// Whether any stream has more.
pub(crate) async fn any(conn: &mut Conn) -> Result<bool> {
    Ok(sqlx::query("SELECT 1 AS one FROM projection_queue WHERE dirty = 1 LIMIT 1")
        .fetch_optional(conn)
        .await?
        .is_some())
}

/// Takes some streams that have more, in a fixed order. Their rows are held until the transaction ends; one that a push
/// or another node holds now is passed over, because waiting for it here could become a ring.
pub(crate) async fn take(conn: &mut Conn, limit: i64) -> Result<Vec<Waiting>> {
    let held = if is_postgres(conn) { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql =
        format!("SELECT stream_id, upto FROM projection_queue WHERE dirty = 1 ORDER BY stream_id LIMIT $1 {held}");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(limit).fetch_all(conn).await?;
    rows.iter().map(|row| Ok(Waiting { stream_id: row.id("stream_id")?, upto: counted(row.int("upto")?) })).collect()
}

/// Notes how far a stream is projected now, and whether there is more.
pub(crate) async fn settle(conn: &mut Conn, stream: Waiting, more: bool) -> Result<()> {
    sqlx::query("UPDATE projection_queue SET upto = $2, dirty = $3 WHERE stream_id = $1")
        .bind(stream.stream_id.store())
        .bind(stored(stream.upto))
        .bind(i64::from(more))
        .execute(conn)
        .await?;
    Ok(())
}

/// How far a stream is projected.
pub(crate) async fn upto(conn: &mut Conn, stream: StreamId) -> Result<u64> {
    let row = sqlx::query("SELECT upto FROM projection_queue WHERE stream_id = $1")
        .bind(stream.store())
        .fetch_optional(conn)
        .await?;
    row.map_or(Ok(0), |row| row.int("upto").map(counted))
}
