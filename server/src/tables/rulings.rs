//! What the office asked and decided about records. Every ruling is kept; the newest holds, and is what the phone is told.

use domain::{
    ids::{RecordId, StaffId},
    ruling::Verdict,
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, word},
    views::people::PersonRuling,
};

/// A ruling.
#[derive(Clone, Debug)]
pub(crate) struct Ruled {
    pub(crate) at: UtcMs,
    pub(crate) verdict: Verdict,
    /// What was noticed, as code words.
    pub(crate) reasons: Vec<String>,
    pub(crate) note: String,
    pub(crate) account: String,
}

pub(crate) async fn insert(conn: &mut Conn, record: RecordId, it: &Ruled) -> Result<()> {
    sqlx::query(
        "INSERT INTO rulings (record_id, at_ms, verdict, reasons, note, account) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(record.store())
    .bind(it.at.0)
    .bind(word(&it.verdict))
    .bind(serde_json::to_string(&it.reasons).unwrap_or_default())
    .bind(it.note.as_str())
    .bind(it.account.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// What was said about a record, in order.
pub(crate) async fn of_record(conn: &mut Conn, record: RecordId) -> Result<Vec<Ruled>> {
    let rows = sqlx::query("SELECT * FROM rulings WHERE record_id = $1 ORDER BY at_ms")
        .bind(record.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Ruled> {
    let reasons = row.text("reasons")?;
    Ok(Ruled {
        at: row.moment("at_ms")?,
        verdict: row.word("verdict")?,
        reasons: serde_json::from_str(&reasons)
            .map_err(|_| Error::broken(format!("{reasons:?} are no reasons of a ruling")))?,
        note: row.text("note")?,
        account: row.text("account")?,
    })
}

/// What was asked and decided about somebody's records from `from` to before `to`; requests about a roster are decided with
/// the roster and say nothing about a record.
pub(crate) async fn of_staff(conn: &mut Conn, staff: StaffId, from: UtcMs, to: UtcMs) -> Result<Vec<PersonRuling>> {
    let rows = sqlx::query(
        "SELECT r.* FROM rulings r JOIN events e ON e.record_id = r.record_id \
         WHERE e.staff_id = $1 AND e.at_ms >= $2 AND e.at_ms < $3 \
            AND NOT EXISTS (SELECT 1 FROM roster_requests q WHERE q.record_id = r.record_id) ORDER BY r.at_ms DESC",
    )
    .bind(staff.store())
    .bind(from.0)
    .bind(to.0)
    .fetch_all(conn)
    .await?;
    let ruling = |row: &AnyRow| {
        Ok(PersonRuling {
            record_id: row.id("record_id")?,
            at_ms: row.moment("at_ms")?,
            verdict: row.text("verdict")?,
            note: row.text("note")?,
        })
    };
    rows.iter().map(ruling).collect()
}
