//! Every print of a point's tag and every key of its live code: who made it, when it was handed out, when and why it
//! was retired. The first of each needs no row until something happens to it.

use std::collections::HashMap;

use domain::{ids::PointId, time::UtcMs};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, from_word, insert_many, word},
};

/// What carries the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    /// Printed, or written to an NFC tag.
    Print,
    /// Shown on a screen, and other every thirty seconds.
    Live,
}

/// One print or key.
#[derive(Clone, Debug)]
pub(crate) struct IssuedTag {
    pub(crate) form: Form,
    pub(crate) serial: u32,
    pub(crate) made: (UtcMs, String),
    /// When it was last printed or opened, and by whom.
    pub(crate) issued: Option<(UtcMs, String)>,
    pub(crate) retired: Option<(UtcMs, String)>,
    pub(crate) reason: Option<String>,
}

/// Writes that these were printed or opened now.
pub(crate) async fn issue(
    conn: &mut Conn,
    form: Form,
    tags: &[(PointId, u32)],
    (now, account): (UtcMs, &str),
) -> Result<()> {
    let statement = (
        "INSERT INTO tags (point_id, form, serial, made_at, made_by, issued_at, issued_by)",
        7,
        "ON CONFLICT (point_id, form, serial) DO UPDATE SET issued_at = excluded.issued_at, issued_by = excluded.issued_by",
    );
    insert_many(conn, statement, tags, |(point, serial), row| {
        row.put(point.store()).put(word(&form)).put(i64::from(*serial)).put(now.0).put(account);
        row.put(now.0).put(account);
    })
    .await
}

/// Retires one and begins the next.
pub(crate) async fn rotate(
    conn: &mut Conn,
    (point, form, serial): (PointId, Form, u32),
    (now, account): (UtcMs, &str),
    reason: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO tags (point_id, form, serial, made_at, made_by, retired_at, retired_by, reason) \
         VALUES ($1, $2, $3, $4, $5, $4, $5, $6) ON CONFLICT (point_id, form, serial) DO UPDATE SET \
         retired_at = excluded.retired_at, retired_by = excluded.retired_by, reason = excluded.reason",
    )
    .bind(point.store())
    .bind(word(&form))
    .bind(i64::from(serial))
    .bind(now.0)
    .bind(account)
    .bind(reason)
    .execute(&mut *conn)
    .await?;
    sqlx::query("INSERT INTO tags (point_id, form, serial, made_at, made_by) VALUES ($1, $2, $3, $4, $5)")
        .bind(point.store())
        .bind(word(&form))
        .bind(i64::from(serial + 1))
        .bind(now.0)
        .bind(account)
        .execute(conn)
        .await?;
    Ok(())
}

/// All of a point, the newest first.
pub(crate) async fn of_point(conn: &mut Conn, point: PointId) -> Result<Vec<IssuedTag>> {
    let rows = sqlx::query("SELECT * FROM tags WHERE point_id = $1 ORDER BY form DESC, serial DESC")
        .bind(point.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// Every print that was handed out: when last, and by whom.
pub(crate) async fn issued_prints(conn: &mut Conn) -> Result<HashMap<(PointId, u32), (UtcMs, String)>> {
    let rows = sqlx::query(
        "SELECT point_id, serial, issued_at, issued_by FROM tags WHERE form = 'print' AND issued_at IS NOT NULL",
    )
    .fetch_all(conn)
    .await?;
    let read = |row: &AnyRow| {
        let by = row.opt_text("issued_by")?.unwrap_or_default();
        Ok(((row.id("point_id")?, row.num("serial")?), (row.moment("issued_at")?, by)))
    };
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<IssuedTag> {
    let by = |at: Option<UtcMs>, who: Option<String>| at.map(|at| (at, who.unwrap_or_default()));
    Ok(IssuedTag {
        form: from_word(&row.text("form")?)?,
        serial: row.num("serial")?,
        made: (row.moment("made_at")?, row.text("made_by")?),
        issued: by(row.opt_moment("issued_at")?, row.opt_text("issued_by")?),
        retired: by(row.opt_moment("retired_at")?, row.opt_text("retired_by")?),
        reason: row.opt_text("reason")?,
    })
}
