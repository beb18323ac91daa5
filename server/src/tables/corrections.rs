//! Corrections and answers, as projected, and what stands of the records they are about.
//!
//! A correction counts when the same person made it, or somebody with a phone of the same unit: a stranger who learns a
//! record's name cannot take it back. One that does not count is shown with the record all the same.

use std::collections::{HashMap, HashSet};

use domain::{
    correction::{Change, Standing},
    ids::{RecordId, UnitId},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    project::{AnswerRow, CorrectionRow},
    sql::{Columns as _, Id as _, insert_many},
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, CorrectionRow)]) -> Result<()> {
    let statement = ("INSERT INTO corrections (record_id, of_id, change, at_ms, text, reason)", 6, "");
    insert_many(conn, statement, rows, |(id, it), row| {
        let (change, at, text) = match &it.change {
            Change::Void => ("void", None, None),
            Change::Time(moment) => ("time", Some(moment.0), None),
            Change::Text(text) => ("text", None, Some(text.clone())),
        };
        row.put(id.store()).put(it.of.store()).put(change).put(at).put(text).put(it.reason.as_str());
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<CorrectionRow>> {
    let row =
        sqlx::query("SELECT * FROM corrections WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &AnyRow) -> Result<CorrectionRow> {
    let change = match row.text("change")?.as_str() {
        "void" => Change::Void,
        "time" => Change::Time(row.moment("at_ms")?),
        "text" => Change::Text(row.text("text")?),
        other => return Err(Error::broken(format!("{other:?} is no change"))),
    };
    Ok(CorrectionRow { of: row.id("of_id")?, change, reason: row.text("reason")? })
}

pub(crate) async fn insert_answers(conn: &mut Conn, rows: &[(RecordId, AnswerRow)]) -> Result<()> {
    let statement = ("INSERT INTO answers (record_id, about_id, text)", 3, "");
    insert_many(conn, statement, rows, |(id, it), row| {
        row.put(id.store()).put(it.about.store()).put(it.text.as_str());
    })
    .await
}

pub(crate) async fn answer(conn: &mut Conn, id: RecordId) -> Result<Option<AnswerRow>> {
    let row = sqlx::query("SELECT * FROM answers WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(AnswerRow { about: row.id("about_id")?, text: row.text("text")? }))
}

/// A correction as it is shown with the record it is about.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) record_id: RecordId,
    pub(crate) row: CorrectionRow,
    pub(crate) at: UtcMs,
    pub(crate) who: String,
    /// The same person, or a phone of the same unit, made it.
    pub(crate) counts: bool,
}

const MADE: &str = "SELECT c.record_id, c.of_id, c.change, c.at_ms, c.text, c.reason, e.best_ms AS made_ms, \
        coalesce(p.name, '') AS who, \
        CASE WHEN e.staff_id = o.staff_id OR d.unit_id = b.unit_id THEN 1 ELSE 0 END AS counts \
     FROM corrections c JOIN events e ON e.record_id = c.record_id JOIN devices d ON d.id = e.device_id \
     JOIN events o ON o.record_id = c.of_id JOIN devices b ON b.id = o.device_id \
     LEFT JOIN staff p ON p.id = e.staff_id ";
/// Of two corrections the one that reached the server later was made with more knowledge.
const ORDER: &str = " ORDER BY e.received_at, e.stream_id, e.seq";

/// The corrections of one record, in the order in which they came.
pub(crate) async fn of_record(conn: &mut Conn, id: RecordId) -> Result<Vec<Made>> {
    let sql = format!("{MADE} WHERE c.of_id = $1 {ORDER}");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.store()).fetch_all(conn).await?;
    rows.iter().map(read_made).collect()
}

fn read_made(row: &AnyRow) -> Result<Made> {
    Ok(Made {
        record_id: row.id("record_id")?,
        row: read(row)?,
        at: row.moment("made_ms")?,
        who: row.text("who")?,
        counts: row.int("counts")? == 1,
    })
}

/// What stands of the corrected records among those of a unit's schools from `from` to before `to`, and of those that a
/// correction moved into that time.
pub(crate) async fn standings(
    conn: &mut Conn,
    unit: UnitId,
    from: UtcMs,
    to: UtcMs,
) -> Result<HashMap<RecordId, Standing>> {
    let sql = format!(
        "{MADE} WHERE (o.at_ms >= $1 AND o.at_ms < $2 \
            OR c.of_id IN (SELECT k.of_id FROM corrections k WHERE k.at_ms >= $1 AND k.at_ms < $2) \
            OR c.of_id IN (SELECT k.record_id FROM corrections k)) \
         AND (o.school_id IS NULL OR o.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3)) {ORDER}"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(from.0).bind(to.0).bind(unit.store()).fetch_all(conn).await?;
    let made = rows.iter().map(read_made).collect::<Result<Vec<_>>>()?;
    Ok(stand(&made))
}

/// What stands of one record.
pub(crate) async fn standing(conn: &mut Conn, id: RecordId) -> Result<Standing> {
    let mut made = of_record(conn, id).await?;
    for correction in made.clone() {
        made.extend(of_record(conn, correction.record_id).await?);
    }
    Ok(stand(&made).remove(&id).unwrap_or_default())
}

/// Folds corrections that count and were not themselves voided.
fn stand(made: &[Made]) -> HashMap<RecordId, Standing> {
    let counted = || made.iter().filter(|it| it.counts);
    let voided: HashSet<RecordId> = counted().filter(|it| it.row.change == Change::Void).map(|it| it.row.of).collect();
    let mut changes: HashMap<RecordId, Vec<&Change>> = HashMap::new();
    for it in counted().filter(|it| !voided.contains(&it.record_id)) {
        changes.entry(it.row.of).or_default().push(&it.row.change);
    }
    changes.into_iter().map(|(of, changes)| (of, Standing::after(changes))).collect()
}

/// An answer as it is shown with the record it is about.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) record_id: RecordId,
    pub(crate) text: String,
    pub(crate) at: UtcMs,
    pub(crate) who: String,
}

/// The answers about one record, in the order in which they were given.
pub(crate) async fn answers_about(conn: &mut Conn, id: RecordId) -> Result<Vec<Said>> {
    let rows = sqlx::query(
        "SELECT a.record_id, a.text, e.best_ms, coalesce(p.name, '') AS who FROM answers a \
         JOIN events e ON e.record_id = a.record_id LEFT JOIN staff p ON p.id = e.staff_id \
         WHERE a.about_id = $1 ORDER BY e.best_ms, e.no",
    )
    .bind(id.store())
    .fetch_all(conn)
    .await?;
    let said = |row: &AnyRow| {
        Ok(Said {
            record_id: row.id("record_id")?,
            text: row.text("text")?,
            at: row.moment("best_ms")?,
            who: row.text("who")?,
        })
    };
    rows.iter().map(said).collect()
}
