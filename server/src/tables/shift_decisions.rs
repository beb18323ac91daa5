//! What the office decided about shifts: not held, or missed for a reason. Every decision is kept; the newest holds.

use std::collections::HashMap;

use domain::{
    day::Day,
    duty_shift::ShiftDecision,
    ids::{PostId, WindowId},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, word},
};

/// A decision.
#[derive(Clone, Debug)]
pub(crate) struct Decided {
    pub(crate) at: UtcMs,
    pub(crate) decision: ShiftDecision,
    pub(crate) reason: String,
    /// The leader of the school or station who answers for it, by post.
    pub(crate) leader: String,
    pub(crate) account: String,
}

/// Which shift.
pub(crate) type ShiftKey = (PostId, WindowId, Day);

pub(crate) async fn insert(conn: &mut Conn, (post, window, day): ShiftKey, it: &Decided) -> Result<()> {
    sqlx::query(
        "INSERT INTO shift_decisions (post_id, window_id, day, at_ms, decision, reason, leader, account) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(post.store())
    .bind(window.store())
    .bind(i64::from(day.0))
    .bind(it.at.0)
    .bind(word(&it.decision))
    .bind(it.reason.as_str())
    .bind(it.leader.as_str())
    .bind(it.account.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// The decisions about shifts of these days, in the order in which they were made.
pub(crate) async fn of_days(conn: &mut Conn, first: Day, last: Day) -> Result<HashMap<ShiftKey, Vec<Decided>>> {
    let rows = sqlx::query("SELECT * FROM shift_decisions WHERE day >= $1 AND day <= $2 ORDER BY at_ms")
        .bind(i64::from(first.0))
        .bind(i64::from(last.0))
        .fetch_all(conn)
        .await?;
    let mut decided: HashMap<ShiftKey, Vec<Decided>> = HashMap::new();
    for row in &rows {
        let key = (row.id("post_id")?, row.id("window_id")?, Day(row.num("day")?));
        decided.entry(key).or_default().push(read(row)?);
    }
    Ok(decided)
}

fn read(row: &AnyRow) -> Result<Decided> {
    Ok(Decided {
        at: row.moment("at_ms")?,
        decision: row.word("decision")?,
        reason: row.text("reason")?,
        leader: row.text("leader")?,
        account: row.text("account")?,
    })
}
