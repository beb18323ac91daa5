//! School calendars: the bureau's and the schools' own.

use domain::{
    calendar::SchoolCalendar,
    ids::{SchoolId, UnitId},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, from_json, json},
};

/// A calendar as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct KeptCalendar {
    pub(crate) calendar: SchoolCalendar,
    /// It came with the program, and nobody of the office has looked at it yet.
    pub(crate) example: bool,
    /// Counts its changes, so that nobody overwrites what they have not seen.
    pub(crate) rev: i64,
    pub(crate) changed_at: UtcMs,
    pub(crate) changed_by: String,
}

pub(crate) async fn put(conn: &mut Conn, kept: &KeptCalendar) -> Result<()> {
    sqlx::query(
        "INSERT INTO calendars (unit_id, district, terms, spans, example, rev, changed_at, changed_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (unit_id) DO UPDATE SET district = excluded.district, \
         terms = excluded.terms, spans = excluded.spans, example = excluded.example, rev = excluded.rev, \
         changed_at = excluded.changed_at, changed_by = excluded.changed_by",
    )
    .bind(kept.calendar.unit_id.store())
    .bind(i64::from(kept.calendar.district))
    .bind(json(&kept.calendar.terms))
    .bind(json(&kept.calendar.spans))
    .bind(i64::from(kept.example))
    .bind(kept.rev)
    .bind(kept.changed_at.0)
    .bind(kept.changed_by.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn delete(conn: &mut Conn, unit: UnitId) -> Result<()> {
    sqlx::query("DELETE FROM calendars WHERE unit_id = $1").bind(unit.store()).execute(conn).await?;
    Ok(())
}

pub(crate) async fn get(conn: &mut Conn, unit: UnitId) -> Result<Option<KeptCalendar>> {
    let row = sqlx::query("SELECT * FROM calendars WHERE unit_id = $1").bind(unit.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// Those that hold for a school: its own and its bureau's.
pub(crate) async fn of_school(conn: &mut Conn, school: SchoolId) -> Result<Vec<SchoolCalendar>> {
    let rows = sqlx::query(
        "SELECT * FROM calendars WHERE unit_id = $1 OR unit_id IN \
         (SELECT unit_id FROM jurisdictions WHERE school_id = $1 AND function = 'education')",
    )
    .bind(school.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(read(row)?.calendar)).collect()
}

/// Those that hold for the schools a unit looks over: their own and their bureau's.
pub(crate) async fn of_unit(conn: &mut Conn, unit: UnitId) -> Result<Vec<SchoolCalendar>> {
    let rows = sqlx::query(
        "SELECT * FROM calendars WHERE unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) \
         OR unit_id IN (SELECT o.unit_id FROM jurisdictions o JOIN jurisdictions m ON m.school_id = o.school_id \
            WHERE m.unit_id = $1 AND o.function = 'education')",
    )
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(read(row)?.calendar)).collect()
}

fn read(row: &AnyRow) -> Result<KeptCalendar> {
    Ok(KeptCalendar {
        calendar: SchoolCalendar {
            unit_id: row.id("unit_id")?,
            terms: from_json(&row.text("terms")?)?,
            spans: from_json(&row.text("spans")?)?,
            district: row.int("district")? != 0,
        },
        example: row.int("example")? != 0,
        rev: row.int("rev")?,
        changed_at: row.moment("changed_at")?,
        changed_by: row.text("changed_by")?,
    })
}
