//! Uploads of pictures: whose each is and how far. Its chunks stand in `upload_chunks`.

use domain::{
    ids::{DeviceId, PhotoId, StreamId},
    photo::{Digest, PhotoRole},
    time::UtcMs,
};
use sqlx::{AssertSqlSafe, any::AnyRow};

use super::upload_chunks::{self, StoredChunk};
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

/// Whose upload it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A phone's, for the record at this place.
    Phone { device_id: DeviceId, stream_id: StreamId, seq: u64 },
    /// An account's of the office; no record names it yet.
    Account(String),
}

/// An upload.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) photo_id: PhotoId,
    pub(crate) owner: Owner,
    /// What the account's client said about it, word for word; a phone's is told by the other columns.
    pub(crate) metadata: Option<String>,
    pub(crate) role: PhotoRole,
    pub(crate) attempt: u32,
    pub(crate) length: u64,
    pub(crate) received: u64,
    pub(crate) sha256: Digest,
    pub(crate) state: UploadState,
    pub(crate) updated_at: UtcMs,
}

pub(crate) async fn get(conn: &mut Conn, id: PhotoId) -> Result<Option<Upload>> {
    let row = sqlx::query("SELECT * FROM uploads WHERE photo_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// Notes a new upload as it is; `false` when its name is taken.
pub(crate) async fn insert(conn: &mut Conn, upload: &Upload) -> Result<bool> {
    let (device, stream, seq, account) = match &upload.owner {
        Owner::Phone { device_id, stream_id, seq } => {
            (Some(device_id.store()), Some(stream_id.store()), Some(stored(*seq)), None)
        }
        Owner::Account(name) => (None, None, None, Some(name.as_str())),
    };
    let done = sqlx::query(
        "INSERT INTO uploads (photo_id, device_id, stream_id, seq, account, metadata, role, attempt, length, received, \
         sha256, state, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) \
         ON CONFLICT (photo_id) DO NOTHING",
    )
    .bind(upload.photo_id.store())
    .bind(device)
    .bind(stream)
    .bind(seq)
    .bind(account)
    .bind(upload.metadata.as_deref())
    .bind(upload.role.code())
    .bind(i64::from(upload.attempt))
    .bind(stored(upload.length))
    .bind(stored(upload.received))
    .bind(upload.sha256.to_vec())
    .bind(crate::sql::word(&upload.state))
    .bind(upload.updated_at.0)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
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
    upload_chunks::insert(conn, upload, chunk).await?;
    Ok(true)
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
    let first = done.rows_affected() == 1;
    if first {
        upload_chunks::delete(conn, upload).await?;
    }
    Ok(first)
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
    upload_chunks::delete(conn, upload).await
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

/// Forgets an unfinished upload; `false` when it is finished, gone, or another attempt runs.
pub(crate) async fn delete_open(conn: &mut Conn, upload: &Upload) -> Result<bool> {
    let done = sqlx::query("DELETE FROM uploads WHERE photo_id = $1 AND attempt = $2 AND state = 'open'")
        .bind(upload.photo_id.store())
        .bind(i64::from(upload.attempt))
        .execute(&mut *conn)
        .await?;
    let gone = done.rows_affected() == 1;
    if gone {
        upload_chunks::delete(conn, upload).await?;
    }
    Ok(gone)
}

/// Whether nothing names the upload `u`: no record, and no picture of the office that stands beside one.
const UNNAMED: &str = "NOT EXISTS (SELECT 1 FROM photos p WHERE p.photo_id = u.photo_id) \
     AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.photo_id = u.photo_id AND a.withdrawn_at IS NULL) \
     AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.thumb_id = u.photo_id AND a.withdrawn_at IS NULL)";

/// Forgets a finished upload that nothing names.
pub(crate) async fn delete_unnamed(conn: &mut Conn, upload: &Upload) -> Result<bool> {
    let sql = format!(
        "DELETE FROM uploads AS u WHERE u.photo_id = $1 AND u.state = 'stored' AND u.account IS NOT NULL AND {UNNAMED}"
    );
    let done = sqlx::query(AssertSqlSafe(sql)).bind(upload.photo_id.store()).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// A finished upload of the office becomes the picture that was made of it; `false` when it is not that upload any more.
pub(crate) async fn become_picture(
    conn: &mut Conn,
    upload: &Upload,
    (sha256, length): (&Digest, u64),
    now: UtcMs,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE uploads SET sha256 = $3, length = $4, received = $4, updated_at = $5 \
         WHERE photo_id = $1 AND state = 'stored' AND account IS NOT NULL AND sha256 = $2",
    )
    .bind(upload.photo_id.store())
    .bind(upload.sha256.to_vec())
    .bind(sha256.to_vec())
    .bind(stored(length))
    .bind(now.0)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Uploads whose last byte is in, and which are not finished: a crash lay between.
pub(crate) async fn unfinished(conn: &mut Conn) -> Result<Vec<Upload>> {
    let rows = sqlx::query("SELECT * FROM uploads WHERE state = 'open' AND received = length ORDER BY updated_at")
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// Unfinished uploads that heard nothing since `before`. What stands beside a record stays, also where its bytes were lost.
pub(crate) async fn silent_since(conn: &mut Conn, before: UtcMs, limit: i64) -> Result<Vec<Upload>> {
    let sql = format!(
        "SELECT * FROM uploads u WHERE u.state = 'open' AND u.updated_at < $1 \
         AND (u.account IS NULL OR {UNNAMED}) ORDER BY u.updated_at LIMIT $2"
    );
    older(conn, sql, before, limit).await
}

/// Finished uploads of accounts, older than `before`, that nothing names.
pub(crate) async fn unnamed_since(conn: &mut Conn, before: UtcMs, limit: i64) -> Result<Vec<Upload>> {
    let sql = format!(
        "SELECT * FROM uploads u WHERE u.account IS NOT NULL AND u.state = 'stored' AND u.updated_at < $1 \
         AND {UNNAMED} ORDER BY u.updated_at LIMIT $2"
    );
    older(conn, sql, before, limit).await
}

async fn older(conn: &mut Conn, sql: String, before: UtcMs, limit: i64) -> Result<Vec<Upload>> {
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(before.0).bind(limit).fetch_all(conn).await?;
    rows.iter().map(read).collect()
}

/// What an owner has begun: how many uploads, and the bytes they will take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Begun {
    pub(crate) uploads: u64,
    pub(crate) bytes: u64,
}

/// What a phone has begun and not finished; of an account also what is finished and attached to nothing.
pub(crate) async fn begun(conn: &mut Conn, owner: &Owner) -> Result<Begun> {
    const SUMS: &str = "SELECT count(*) AS uploads, CAST(coalesce(sum(u.length), 0) AS BIGINT) AS bytes FROM uploads u";
    let query = match owner {
        Owner::Phone { device_id, .. } => {
            let sql = format!("{SUMS} WHERE u.device_id = $1 AND u.state = 'open'");
            sqlx::query(AssertSqlSafe(sql)).bind(device_id.store())
        }
        Owner::Account(name) => {
            let sql = format!("{SUMS} WHERE u.account = $1 AND (u.state = 'open' OR ({UNNAMED}))");
            sqlx::query(AssertSqlSafe(sql)).bind(name.clone())
        }
    };
    let row = query.fetch_one(conn).await?;
    Ok(Begun { uploads: counted(row.int("uploads")?), bytes: counted(row.int("bytes")?) })
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
    let owner = match row.opt_text("account")? {
        Some(name) => Owner::Account(name),
        None => Owner::Phone {
            device_id: row.id("device_id")?,
            stream_id: row.id("stream_id")?,
            seq: counted(row.int("seq")?),
        },
    };
    Ok(Upload {
        photo_id: row.id("photo_id")?,
        owner,
        metadata: row.opt_text("metadata")?,
        role: row.word("role")?,
        attempt: row.num("attempt")?,
        length: counted(row.int("length")?),
        received: counted(row.int("received")?),
        sha256: row.digest("sha256")?,
        state: row.word("state")?,
        updated_at: row.moment("updated_at")?,
    })
}
