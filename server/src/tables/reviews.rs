//! Records somebody should look at, or somebody has: one query over doubts, rulings and answers.

use std::collections::BTreeMap;

use domain::ids::UnitId;
use protocol::Kind;
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    routes::api::reviews::ReviewsQuestion,
    sql::{Columns as _, Id as _, from_word},
    tables::events::read_time,
    views::reviews::ReviewRow,
};

/// Every such record of a unit's schools and of its own phones, with where it stands. A request about a roster is decided
/// with the roster and never stands here.
const STANDING: &str = "SELECT e.no, e.record_id, e.kind, e.school_id, e.at_ms, e.lo_ms, e.best_ms, e.hi_ms, e.quality, \
        coalesce(s.name, '') AS school, coalesce(po.name, pt.name, '') AS place, coalesce(p.name, '') AS who, \
        c.level, pt.min_proof, \
        CASE WHEN v.verdict = 'accepted' OR v.verdict = 'rejected' THEN v.verdict \
            WHEN v.verdict = 'asked' AND EXISTS (SELECT 1 FROM answers a WHERE a.about_id = e.record_id) THEN 'answered' \
            WHEN v.verdict = 'asked' THEN 'asked' ELSE 'open' END AS state \
     FROM events e JOIN devices b ON b.id = e.device_id \
     LEFT JOIN rulings v ON v.record_id = e.record_id \
        AND v.at_ms = (SELECT max(w.at_ms) FROM rulings w WHERE w.record_id = e.record_id) \
     LEFT JOIN schools s ON s.id = e.school_id LEFT JOIN staff p ON p.id = e.staff_id \
     LEFT JOIN duty_events d ON d.record_id = e.record_id LEFT JOIN posts po ON po.id = d.post_id \
     LEFT JOIN check_ins c ON c.record_id = e.record_id LEFT JOIN points pt ON pt.id = c.point_id \
     WHERE e.record_id IN (SELECT x.record_id FROM doubts x UNION SELECT y.record_id FROM rulings y \
            WHERE NOT EXISTS (SELECT 1 FROM roster_requests q WHERE q.record_id = y.record_id)) \
        AND (b.unit_id = $1 OR e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1))";

/// The newest of them before a number.
pub(crate) async fn list(conn: &mut Conn, unit: UnitId, asked: &ReviewsQuestion, limit: i64) -> Result<Vec<ReviewRow>> {
    let sql = format!(
        "SELECT * FROM ({STANDING}) q WHERE q.no < $2 AND ($3 = '' OR q.state = $3) \
            AND ($4 = '' OR EXISTS (SELECT 1 FROM doubts z WHERE z.record_id = q.record_id AND z.doubt = $4)) \
         ORDER BY q.no DESC LIMIT $5"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(unit.store())
        .bind(asked.before.unwrap_or(i64::MAX))
        .bind(asked.show.clone().unwrap_or_default())
        .bind(asked.doubt.clone().unwrap_or_default())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// How many there are in each state.
pub(crate) async fn counts(conn: &mut Conn, unit: UnitId) -> Result<BTreeMap<String, i64>> {
    let sql = format!("SELECT q.state, count(*) AS n FROM ({STANDING}) q GROUP BY q.state");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(unit.store()).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.text("state")?, row.int("n")?))).collect()
}

fn read(row: &AnyRow) -> Result<ReviewRow> {
    Ok(ReviewRow {
        no: row.int("no")?,
        record_id: row.id("record_id")?,
        kind: Kind::from_number(row.num("kind")?).word().to_owned(),
        school_id: row.opt_id("school_id")?,
        school: row.text("school")?,
        place: row.text("place")?,
        who: row.text("who")?,
        at_ms: row.moment("at_ms")?,
        quality: read_time(row)?.quality,
        level: row.opt_text("level")?.map(|word| from_word(&word)).transpose()?,
        min_proof: row.opt_text("min_proof")?.map(|word| from_word(&word)).transpose()?,
        state: row.text("state")?,
        doubts: Vec::new(),
        asked: None,
        answered: None,
        decided: None,
    })
}
