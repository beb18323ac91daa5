//! Who used a shared phone from when to when, as projected.

use domain::ids::RecordId;

use crate::{
    db::Conn,
    error::Result,
    project::SessionRow,
    sql::{Columns as _, Id as _, insert_many},
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, SessionRow)]) -> Result<()> {
    let statement = ("INSERT INTO sessions (record_id, session_id, step, detail)", 4, "");
    insert_many(conn, statement, rows, |(id, session), row| {
        row.put(id.store()).put(session.session_id.map(|id| id.store())).put(session.step).put(session.detail.as_str());
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<SessionRow>> {
    let row = sqlx::query("SELECT * FROM sessions WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(SessionRow {
        session_id: row.opt_id("session_id")?,
        step: if row.text("step")? == "open" { "open" } else { "close" },
        detail: row.text("detail")?,
    }))
}
