//! Pushes whose seal did not verify: kept as evidence, a bounded number for each phone.

use domain::{
    ids::{DeviceId, StreamId},
    time::UtcMs,
};

use crate::{
    db::Conn,
    error::Result,
    random,
    sql::{Columns as _, Id as _},
};

/// So many are kept for each phone; older ones make room.
const KEPT: i64 = 20;

pub(crate) async fn insert(
    conn: &mut Conn,
    device: DeviceId,
    stream: StreamId,
    code: &str,
    (now, bytes): (UtcMs, &[u8]),
) -> Result<()> {
    sqlx::query(
        "INSERT INTO rejected_pushes (id, device_id, stream_id, code, received_at, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(random::id().as_bytes().to_vec())
    .bind(device.store())
    .bind(stream.store())
    .bind(code)
    .bind(now.0)
    .bind(bytes)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "DELETE FROM rejected_pushes WHERE device_id = $1 AND id NOT IN \
         (SELECT id FROM rejected_pushes WHERE device_id = $1 ORDER BY received_at DESC, id DESC LIMIT $2)",
    )
    .bind(device.store())
    .bind(KEPT)
    .execute(conn)
    .await?;
    Ok(())
}

/// A push that was refused and kept.
pub(crate) struct Rejected {
    pub(crate) stream_id: StreamId,
    pub(crate) code: String,
    pub(crate) received_at: UtcMs,
    pub(crate) bytes: i64,
}

/// What is kept of a phone, the newest first.
pub(crate) async fn of_device(conn: &mut Conn, device: DeviceId) -> Result<Vec<Rejected>> {
    let rows = sqlx::query(
        "SELECT stream_id, code, received_at, CAST(length(bytes) AS BIGINT) AS size FROM rejected_pushes \
         WHERE device_id = $1 ORDER BY received_at DESC, id DESC",
    )
    .bind(device.store())
    .fetch_all(conn)
    .await?;
    let read = |row: &sqlx::any::AnyRow| {
        Ok(Rejected {
            stream_id: row.id("stream_id")?,
            code: row.text("code")?,
            received_at: row.moment("received_at")?,
            bytes: row.int("size")?,
        })
    };
    rows.iter().map(read).collect()
}
