//! Must-patrol points.

use domain::{
    ids::{PointId, UnitId},
    patrol_point::PatrolPoint,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, points: &[PatrolPoint]) -> Result<()> {
    let statement = (
        "INSERT INTO points (id, point_no, school_id, name, kind, lat_e7, lon_e7, radius_m, per_day, min_proof)",
        10,
        "ON CONFLICT (id) DO NOTHING",
    );
    insert_many(conn, statement, points, |p, row| {
        row.put(p.id.store()).put(p.point_no.as_str()).put(p.school_id.store()).put(p.name.as_str()).put(word(&p.kind));
        row.put(i64::from(p.place.lat_e7)).put(i64::from(p.place.lon_e7)).put(i64::from(p.radius_m));
        row.put(i64::from(p.per_day)).put(word(&p.min_proof));
    })
    .await
}

/// The points of the schools a unit looks over, or all.
pub(crate) async fn list(conn: &mut Conn, unit: Option<UnitId>) -> Result<Vec<PatrolPoint>> {
    let rows = sqlx::query(
        "SELECT * FROM points WHERE $1 = 1 \
         OR school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2) ORDER BY point_no",
    )
    .bind(i64::from(unit.is_none()))
    .bind(unit.map(|u| u.store()).unwrap_or_default())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn get(conn: &mut Conn, id: PointId) -> Result<Option<PatrolPoint>> {
    let row = sqlx::query("SELECT * FROM points WHERE id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &AnyRow) -> Result<PatrolPoint> {
    Ok(PatrolPoint {
        id: row.id("id")?,
        point_no: row.text("point_no")?,
        school_id: row.id("school_id")?,
        name: row.text("name")?,
        kind: row.word("kind")?,
        place: row.place()?,
        radius_m: row.num("radius_m")?,
        per_day: row.num("per_day")?,
        min_proof: row.word("min_proof")?,
        frequency: None,
        responsible: None,
        tag_serial: None,
    })
}
