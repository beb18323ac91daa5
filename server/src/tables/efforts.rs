//! What records cost those who made them. Only ever summed over schools and rules; nothing here asks about a person.

use domain::{effort::Effort, ids::RecordId};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many},
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
