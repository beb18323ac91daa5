//! Uploads of pictures: how far each is, and the chunks it consists of until it is whole.

use domain::{
    ids::{DeviceId, PhotoId, StreamId},
    photo::{Digest, PhotoRole},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, stored},
};

/// Whether the bytes are whole and under their digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UploadState {
    Open,
    Stored,
}

/// An upload.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) photo_id: PhotoId,
    pub(crate) device_id: DeviceId,
    pub(crate) stream_id: StreamId,
    pub(crate) seq: u64,
    pub(crate) role: PhotoRole,
    pub(crate) attempt: u32,
    pub(crate) length: u64,
    pub(crate) received: u64,
    pub(crate) sha256: Digest,
    pub(crate) state: UploadState,
}

/// A chunk that counts.
#[derive(Clone, Debug)]
pub(crate) struct StoredChunk {
    pub(crate) start: u64,
    pub(crate) length: u64,
    pub(crate) sha256: Digest,
}

pub(crate) async fn get(conn: &mut Conn, id: PhotoId) -> Result<Option<Upload>> {
    let row = sqlx::query("SELECT * FROM uploads WHERE photo_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// Notes a new upload; one that is there already stays as it is.
pub(crate) async fn insert(conn: &mut Conn, upload: &Upload, now: UtcMs) -> Result<()> {
    sqlx::query(
        "INSERT INTO uploads (photo_id, device_id, stream_id, seq, role, attempt, length, received, sha256, state, \
         created_at, updated_at) VALUES ($1, $2, $3, $4, $5, 1, $6, 0, $7, 'open', $8, $8) \
         ON CONFLICT (photo_id) DO NOTHING",
    )
    .bind(upload.photo_id.store())
    .bind(upload.device_id.store())
    .bind(upload.stream_id.store())
    .bind(stored(upload.seq))
    .bind(upload.role.code())
    .bind(stored(upload.length))
    .bind(upload.sha256.to_vec())
    .bind(now.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves the offset past a chunk that lies in the store, if it still stands where the chunk begins.
pub(crate) async fn advance(conn: &mut Conn, upload: &Upload, chunk: &StoredChunk, now: UtcMs) -> Result<bool> {
    let moved = sqlx::query(
        "UPDATE uploads SET received = received + $4, updated_at = $5 \
         WHERE photo_id = $1 AND attempt = $2 AND received = $3 AND state = 'open'",
    )
    .bind(upload.photo_id.store())
    .bind(i64::from(upload.attempt))
    .bind(stored(chunk.start))
    .bind(stored(chunk.length))
    .bind(now.0)
    .execute(&mut *conn)
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("INSERT INTO upload_chunks (photo_id, attempt, start, length, sha256) VALUES ($1, $2, $3, $4, $5)")
        .bind(upload.photo_id.store())
        .bind(i64::from(upload.attempt))
        .bind(stored(chunk.start))
        .bind(stored(chunk.length))
        .bind(chunk.sha256.to_vec())
        .execute(conn)
        .await?;
    Ok(true)
}

/// The chunks of an attempt, in order.
pub(crate) async fn chunks(conn: &mut Conn, upload: &Upload) -> Result<Vec<StoredChunk>> {
    let rows = sqlx::query("SELECT * FROM upload_chunks WHERE photo_id = $1 AND attempt = $2 ORDER BY start")
        .bind(upload.photo_id.store())
        .bind(i64::from(upload.attempt))
        .fetch_all(conn)
        .await?;
    let read = |row: &AnyRow| {
        Ok(StoredChunk {
            start: counted(row.int("start")?),
            length: counted(row.int("length")?),
            sha256: row.digest("sha256")?,
        })
    };
    rows.iter().map(read).collect()
}

/// The bytes are whole and lie under their digest; `false` when that was known, or another attempt runs.
pub(crate) async fn finish(conn: &mut Conn, upload: &Upload, now: UtcMs) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE uploads SET state = 'stored', received = length, updated_at = $3 \
         WHERE photo_id = $1 AND attempt = $2 AND state = 'open'",
    )
    .bind(upload.photo_id.store())
    .bind(i64::from(upload.attempt))
    .bind(now.0)
    .execute(&mut *conn)
    .await?;
    drop_chunks(conn, upload).await?;
    Ok(done.rows_affected() == 1)
}

/// What came is damaged or lost: the next attempt begins at nothing.
pub(crate) async fn restart(conn: &mut Conn, upload: &Upload, now: UtcMs) -> Result<()> {
    sqlx::query(
        "UPDATE uploads SET attempt = attempt + 1, received = 0, updated_at = $3 \
         WHERE photo_id = $1 AND attempt = $2 AND state = 'open'",
    )
    .bind(upload.photo_id.store())
    .bind(i64::from(upload.attempt))
    .bind(now.0)
    .execute(&mut *conn)
    .await?;
    drop_chunks(conn, upload).await
}

/// The bytes of a finished upload are gone from the store: the next attempt begins at nothing.
pub(crate) async fn lose(conn: &mut Conn, upload: &Upload, now: UtcMs) -> Result<()> {
    sqlx::query(
        "UPDATE uploads SET attempt = attempt + 1, received = 0, state = 'open', updated_at = $3 \
         WHERE photo_id = $1 AND attempt = $2 AND state = 'stored'",
    )
    .bind(upload.photo_id.store())
    .bind(i64::from(upload.attempt))
    .bind(now.0)
    .execute(conn)
    .await?;
    Ok(())
}

async fn drop_chunks(conn: &mut Conn, upload: &Upload) -> Result<()> {
    sqlx::query("DELETE FROM upload_chunks WHERE photo_id = $1 AND attempt = $2")
        .bind(upload.photo_id.store())
        .bind(i64::from(upload.attempt))
        .execute(conn)
        .await?;
    Ok(())
}

/// Uploads whose last byte is in, and which are not finished: a crash lay between.
pub(crate) async fn unfinished(conn: &mut Conn) -> Result<Vec<Upload>> {
    let rows = sqlx::query("SELECT * FROM uploads WHERE state = 'open' AND received = length ORDER BY updated_at")
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// The next finished uploads after `after`, in the order of their ids.
pub(crate) async fn stored_page(conn: &mut Conn, after: Option<PhotoId>, limit: i64) -> Result<Vec<Upload>> {
    let rows = sqlx::query("SELECT * FROM uploads WHERE state = 'stored' AND photo_id > $1 ORDER BY photo_id LIMIT $2")
        .bind(after.map(|id| id.store()).unwrap_or_default())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Upload> {
    Ok(Upload {
        photo_id: row.id("photo_id")?,
        device_id: row.id("device_id")?,
        stream_id: row.id("stream_id")?,
        seq: counted(row.int("seq")?),
        role: row.word("role")?,
        attempt: row.num("attempt")?,
        length: counted(row.int("length")?),
        received: counted(row.int("received")?),
        sha256: row.digest("sha256")?,
        state: row.word("state")?,
    })
}
