//! What the office said of days of escort teams. Every word is kept; which one holds is the domain's to say.

use domain::{
    day::Day,
    escort::DayVerdict,
    ids::{SchoolId, UnitId},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, word},
};

/// A word.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) school_id: SchoolId,
    pub(crate) day: Day,
    pub(crate) at: UtcMs,
    pub(crate) verdict: DayVerdict,
    pub(crate) text: String,
    pub(crate) account: String,
}

pub(crate) async fn insert(conn: &mut Conn, it: &Said) -> Result<()> {
    sqlx::query(
        "INSERT INTO day_words (school_id, day, at_ms, verdict, text, account) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(it.school_id.store())
    .bind(i64::from(it.day.0))
    .bind(it.at.0)
    .bind(word(&it.verdict))
    .bind(it.text.as_str())
    .bind(it.account.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// What was said of days of a unit's schools, in the order in which it was said.
pub(crate) async fn of_days(conn: &mut Conn, unit: UnitId, first: Day, last: Day) -> Result<Vec<Said>> {
    let rows = sqlx::query(
        "SELECT * FROM day_words WHERE day >= $1 AND day <= $2 \
            AND school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) ORDER BY at_ms",
    )
    .bind(i64::from(first.0))
    .bind(i64::from(last.0))
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Said> {
    Ok(Said {
        school_id: row.id("school_id")?,
        day: Day(row.num("day")?),
        at: row.moment("at_ms")?,
        verdict: row.word("verdict")?,
        text: row.text("text")?,
        account: row.text("account")?,
    })
}
