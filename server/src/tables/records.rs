//! Records as they came: the bytes that were chained, never changed, with what the server adds beside them.

use domain::{
    ids::{DeviceId, RecordId, StreamId},
    photo::Digest,
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, insert_many, stored},
};

/// Whether a record was understood when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecordStatus {
    /// Understood.
    Ok,
    /// Of a kind or version that came after this build.
    Unknown,
    /// Of a known kind, and not of its shape.
    Quarantined,
}

impl RecordStatus {
    /// The code word in tables, receipts and exports.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Quarantined => "quarantined",
        }
    }
}

/// A stored record.
#[derive(Clone, Debug)]
pub(crate) struct StoredRecord {
    pub(crate) stream_id: StreamId,
    pub(crate) seq: u64,
    pub(crate) record_id: RecordId,
    pub(crate) kind: u16,
    pub(crate) status: RecordStatus,
    pub(crate) received_at: UtcMs,
    pub(crate) hash: Digest,
    pub(crate) bytes: Vec<u8>,
}

pub(crate) async fn insert(conn: &mut Conn, records: &[StoredRecord]) -> Result<()> {
    let statement = ("INSERT INTO records (stream_id, seq, record_id, kind, status, received_at, hash, bytes)", 8, "");
    insert_many(conn, statement, records, |r, row| {
        row.put(r.stream_id.store()).put(stored(r.seq)).put(r.record_id.store()).put(i64::from(r.kind));
        row.put(r.status.word()).put(r.received_at.0).put(r.hash.to_vec()).put(r.bytes.as_slice());
    })
    .await
}

/// The chain's hash at one record.
pub(crate) async fn hash_at(conn: &mut Conn, stream: StreamId, seq: u64) -> Result<Option<Digest>> {
    let row = sqlx::query("SELECT hash FROM records WHERE stream_id = $1 AND seq = $2")
        .bind(stream.store())
        .bind(stored(seq))
        .fetch_optional(conn)
        .await?;
    row.map(|row| row.digest("hash")).transpose()
}

/// The next records of a stream after `after`.
pub(crate) async fn after(conn: &mut Conn, stream: StreamId, after: u64, limit: i64) -> Result<Vec<StoredRecord>> {
    let rows = sqlx::query("SELECT * FROM records WHERE stream_id = $1 AND seq > $2 ORDER BY seq LIMIT $3")
        .bind(stream.store())
        .bind(stored(after))
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// The records of this name; more than one when a phone opened a new stream and sent it again.
pub(crate) async fn by_id(conn: &mut Conn, id: RecordId) -> Result<Vec<StoredRecord>> {
    let rows = sqlx::query("SELECT * FROM records WHERE record_id = $1 ORDER BY received_at, stream_id, seq")
        .bind(id.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// One record by its place.
pub(crate) async fn at(conn: &mut Conn, stream: StreamId, seq: u64) -> Result<Option<StoredRecord>> {
    let row = sqlx::query("SELECT * FROM records WHERE stream_id = $1 AND seq = $2")
        .bind(stream.store())
        .bind(stored(seq))
        .fetch_optional(conn)
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// The first record whose stream is not there.
pub(crate) async fn first_orphan(conn: &mut Conn) -> Result<Option<(StreamId, u64)>> {
    let row = sqlx::query(
        "SELECT stream_id, seq FROM records r \
         WHERE NOT EXISTS (SELECT 1 FROM streams s WHERE s.stream_id = r.stream_id) ORDER BY stream_id, seq LIMIT 1",
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok((row.id("stream_id")?, counted(row.int("seq")?)))).transpose()
}

/// The next records after a place that were not understood when they came.
pub(crate) async fn unread(conn: &mut Conn, after: Option<(StreamId, u64)>, limit: i64) -> Result<Vec<StoredRecord>> {
    let rows = sqlx::query(
        "SELECT * FROM records WHERE status <> 'ok' AND (stream_id > $1 OR (stream_id = $1 AND seq > $2)) \
         ORDER BY stream_id, seq LIMIT $3",
    )
    .bind(after.map(|(stream, _)| stream.store()).unwrap_or_default())
    .bind(after.map_or(0, |(_, seq)| stored(seq)))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// Those of a phone, the newest first.
pub(crate) async fn unread_of(conn: &mut Conn, device: DeviceId, limit: i64) -> Result<Vec<StoredRecord>> {
    let rows = sqlx::query(
        "SELECT r.* FROM streams t JOIN records r ON r.stream_id = t.stream_id \
         WHERE t.device_id = $1 AND r.status <> 'ok' ORDER BY r.received_at DESC, r.seq DESC LIMIT $2",
    )
    .bind(device.store())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// Notes that a record is understood now, and what its envelope says. Its bytes stay what they are.
pub(crate) async fn set_read(conn: &mut Conn, record: &StoredRecord) -> Result<()> {
    sqlx::query("UPDATE records SET status = $3, record_id = $4, kind = $5 WHERE stream_id = $1 AND seq = $2")
        .bind(record.stream_id.store())
        .bind(stored(record.seq))
        .bind(record.status.word())
        .bind(record.record_id.store())
        .bind(i64::from(record.kind))
        .execute(conn)
        .await?;
    Ok(())
}

/// How many records of a phone came at `since` or later.
pub(crate) async fn count_since(conn: &mut Conn, device: DeviceId, since: UtcMs) -> Result<i64> {
    let row = sqlx::query(
        "SELECT count(*) AS n FROM streams t JOIN records r ON r.stream_id = t.stream_id \
         WHERE t.device_id = $1 AND r.received_at >= $2",
    )
    .bind(device.store())
    .bind(since.0)
    .fetch_one(conn)
    .await?;
    row.int("n")
}

/// Notes whether a record is understood. Its bytes stay what they are.
pub(crate) async fn set_status(conn: &mut Conn, record: &StoredRecord) -> Result<()> {
    sqlx::query("UPDATE records SET status = $3 WHERE stream_id = $1 AND seq = $2")
        .bind(record.stream_id.store())
        .bind(stored(record.seq))
        .bind(record.status.word())
        .execute(conn)
        .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<StoredRecord> {
    Ok(StoredRecord {
        stream_id: row.id("stream_id")?,
        seq: counted(row.int("seq")?),
        record_id: row.id("record_id")?,
        kind: row.num("kind")?,
        status: row.word("status")?,
        received_at: row.moment("received_at")?,
        hash: row.digest("hash")?,
        bytes: row.blob("bytes")?,
    })
}
