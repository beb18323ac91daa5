//! Visits to points as projected, with the proof as the server judged it.

use domain::{ids::RecordId, presence::Proof};
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
