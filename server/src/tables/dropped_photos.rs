//! Digests whose last upload is gone. The bytes under them are deleted a month later, unless somebody uploads the
//! same picture again first: then the digest is taken off this list, in the transaction that begins the upload.

use domain::{photo::Digest, time::UtcMs};

use crate::{db::Conn, error::Result, sql::Columns as _};

/// Puts a digest on the list, when no upload has it any more.
pub(crate) async fn add_unused(conn: &mut Conn, sha256: &Digest, now: UtcMs) -> Result<()> {
    let used = sqlx::query("SELECT photo_id FROM uploads WHERE sha256 = $1 LIMIT 1")
        .bind(sha256.to_vec())
        .fetch_optional(&mut *conn)
        .await?;
    if used.is_some() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO dropped_photos (sha256, dropped_at, deleting) VALUES ($1, $2, 0) ON CONFLICT (sha256) DO NOTHING",
    )
    .bind(sha256.to_vec())
    .bind(now.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a digest is on the list.
pub(crate) async fn has(conn: &mut Conn, sha256: &Digest) -> Result<bool> {
    let row = sqlx::query("SELECT dropped_at FROM dropped_photos WHERE sha256 = $1")
        .bind(sha256.to_vec())
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Takes a digest off the list; `false` when its bytes are being deleted at this moment.
pub(crate) async fn keep(conn: &mut Conn, sha256: &Digest) -> Result<bool> {
    sqlx::query("DELETE FROM dropped_photos WHERE sha256 = $1 AND deleting = 0")
        .bind(sha256.to_vec())
        .execute(&mut *conn)
        .await?;
    Ok(!has(conn, sha256).await?)
}

/// Marks what was dropped before `before`, and is still used by nobody, as being deleted, and lists it, with what an
/// earlier run left so.
pub(crate) async fn begin_deleting(conn: &mut Conn, before: UtcMs) -> Result<Vec<Digest>> {
    sqlx::query(
        "DELETE FROM dropped_photos WHERE deleting = 0 \
         AND EXISTS (SELECT 1 FROM uploads u WHERE u.sha256 = dropped_photos.sha256)",
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query("UPDATE dropped_photos SET deleting = 1 WHERE dropped_at < $1 AND deleting = 0")
        .bind(before.0)
        .execute(&mut *conn)
        .await?;
    let rows = sqlx::query("SELECT sha256 FROM dropped_photos WHERE deleting = 1").fetch_all(conn).await?;
    rows.iter().map(|row| row.digest("sha256")).collect()
}

/// The bytes are gone.
pub(crate) async fn deleted(conn: &mut Conn, sha256: &Digest) -> Result<()> {
    sqlx::query("DELETE FROM dropped_photos WHERE sha256 = $1 AND deleting = 1")
        .bind(sha256.to_vec())
        .execute(conn)
        .await?;
    Ok(())
}
