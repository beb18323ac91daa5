//! Duty windows of schools.

use domain::{
    duty_window::DutyWindow,
    ids::{SchoolId, UnitId, WindowId},
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, from_json, insert_many, json, word},
};

pub(crate) async fn insert(conn: &mut Conn, windows: &[DutyWindow]) -> Result<()> {
    write(conn, windows, "ON CONFLICT (id) DO NOTHING").await
}

/// Inserts windows or changes those that are there. A window never moves to another school.
pub(crate) async fn put(conn: &mut Conn, windows: &[DutyWindow]) -> Result<()> {
    let then = "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, start_min = excluded.start_min, \
        end_min = excluded.end_min, weekdays = excluded.weekdays, arrive_before_min = excluded.arrive_before_min, \
        leave_after_min = excluded.leave_after_min, terms = excluded.terms";
    write(conn, windows, then).await
}

async fn write(conn: &mut Conn, windows: &[DutyWindow], then: &str) -> Result<()> {
    let into = "INSERT INTO windows (id, school_id, kind, start_min, end_min, weekdays, arrive_before_min, \
        leave_after_min, terms)";
    insert_many(conn, (into, 9, then), windows, |w, row| {
        row.put(w.id.store()).put(w.school_id.store()).put(word(&w.kind));
        row.put(i64::from(w.start_min)).put(i64::from(w.end_min)).put(i64::from(w.weekdays));
        row.put(i64::from(w.arrive_before_min)).put(i64::from(w.leave_after_min));
        row.put(w.terms.as_ref().map(json));
    })
    .await
}

pub(crate) async fn delete(conn: &mut Conn, id: WindowId) -> Result<()> {
    sqlx::query("DELETE FROM windows WHERE id = $1").bind(id.store()).execute(conn).await?;
    Ok(())
}

pub(crate) async fn get(conn: &mut Conn, id: WindowId) -> Result<Option<DutyWindow>> {
    let row = sqlx::query("SELECT * FROM windows WHERE id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// The windows of a school, in the order in which they begin.
pub(crate) async fn of_school(conn: &mut Conn, school: SchoolId) -> Result<Vec<DutyWindow>> {
    let rows = sqlx::query("SELECT * FROM windows WHERE school_id = $1 ORDER BY start_min, end_min, id")
        .bind(school.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
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
        terms: row.opt_text("terms")?.map(|text| from_json(&text)).transpose()?,
    })
}
