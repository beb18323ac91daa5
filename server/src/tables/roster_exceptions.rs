//! What replaces a pattern in one window of one day, and who decided it.

use domain::{
    day::Day,
    ids::{PostId, RecordId, SchoolId, WindowId},
    roster::{Exception, RosterReason, Side},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, from_json, from_word, json, word},
};

/// An exception as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct KeptException {
    pub(crate) post_id: PostId,
    pub(crate) side: Side,
    pub(crate) exception: Exception,
    pub(crate) reason: String,
    /// The request it answers.
    pub(crate) record_id: Option<RecordId>,
    /// What that request gave as its reason, beside its words.
    pub(crate) asked_for: Option<RosterReason>,
    pub(crate) at: UtcMs,
    pub(crate) account: String,
}

pub(crate) async fn put(conn: &mut Conn, it: &KeptException) -> Result<()> {
    sqlx::query(
        "INSERT INTO roster_exceptions (post_id, side, day, window_id, staff, open, reason, record_id, at_ms, account) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (post_id, side, day, window_id) DO UPDATE SET \
         staff = excluded.staff, open = excluded.open, reason = excluded.reason, record_id = excluded.record_id, \
         at_ms = excluded.at_ms, account = excluded.account",
    )
    .bind(it.post_id.store())
    .bind(word(&it.side))
    .bind(i64::from(it.exception.day.0))
    .bind(it.exception.window_id.store())
    .bind(json(&it.exception.staff))
    .bind(json(&it.exception.open))
    .bind(it.reason.as_str())
    .bind(it.record_id.map(|id| id.store()))
    .bind(it.at.0)
    .bind(it.account.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes one back; `false` when there is none.
pub(crate) async fn delete(conn: &mut Conn, post: PostId, side: Side, day: Day, window: WindowId) -> Result<bool> {
    let gone =
        sqlx::query("DELETE FROM roster_exceptions WHERE post_id = $1 AND side = $2 AND day = $3 AND window_id = $4")
            .bind(post.store())
            .bind(word(&side))
            .bind(i64::from(day.0))
            .bind(window.store())
            .execute(conn)
            .await?;
    Ok(gone.rows_affected() > 0)
}

/// Those of a school's posts from a day on.
pub(crate) async fn of_school(conn: &mut Conn, school: SchoolId, from: Day) -> Result<Vec<KeptException>> {
    let rows = sqlx::query(
        "SELECT x.*, r.reason AS asked_for FROM roster_exceptions x \
         LEFT JOIN roster_requests r ON r.record_id = x.record_id \
         WHERE x.day >= $2 AND x.post_id IN (SELECT id FROM posts WHERE school_id = $1) \
         ORDER BY x.day, x.post_id, x.window_id, x.side",
    )
    .bind(school.store())
    .bind(i64::from(from.0))
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<KeptException> {
    Ok(KeptException {
        post_id: row.id("post_id")?,
        side: row.word("side")?,
        exception: Exception {
            day: Day(row.num("day")?),
            window_id: row.id("window_id")?,
            staff: from_json(&row.text("staff")?)?,
            open: from_json(&row.text("open")?)?,
        },
        reason: row.text("reason")?,
        record_id: row.opt_id("record_id")?,
        asked_for: row.opt_text("asked_for")?.map(|text| from_word(&text)).transpose()?,
        at: row.moment("at_ms")?,
        account: row.text("account")?,
    })
}
