//! What records cost those who made them. Only ever summed over schools and rules; nothing here asks about a person.

use domain::{
    effort::Effort,
    ids::{RecordId, UnitId},
    time::UtcMs,
};
use protocol::Kind;
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many},
    views::burden::BurdenRow,
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, Effort)]) -> Result<()> {
    let statement = ("INSERT INTO efforts (record_id, taps, open_ms)", 3, "");
    insert_many(conn, statement, rows, |(id, effort), row| {
        row.put(id.store()).put(i64::from(effort.taps)).put(i64::from(effort.open_ms));
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<Effort>> {
    let row = sqlx::query("SELECT * FROM efforts WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Effort { taps: row.num("taps")?, open_ms: row.num("open_ms")? }))
}

/// What records of each kind cost at a unit's schools from `from` to before `to`.
pub(crate) async fn sums(conn: &mut Conn, unit: UnitId, from: UtcMs, to: UtcMs) -> Result<Vec<BurdenRow>> {
    let rows = sqlx::query(
        "SELECT e.kind, n.entry, count(*) AS records, count(f.record_id) AS counted, \
            CAST(coalesce(sum(f.taps), 0) AS BIGINT) AS taps, CAST(coalesce(sum(f.open_ms), 0) AS BIGINT) AS open_ms, \
            CAST(coalesce(sum((SELECT count(*) FROM photos p WHERE p.record_id = e.record_id AND p.role = 'picture')), 0) \
                AS BIGINT) AS photos \
         FROM events e LEFT JOIN efforts f ON f.record_id = e.record_id \
         LEFT JOIN duty_notes n ON n.record_id = e.record_id \
         WHERE e.at_ms >= $1 AND e.at_ms < $2 AND e.staff_id IS NOT NULL \
            AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) GROUP BY e.kind, n.entry",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    let read = |row: &AnyRow| {
        let kind = Kind::from_number(row.num("kind")?);
        Ok(BurdenRow {
            kind: row.opt_text("entry")?.unwrap_or_else(|| kind.word().to_owned()),
            records: row.int("records")?,
            counted: row.int("counted")?,
            taps: row.int("taps")?,
            seconds: row.int("open_ms")? / 1000,
            photos: row.int("photos")?,
            feeds: Vec::new(),
            of_shift: false,
        })
    };
    let rows: Vec<BurdenRow> = rows.iter().map(read).collect::<Result<_>>()?;
    let session = |row: &BurdenRow| ["session_open", "session_close"].contains(&row.kind.as_str());
    Ok(rows.into_iter().filter(|row| !session(row)).collect())
}

/// What the points of a unit's schools ask for.
pub(crate) struct Asks {
    pub(crate) schools: i64,
    pub(crate) points: i64,
    pub(crate) points_a: i64,
    pub(crate) points_b: i64,
}

/// How many schools and points, and how many of those ask for more than a worker's word.
pub(crate) async fn asks(conn: &mut Conn, unit: UnitId) -> Result<Asks> {
    let row = sqlx::query(
        "SELECT (SELECT count(DISTINCT school_id) FROM jurisdictions WHERE unit_id = $1) AS schools, count(*) AS points, \
            CAST(coalesce(sum(CASE WHEN min_proof = 'A' THEN 1 ELSE 0 END), 0) AS BIGINT) AS points_a, \
            CAST(coalesce(sum(CASE WHEN min_proof = 'B' THEN 1 ELSE 0 END), 0) AS BIGINT) AS points_b \
         FROM points WHERE school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1)",
    )
    .bind(unit.store())
    .fetch_one(conn)
    .await?;
    Ok(Asks {
        schools: row.int("schools")?,
        points: row.int("points")?,
        points_a: row.int("points_a")?,
        points_b: row.int("points_b")?,
    })
}
