//! Duty windows of schools.

use domain::{duty_window::DutyWindow, ids::UnitId};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, windows: &[DutyWindow]) -> Result<()> {
    let statement = (
        "INSERT INTO windows (id, school_id, kind, start_min, end_min, weekdays, arrive_before_min, leave_after_min)",
        8,
        "ON CONFLICT (id) DO NOTHING",
    );
    insert_many(conn, statement, windows, |w, row| {
        row.put(w.id.store()).put(w.school_id.store()).put(word(&w.kind));
        row.put(i64::from(w.start_min)).put(i64::from(w.end_min)).put(i64::from(w.weekdays));
        row.put(i64::from(w.arrive_before_min)).put(i64::from(w.leave_after_min));
    })
    .await
}

/// The windows of the schools a unit looks over.
pub(crate) async fn list(conn: &mut Conn, unit: UnitId) -> Result<Vec<DutyWindow>> {
    let rows = sqlx::query(
        "SELECT * FROM windows WHERE school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) \
         ORDER BY school_id, start_min",
    )
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<DutyWindow> {
    Ok(DutyWindow {
        id: row.id("id")?,
        school_id: row.id("school_id")?,
        kind: row.word("kind")?,
        start_min: row.num("start_min")?,
        end_min: row.num("end_min")?,
        weekdays: row.num("weekdays")?,
        arrive_before_min: row.num("arrive_before_min")?,
        leave_after_min: row.num("leave_after_min")?,
        terms: None,
    })
}
