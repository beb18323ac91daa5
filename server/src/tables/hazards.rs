//! Hazards as reported, with the provisional number the office calls them by.

use domain::ids::{RecordId, UnitId};
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    db::Conn,
    error::Result,
    project::HazardRow,
    routes::api::{events::category_label, hazards::HazardsQuestion},
    sql::{Columns as _, Id as _, insert_many, word},
    tables::photos::LOST_OF_EVENT,
    views,
};

pub(crate) async fn insert(conn: &mut Conn, first_no: i64, rows: &[(RecordId, HazardRow)]) -> Result<()> {
    let numbered: Vec<(i64, &(RecordId, HazardRow))> = (first_no..).zip(rows).collect();
    let statement = ("INSERT INTO hazards (record_id, temp_no, category, text, severity, state)", 6, "");
    insert_many(conn, statement, &numbered, |(no, (id, hazard)), row| {
        row.put(id.store()).put(*no).put(hazard.category.as_str()).put(hazard.text.as_str());
        row.put(word(&hazard.severity)).put("reported");
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<HazardRow>> {
    let row = sqlx::query("SELECT * FROM hazards WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(HazardRow { category: row.text("category")?, text: row.text("text")?, severity: row.word("severity")? }))
}

/// How a provisional number reads.
fn temp_no(no: i64) -> String {
    format!("临-{no:05}")
}

/// Hazards of a unit's schools with their number, newest first.
pub(crate) async fn list(
    conn: &mut Conn,
    unit: UnitId,
    question: &HazardsQuestion,
    limit: i64,
) -> Result<Vec<(i64, views::hazards::HazardRow)>> {
    let pattern = question.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(like);
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT h.*, e.at_ms, coalesce(s.name, '') AS school, coalesce(v.name, '') AS town, coalesce(p.name, '') AS who, \
            (SELECT count(*) FROM photos f WHERE f.record_id = h.record_id AND f.role = 'picture') AS photos_total, \
            (SELECT count(*) FROM photos f JOIN uploads u ON u.photo_id = f.photo_id AND u.state = 'stored' \
                AND u.sha256 = f.sha256 WHERE f.record_id = h.record_id AND f.role = 'picture') AS photos_stored, \
            {LOST_OF_EVENT} \
         FROM hazards h JOIN events e ON e.record_id = h.record_id \
         LEFT JOIN schools s ON s.id = e.school_id LEFT JOIN divisions v ON v.code = s.division_code \
         LEFT JOIN staff p ON p.id = e.staff_id \
         WHERE h.temp_no < $1 AND ($2 = '' OR h.state = $2) \
            AND ($3 = '' OR s.name LIKE $3 ESCAPE '\\' OR h.text LIKE $3 ESCAPE '\\' OR v.name LIKE $3 ESCAPE '\\') \
            AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $4) \
         ORDER BY h.temp_no DESC LIMIT $5",
    )))
    .bind(question.before.unwrap_or(i64::MAX))
    .bind(question.state.clone().unwrap_or_default())
    .bind(pattern.unwrap_or_default())
    .bind(unit.store())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.int("temp_no")?, read_row(row)?))).collect()
}

/// How many hazards of a unit's schools are open.
pub(crate) async fn open_count(conn: &mut Conn, unit: UnitId) -> Result<i64> {
    let row = sqlx::query(
        "SELECT count(*) AS n FROM hazards h JOIN events e ON e.record_id = h.record_id WHERE h.state <> 'closed' \
         AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1)",
    )
    .bind(unit.store())
    .fetch_one(conn)
    .await?;
    row.int("n")
}

fn read_row(row: &AnyRow) -> Result<views::hazards::HazardRow> {
    let category = row.text("category")?;
    Ok(views::hazards::HazardRow {
        record_id: row.id("record_id")?,
        temp_no: temp_no(row.int("temp_no")?),
        school: row.text("school")?,
        town: row.text("town")?,
        category_label: category_label(&category).unwrap_or_else(|| category.clone()),
        category,
        text: row.text("text")?,
        severity: row.word("severity")?,
        at_ms: row.moment("at_ms")?,
        who: row.text("who")?,
        photos_stored: row.int("photos_stored")?,
        photos_total: row.int("photos_total")?,
        photos_lost: row.int("photos_lost")?,
    })
}

/// A pattern that finds `text` anywhere, whatever signs it has.
fn like(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
