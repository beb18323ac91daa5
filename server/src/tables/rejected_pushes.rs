//! Pushes that were not taken because their seal did not verify or because they tell another history of their
//! stream: kept as evidence, a bounded number of each sort for each phone. The same push again is kept once.

use domain::{
    ids::{DeviceId, StreamId},
    photo::Digest,
    time::UtcMs,
};
use protocol::sha256;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _},
};

/// So many of a sort are kept for each phone; older ones make room.
const KEPT: i64 = 20;

/// Rows that are read at once with their bytes.
pub(crate) const PAGE: i64 = 20;

/// A push that was not taken.
#[derive(Clone, Debug)]
pub(crate) struct NewRejected<'a> {
    pub(crate) device_id: DeviceId,
    pub(crate) stream_id: StreamId,
    /// Why.
    pub(crate) code: &'a str,
    /// Digest of its records.
    pub(crate) told: Digest,
    /// The whole of it.
    pub(crate) bytes: Vec<u8>,
}

pub(crate) async fn insert(conn: &mut Conn, rejected: &NewRejected<'_>, now: UtcMs) -> Result<()> {
    let NewRejected { device_id, stream_id, code, told, bytes } = rejected;
    sqlx::query(
        "INSERT INTO rejected_pushes (id, device_id, stream_id, code, received_at, bytes) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(sha256(&[device_id.as_bytes(), code.as_bytes(), &**told])[..16].to_vec())
    .bind(device_id.store())
    .bind(stream_id.store())
    .bind(*code)
    .bind(now.0)
    .bind(bytes.as_slice())
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "DELETE FROM rejected_pushes WHERE device_id = $1 AND code = $3 AND id NOT IN \
         (SELECT id FROM rejected_pushes WHERE device_id = $1 AND code = $3 ORDER BY received_at DESC, id DESC LIMIT $2)",
    )
    .bind(device_id.store())
    .bind(KEPT)
    .bind(*code)
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

/// Whether another branch of this stream's history was kept.
pub(crate) async fn holds_branch(conn: &mut Conn, stream: StreamId) -> Result<bool> {
    let row = sqlx::query("SELECT count(*) AS n FROM rejected_pushes WHERE stream_id = $1 AND code = 'fork'")
        .bind(stream.store())
        .fetch_one(conn)
        .await?;
    Ok(row.int("n")? > 0)
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

/// A push that was refused and kept, whole.
pub(crate) struct RejectedBytes {
    pub(crate) id: Vec<u8>,
    pub(crate) device_id: DeviceId,
    pub(crate) stream_id: StreamId,
    pub(crate) code: String,
    pub(crate) received_at: UtcMs,
    pub(crate) bytes: Vec<u8>,
}

/// The next of them after the one with this id, in the order of their ids; the first after an empty one.
pub(crate) async fn page(conn: &mut Conn, after: &[u8], limit: i64) -> Result<Vec<RejectedBytes>> {
    let rows = sqlx::query(
        "SELECT id, device_id, stream_id, code, received_at, bytes FROM rejected_pushes WHERE id > $1 ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let read = |row: &sqlx::any::AnyRow| {
        Ok(RejectedBytes {
            id: row.blob("id")?,
            device_id: row.id("device_id")?,
            stream_id: row.id("stream_id")?,
            code: row.text("code")?,
            received_at: row.moment("received_at")?,
            bytes: row.blob("bytes")?,
        })
    };
    rows.iter().map(read).collect()
}
