//! Starts and ends of patrol runs, as projected.

use domain::ids::RecordId;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    project::PatrolRunRow,
    sql::{Columns as _, Id as _, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, PatrolRunRow)]) -> Result<()> {
    let statement = (
        "INSERT INTO patrol_runs (record_id, run_id, route_id, kind, method, step, planned, party, missed, note)",
        10,
        "",
    );
    insert_many(conn, statement, rows, |(id, run), row| {
        row.put(id.store()).put(run.run_id.store()).put(run.route_id.map(|it| it.store()));
        row.put(word(&run.kind)).put(word(&run.method)).put(word(&run.step));
        row.put(serde_json::to_string(&run.planned).unwrap_or_default());
        row.put(serde_json::to_string(&run.party).unwrap_or_default());
        row.put(serde_json::to_string(&run.missed).unwrap_or_default()).put(run.note.as_str());
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<PatrolRunRow>> {
    let row =
        sqlx::query("SELECT * FROM patrol_runs WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// Reads the columns of this table.
pub(crate) fn read(row: &AnyRow) -> Result<PatrolRunRow> {
    Ok(PatrolRunRow {
        run_id: row.id("run_id")?,
        route_id: row.opt_id("route_id")?,
        kind: row.word("kind")?,
        method: row.word("method")?,
        step: row.word("step")?,
        planned: json(row, "planned")?,
        party: json(row, "party")?,
        missed: json(row, "missed")?,
        note: row.text("note")?,
    })
}

fn json<T: DeserializeOwned>(row: &AnyRow, name: &str) -> Result<T> {
    let text = row.text(name)?;
    serde_json::from_str(&text).map_err(|_| Error::broken(format!("{name} of a run is not {text:?}")))
}
