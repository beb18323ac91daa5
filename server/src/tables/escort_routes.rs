//! Routes of escort teams, with the stops where pupils are handed over. One that was taken away stays here for the sheets
//! that name it, and is in no list.

use domain::{
    escort::EscortRoute,
    ids::{RouteId, UnitId},
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many},
};

/// Writes routes, new ones and changed ones.
pub(crate) async fn put(conn: &mut Conn, routes: &[EscortRoute]) -> Result<()> {
    let statement = (
        "INSERT INTO escort_routes (id, school_id, name, stops)",
        4,
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, stops = excluded.stops",
    );
    insert_many(conn, statement, routes, |route, row| {
        row.put(route.id.store()).put(route.school_id.store()).put(route.name.as_str());
        row.put(serde_json::to_string(&route.stops).unwrap_or_default());
    })
    .await
}

/// Takes one away.
pub(crate) async fn withdraw(conn: &mut Conn, id: RouteId) -> Result<()> {
    sqlx::query("UPDATE escort_routes SET gone = 1 WHERE id = $1").bind(id.store()).execute(conn).await?;
    Ok(())
}

pub(crate) async fn get(conn: &mut Conn, id: RouteId) -> Result<Option<EscortRoute>> {
    let row = sqlx::query("SELECT * FROM escort_routes WHERE id = $1 AND gone = 0")
        .bind(id.store())
        .fetch_optional(conn)
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// The routes of the schools a unit looks over, with the name and code of the school; or all.
pub(crate) async fn list(
    conn: &mut Conn,
    unit: Option<UnitId>,
    limit: i64,
) -> Result<Vec<(EscortRoute, String, String)>> {
    let rows = sqlx::query(
        "SELECT r.*, s.name AS school, s.code AS school_code FROM escort_routes r JOIN schools s ON s.id = r.school_id \
         WHERE r.gone = 0 AND ($1 = 1 OR r.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2)) \
         ORDER BY s.code, r.name LIMIT $3",
    )
    .bind(i64::from(unit.is_none()))
    .bind(unit.map(|u| u.store()).unwrap_or_default())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((read(row)?, row.text("school")?, row.text("school_code")?))).collect()
}

fn read(row: &AnyRow) -> Result<EscortRoute> {
    let stops = row.text("stops")?;
    Ok(EscortRoute {
        id: row.id("id")?,
        school_id: row.id("school_id")?,
        name: row.text("name")?,
        stops: serde_json::from_str(&stops).map_err(|_| Error::broken(format!("{stops:?} are no stops of a route")))?,
    })
}
