//! Visits to points as projected, with the proof as the server judged it.

use domain::{
    ids::{PointId, RecordId, UnitId},
    presence::{Proof, ProofLevel},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use super::duty_events::{put_judged, read_distance, read_judged};
use crate::{
    Error,
    db::Conn,
    error::Result,
    project::CheckInRow,
    sql::{Columns as _, Id as _, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, CheckInRow)]) -> Result<()> {
    let statement = (
        "INSERT INTO check_ins (record_id, point_id, result, note, level, reasons, judged_lat_e7, judged_lon_e7, \
         judged_radius_m, distance_m)",
        10,
        "",
    );
    insert_many(conn, statement, rows, |(id, visit), row| {
        row.put(id.store()).put(visit.point_id.store()).put(word(&visit.result)).put(visit.note.as_str());
        row.put(visit.proof.level.letter()).put(serde_json::to_string(&visit.proof.reasons).unwrap_or_default());
        put_judged(row, visit.judged);
        row.put(visit.proof.distance_m.map(i64::from));
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<CheckInRow>> {
    let row = sqlx::query("SELECT * FROM check_ins WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &AnyRow) -> Result<CheckInRow> {
    let reasons = row.text("reasons")?;
    Ok(CheckInRow {
        point_id: row.id("point_id")?,
        result: row.word("result")?,
        note: row.text("note")?,
        judged: read_judged(row)?,
        proof: Proof {
            level: row.word("level")?,
            reasons: serde_json::from_str(&reasons)
                .map_err(|_| Error::broken(format!("{reasons:?} are no reasons of a proof")))?,
            distance_m: read_distance(row)?,
        },
    })
}

/// A visit on one day.
pub(crate) struct DayVisit {
    pub(crate) record_id: RecordId,
    pub(crate) point_id: PointId,
    pub(crate) at: UtcMs,
    pub(crate) level: ProofLevel,
}

/// Visits to the points of a unit's schools from `from` to before `to`, in the order of time. A point that could not
/// be reached was not visited.
pub(crate) async fn of_day(conn: &mut Conn, unit: UnitId, from: UtcMs, to: UtcMs) -> Result<Vec<DayVisit>> {
    let rows = sqlx::query(
        "SELECT e.record_id, e.at_ms, c.point_id, c.level FROM events e JOIN check_ins c ON c.record_id = e.record_id \
         WHERE e.at_ms >= $1 AND e.at_ms < $2 AND c.result <> 'unreachable' \
            AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) \
         ORDER BY e.at_ms, e.no",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    let read = |row: &AnyRow| {
        Ok(DayVisit {
            record_id: row.id("record_id")?,
            point_id: row.id("point_id")?,
            at: row.moment("at_ms")?,
            level: row.word("level")?,
        })
    };
    rows.iter().map(read).collect()
}
