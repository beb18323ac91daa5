//! Starts and ends of patrol runs, as projected.

use domain::{
    ids::{RecordId, SchoolId, UnitId},
    time::UtcMs,
};
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    project::PatrolRunRow,
    sql::{Columns as _, Id as _, insert_many, word},
    tables::corrections,
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

/// A step of a run as it stands after its corrections.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) record_id: RecordId,
    pub(crate) row: PatrolRunRow,
    pub(crate) at: UtcMs,
    pub(crate) who: String,
    /// Name of its route, while there is one.
    pub(crate) route: String,
    pub(crate) school_id: Option<SchoolId>,
}

/// The steps of runs at a unit's schools from `from` to before `to`, in the order of time. Voided ones are left out. A run
/// over several schools is a run of each of them: by the points of its route, and by those it visited.
pub(crate) async fn of_span(conn: &mut Conn, unit: UnitId, from: UtcMs, to: UtcMs) -> Result<Vec<Step>> {
    let standings = corrections::standings(conn, unit, from, to).await?;
    let rows = sqlx::query(
        "SELECT r.*, e.at_ms, e.school_id, coalesce(p.name, '') AS who, coalesce(t.name, '') AS route FROM events e \
         JOIN patrol_runs r ON r.record_id = e.record_id LEFT JOIN staff p ON p.id = e.staff_id \
         LEFT JOIN patrol_routes t ON t.id = r.route_id \
         WHERE e.at_ms >= $1 AND e.at_ms < $2 \
            AND (e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) \
                OR r.route_id IN (SELECT w.route_id FROM patrol_route_points w JOIN points q ON q.id = w.point_id \
                    WHERE q.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3)) \
                OR r.run_id IN (SELECT c.run_id FROM events v JOIN check_ins c ON c.record_id = v.record_id \
                    WHERE v.at_ms >= $1 AND v.at_ms < $2 AND c.run_id IS NOT NULL \
                    AND v.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3))) \
         ORDER BY e.at_ms, e.no",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    let mut steps = Vec::with_capacity(rows.len());
    for row in &rows {
        let record_id = row.id("record_id")?;
        let standing = standings.get(&record_id).cloned().unwrap_or_default();
        if standing.void {
            continue;
        }
        let mut step = read(row)?;
        step.note = standing.text.unwrap_or(step.note);
        let at = standing.time.unwrap_or(row.moment("at_ms")?);
        let (who, route, school_id) = (row.text("who")?, row.text("route")?, row.opt_id("school_id")?);
        steps.push(Step { record_id, row: step, at, who, route, school_id });
    }
    Ok(steps)
}
