//! Pictures that the office added to records. A line is written once; being withdrawn is the only thing that happens to it.

use domain::{
    attachment::Rectification,
    ids::{PhotoId, RecordId},
    photo::Digest,
    time::UtcMs,
};
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, word},
};

/// An added picture.
#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    /// Also the name of the upload that it was made of.
    pub(crate) photo_id: PhotoId,
    pub(crate) record_id: RecordId,
    /// Who added it.
    pub(crate) account: String,
    pub(crate) at: UtcMs,
    pub(crate) shows: Rectification,
    pub(crate) caption: String,
    pub(crate) sha256: Digest,
    pub(crate) bytes: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) thumb_id: PhotoId,
    pub(crate) thumb_sha256: Digest,
    /// Of the file as it was uploaded.
    pub(crate) source_sha256: Digest,
    /// When that file says it was taken.
    pub(crate) taken: Option<UtcMs>,
    pub(crate) withdrawn: Option<UtcMs>,
}

/// One with what a page shows beside it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) attachment: Attachment,
    /// What the account is called.
    pub(crate) label: String,
    pub(crate) stored: bool,
    pub(crate) thumb_stored: bool,
}

/// Notes it; `false` when the upload became an added picture before.
pub(crate) async fn insert(conn: &mut Conn, it: &Attachment) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO attachments (photo_id, record_id, account, at_ms, shows, caption, sha256, bytes, width, height, \
         thumb_id, thumb_sha256, source_sha256, taken_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (photo_id) DO NOTHING",
    )
    .bind(it.photo_id.store())
    .bind(it.record_id.store())
    .bind(it.account.as_str())
    .bind(it.at.0)
    .bind(word(&it.shows))
    .bind(it.caption.as_str())
    .bind(it.sha256.to_vec())
    .bind(i64::from(it.bytes))
    .bind(i64::from(it.width))
    .bind(i64::from(it.height))
    .bind(it.thumb_id.store())
    .bind(it.thumb_sha256.to_vec())
    .bind(it.source_sha256.to_vec())
    .bind(it.taken.map(|at| at.0))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn get(conn: &mut Conn, id: PhotoId) -> Result<Option<Attachment>> {
    let row =
        sqlx::query("SELECT * FROM attachments WHERE photo_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// How many stand beside a record.
pub(crate) async fn standing(conn: &mut Conn, record: RecordId) -> Result<u64> {
    let sql = "SELECT count(*) AS n FROM attachments WHERE record_id = $1 AND withdrawn_at IS NULL";
    let row = sqlx::query(sql).bind(record.store()).fetch_one(conn).await?;
    row.num("n")
}

/// Takes one away; `false` when it was taken away before.
pub(crate) async fn withdraw(conn: &mut Conn, id: PhotoId, now: UtcMs) -> Result<bool> {
    let done = sqlx::query("UPDATE attachments SET withdrawn_at = $2 WHERE photo_id = $1 AND withdrawn_at IS NULL")
        .bind(id.store())
        .bind(now.0)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Those of a record in the order in which they came, with those that were withdrawn.
pub(crate) async fn of_record(conn: &mut Conn, record: RecordId) -> Result<Vec<Shown>> {
    let sql = shown("WHERE a.record_id = $1 ORDER BY a.at_ms, a.photo_id");
    let rows = sqlx::query(sql).bind(record.store()).fetch_all(conn).await?;
    rows.iter().map(read_shown).collect()
}

/// All that were made with these bytes, with those that were withdrawn.
pub(crate) async fn by_digest(conn: &mut Conn, sha256: &Digest) -> Result<Vec<Shown>> {
    let sql = shown("WHERE a.sha256 = $1 ORDER BY a.photo_id");
    let rows = sqlx::query(sql).bind(sha256.to_vec()).fetch_all(conn).await?;
    rows.iter().map(read_shown).collect()
}

/// The next ones after `after`, in the order of their ids.
pub(crate) async fn page(conn: &mut Conn, after: Option<PhotoId>, limit: i64) -> Result<Vec<Attachment>> {
    let rows = sqlx::query("SELECT * FROM attachments WHERE photo_id > $1 ORDER BY photo_id LIMIT $2")
        .bind(after.map(|id| id.store()).unwrap_or_default())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

fn shown(rest: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT a.*, coalesce(w.label, '') AS label, \
         (SELECT count(*) FROM uploads u WHERE u.photo_id = a.photo_id AND u.state = 'stored' \
            AND u.sha256 = a.sha256) AS stored, \
         (SELECT count(*) FROM uploads u WHERE u.photo_id = a.thumb_id AND u.state = 'stored' \
            AND u.sha256 = a.thumb_sha256) AS thumb_stored \
         FROM attachments a LEFT JOIN accounts w ON w.name = a.account {rest}"
    ))
}

fn read_shown(row: &AnyRow) -> Result<Shown> {
    Ok(Shown {
        attachment: read(row)?,
        label: row.text("label")?,
        stored: row.int("stored")? > 0,
        thumb_stored: row.int("thumb_stored")? > 0,
    })
}

fn read(row: &AnyRow) -> Result<Attachment> {
    Ok(Attachment {
        photo_id: row.id("photo_id")?,
        record_id: row.id("record_id")?,
        account: row.text("account")?,
        at: row.moment("at_ms")?,
        shows: row.word("shows")?,
        caption: row.text("caption")?,
        sha256: row.digest("sha256")?,
        bytes: row.num("bytes")?,
        width: row.num("width")?,
        height: row.num("height")?,
        thumb_id: row.id("thumb_id")?,
        thumb_sha256: row.digest("thumb_sha256")?,
        source_sha256: row.digest("source_sha256")?,
        taken: row.opt_moment("taken_ms")?,
        withdrawn: row.opt_moment("withdrawn_at")?,
    })
}
