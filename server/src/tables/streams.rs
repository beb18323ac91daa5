//! Streams and their heads: the next number and the chain's hash. The row is the lock of a push.

use domain::{
    ids::{DeviceId, StreamId},
    photo::Digest,
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, stored},
    views::device::StreamRow,
};

/// A stream's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stream {
    pub(crate) stream_id: StreamId,
    pub(crate) device_id: DeviceId,
    pub(crate) next_seq: u64,
    pub(crate) head: Digest,
    /// What a finished backup holds.
    pub(crate) durable_upto: u64,
}

impl Stream {
    /// The last record it holds; 0 for none.
    pub(crate) fn head_seq(&self) -> u64 {
        self.next_seq - 1
    }
}

/// Locks the head until the transaction ends (the update that changes nothing is a lock on both engines).
pub(crate) async fn lock(conn: &mut Conn, id: StreamId) -> Result<Option<Stream>> {
    let row = sqlx::query(
        "UPDATE streams SET state = state WHERE stream_id = $1 RETURNING stream_id, device_id, next_seq, head_hash, \
         durable_upto",
    )
    .bind(id.store())
    .fetch_optional(conn)
    .await?;
    row.map(|row| read(&row)).transpose()
}

pub(crate) async fn get(conn: &mut Conn, id: StreamId) -> Result<Option<Stream>> {
    let row =
        sqlx::query("SELECT stream_id, device_id, next_seq, head_hash, durable_upto FROM streams WHERE stream_id = $1")
            .bind(id.store())
            .fetch_optional(conn)
            .await?;
    row.map(|row| read(&row)).transpose()
}

/// Opens a stream that was not known, or moves the head of one that is locked.
pub(crate) async fn put(conn: &mut Conn, stream: &Stream, now: UtcMs) -> Result<()> {
    sqlx::query(
        "INSERT INTO streams (stream_id, device_id, next_seq, head_hash, opened_at, state) \
         VALUES ($1, $2, $3, $4, $5, 'open') \
         ON CONFLICT (stream_id) DO UPDATE SET next_seq = excluded.next_seq, head_hash = excluded.head_hash",
    )
    .bind(stream.stream_id.store())
    .bind(stream.device_id.store())
    .bind(stored(stream.next_seq))
    .bind(stream.head.to_vec())
    .bind(now.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a phone told another history of this stream. What is stored stays what it is.
pub(crate) async fn mark_forked(conn: &mut Conn, id: StreamId, now: UtcMs) -> Result<()> {
    sqlx::query(
        "UPDATE streams SET state = 'forked', forked_at = CASE WHEN forked_at IS NULL THEN $2 ELSE forked_at END \
         WHERE stream_id = $1",
    )
    .bind(id.store())
    .bind(now.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The streams of a phone, the newest first.
pub(crate) async fn of_device(conn: &mut Conn, device: DeviceId) -> Result<Vec<StreamRow>> {
    let rows = sqlx::query(
        "SELECT s.stream_id, s.next_seq, s.opened_at, s.forked_at, (SELECT count(*) FROM rejected_pushes r \
            WHERE r.stream_id = s.stream_id AND r.device_id = s.device_id AND r.code = 'fork') AS rejected \
         FROM streams s WHERE s.device_id = $1 ORDER BY s.opened_at DESC, s.stream_id",
    )
    .bind(device.store())
    .fetch_all(conn)
    .await?;
    let read = |row: &AnyRow| {
        Ok(StreamRow {
            stream_id: row.id("stream_id")?,
            records: row.int("next_seq")? - 1,
            opened_ms: row.moment("opened_at")?,
            forked_ms: row.opt_moment("forked_at")?,
            rejected_pushes: row.int("rejected")?,
        })
    };
    rows.iter().map(read).collect()
}

/// The next streams after `after` in the order of their ids.
pub(crate) async fn page(conn: &mut Conn, after: Option<StreamId>, limit: i64) -> Result<Vec<Stream>> {
    let rows = sqlx::query(
        "SELECT stream_id, device_id, next_seq, head_hash, durable_upto FROM streams WHERE stream_id > $1 ORDER BY stream_id LIMIT $2",
    )
    .bind(after.map(|id| id.store()).unwrap_or_default())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// Notes where the next streams after `after` stand; gives the last of them, `None` when there are no more.
pub(crate) async fn mark(conn: &mut Conn, after: Option<StreamId>, limit: i64) -> Result<Option<StreamId>> {
    let page = page(conn, after, limit).await?;
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(None) };
    sqlx::query(
        "UPDATE streams SET marked_upto = next_seq - 1 \
         WHERE stream_id >= $1 AND stream_id <= $2 AND marked_upto <> next_seq - 1",
    )
    .bind(first.stream_id.store())
    .bind(last.stream_id.store())
    .execute(conn)
    .await?;
    Ok(Some(last.stream_id))
}

/// What was noted of the next streams is durable now; gives the last of them and how many gained by it.
pub(crate) async fn make_durable(
    conn: &mut Conn,
    after: Option<StreamId>,
    limit: i64,
) -> Result<Option<(StreamId, u64)>> {
    let page = page(conn, after, limit).await?;
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(None) };
    let gained = sqlx::query(
        "UPDATE streams SET durable_upto = marked_upto \
         WHERE stream_id >= $1 AND stream_id <= $2 AND durable_upto < marked_upto",
    )
    .bind(first.stream_id.store())
    .bind(last.stream_id.store())
    .execute(conn)
    .await?;
    Ok(Some((last.stream_id, gained.rows_affected())))
}

/// All that is here is durable: it was just put back from where it lies still.
pub(crate) async fn all_durable(conn: &mut Conn) -> Result<()> {
    sqlx::query("UPDATE streams SET durable_upto = next_seq - 1, marked_upto = next_seq - 1").execute(conn).await?;
    Ok(())
}

/// How many streams there are, and how many records their heads count.
pub(crate) async fn totals(conn: &mut Conn) -> Result<(u64, u64)> {
    let row = sqlx::query(
        "SELECT count(*) AS streams, CAST(coalesce(sum(next_seq - 1), 0) AS BIGINT) AS records FROM streams",
    )
    .fetch_one(conn)
    .await?;
    Ok((counted(row.int("streams")?), counted(row.int("records")?)))
}

fn read(row: &AnyRow) -> Result<Stream> {
    Ok(Stream {
        stream_id: row.id("stream_id")?,
        device_id: row.id("device_id")?,
        next_seq: counted(row.int("next_seq")?).max(1),
        head: row.digest("head_hash")?,
        durable_upto: counted(row.int("durable_upto")?),
    })
}
