//! How far each stream is projected, and which streams have more.

use domain::ids::StreamId;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, stored},
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

/// Some streams that have more, in a fixed order.
pub(crate) async fn dirty(conn: &mut Conn, limit: i64) -> Result<Vec<StreamId>> {
    let rows = sqlx::query("SELECT stream_id FROM projection_queue WHERE dirty = 1 ORDER BY stream_id LIMIT $1")
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| row.id("stream_id")).collect()
}

/// Takes a stream for projection: locks its row and gives how far it is projected.
pub(crate) async fn take(conn: &mut Conn, stream: StreamId) -> Result<Option<u64>> {
    let row = sqlx::query("UPDATE projection_queue SET dirty = 0 WHERE stream_id = $1 AND dirty = 1 RETURNING upto")
        .bind(stream.store())
        .fetch_optional(conn)
        .await?;
    row.map(|row| row.int("upto").map(counted)).transpose()
}

/// Notes how far it is projected now.
pub(crate) async fn advance(conn: &mut Conn, stream: StreamId, upto: u64) -> Result<()> {
    sqlx::query("UPDATE projection_queue SET upto = $2 WHERE stream_id = $1")
        .bind(stream.store())
        .bind(stored(upto))
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
