//! The chunks an unfinished upload consists of, in order. The bytes lie in the object store.

use domain::{ids::PhotoId, photo::Digest};
use sqlx::any::AnyRow;

use super::uploads::Upload;
use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, stored},
};

/// A chunk that counts.
#[derive(Clone, Debug)]
pub(crate) struct StoredChunk {
    pub(crate) start: u64,
    pub(crate) length: u64,
    pub(crate) sha256: Digest,
}

pub(crate) async fn insert(conn: &mut Conn, upload: &Upload, chunk: &StoredChunk) -> Result<()> {
    sqlx::query("INSERT INTO upload_chunks (photo_id, attempt, start, length, sha256) VALUES ($1, $2, $3, $4, $5)")
        .bind(upload.photo_id.store())
        .bind(i64::from(upload.attempt))
        .bind(stored(chunk.start))
        .bind(stored(chunk.length))
        .bind(chunk.sha256.to_vec())
        .execute(conn)
        .await?;
    Ok(())
}

/// The chunks of an attempt, in order.
pub(crate) async fn of(conn: &mut Conn, upload: &Upload) -> Result<Vec<StoredChunk>> {
    let rows = sqlx::query("SELECT * FROM upload_chunks WHERE photo_id = $1 AND attempt = $2 ORDER BY start")
        .bind(upload.photo_id.store())
        .bind(i64::from(upload.attempt))
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// Whether a chunk counts, by its place.
pub(crate) async fn counts(conn: &mut Conn, photo_id: PhotoId, attempt: u32, chunk: &StoredChunk) -> Result<bool> {
    let row = sqlx::query("SELECT * FROM upload_chunks WHERE photo_id = $1 AND attempt = $2 AND start = $3")
        .bind(photo_id.store())
        .bind(i64::from(attempt))
        .bind(stored(chunk.start))
        .fetch_optional(conn)
        .await?;
    let known = row.map(|row| read(&row)).transpose()?;
    Ok(known.is_some_and(|known| known.length == chunk.length && known.sha256 == chunk.sha256))
}

pub(crate) async fn delete(conn: &mut Conn, upload: &Upload) -> Result<()> {
    sqlx::query("DELETE FROM upload_chunks WHERE photo_id = $1 AND attempt = $2")
        .bind(upload.photo_id.store())
        .bind(i64::from(upload.attempt))
        .execute(conn)
        .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<StoredChunk> {
    Ok(StoredChunk {
        start: counted(row.int("start")?),
        length: counted(row.int("length")?),
        sha256: row.digest("sha256")?,
    })
}
