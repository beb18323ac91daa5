//! Hazards as reported, with the provisional number the office calls them by.

use domain::ids::RecordId;

use crate::{
    db::Conn,
    error::Result,
    project::HazardRow,
    sql::{Columns as _, Id as _, insert_many, word},
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
