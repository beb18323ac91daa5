//! Routes of must-patrol points. Points that nobody is sent to stay in a route and are passed over when it is given out,
//! so that a paused one has its place when it comes back.

use domain::{
    ids::{PointId, RouteId, UnitId},
    patrol_route::PatrolRoute,
    point_no,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
    views::routes::RoutePoint,
};

/// Writes routes, new ones and changed ones.
pub(crate) async fn put(conn: &mut Conn, routes: &[PatrolRoute]) -> Result<()> {
    let statement = (
        "INSERT INTO patrol_routes (id, unit_id, name, kind)",
        4,
        "ON CONFLICT (id) DO UPDATE SET unit_id = excluded.unit_id, name = excluded.name, kind = excluded.kind",
    );
    insert_many(conn, statement, routes, |route, row| {
        row.put(route.id.store()).put(route.unit_id.store()).put(route.name.as_str()).put(word(&route.kind));
    })
    .await?;
    for route in routes {
        forget_points(conn, route.id).await?;
    }
    let places: Vec<(RouteId, i64, PointId)> = routes
        .iter()
        .flat_map(|route| (0..).zip(&route.points).map(|(place, point)| (route.id, place, *point)))
        .collect();
    let statement = ("INSERT INTO patrol_route_points (route_id, place, point_id)", 3, "");
    insert_many(conn, statement, &places, |(route, place, point), row| {
        row.put(route.store()).put(*place).put(point.store());
    })
    .await
}

pub(crate) async fn delete(conn: &mut Conn, id: RouteId) -> Result<()> {
    forget_points(conn, id).await?;
    sqlx::query("DELETE FROM patrol_routes WHERE id = $1").bind(id.store()).execute(conn).await?;
    Ok(())
}

async fn forget_points(conn: &mut Conn, id: RouteId) -> Result<()> {
    sqlx::query("DELETE FROM patrol_route_points WHERE route_id = $1").bind(id.store()).execute(conn).await?;
    Ok(())
}

/// A route with all its points.
pub(crate) async fn get(conn: &mut Conn, id: RouteId) -> Result<Option<PatrolRoute>> {
    let row =
        sqlx::query("SELECT * FROM patrol_routes WHERE id = $1").bind(id.store()).fetch_optional(&mut *conn).await?;
    let Some(row) = row else { return Ok(None) };
    let points = sqlx::query("SELECT point_id FROM patrol_route_points WHERE route_id = $1 ORDER BY place")
        .bind(id.store())
        .fetch_all(conn)
        .await?;
    let points = points.iter().map(|row| row.id("point_id")).collect::<Result<_>>()?;
    Ok(Some(PatrolRoute { points, ..read(&row)? }))
}

/// A route as phones are given it: with the points in use.
pub(crate) async fn given(conn: &mut Conn, id: RouteId) -> Result<Option<PatrolRoute>> {
    let Some(route) = get(conn, id).await? else { return Ok(None) };
    let rows = sqlx::query(
        "SELECT r.point_id FROM patrol_route_points r JOIN points p ON p.id = r.point_id \
         WHERE r.route_id = $1 AND p.state = 'active' ORDER BY r.place",
    )
    .bind(id.store())
    .fetch_all(conn)
    .await?;
    let points = rows.iter().map(|row| row.id("point_id")).collect::<Result<_>>()?;
    Ok(Some(PatrolRoute { points, ..route }))
}

/// The points of a route as the office sees them.
pub(crate) async fn points_of(conn: &mut Conn, id: RouteId) -> Result<Vec<RoutePoint>> {
    let rows = sqlx::query(
        "SELECT p.id, p.point_no, p.name, p.lat_e7, p.lon_e7, p.state, s.name AS school FROM patrol_route_points r \
         JOIN points p ON p.id = r.point_id JOIN schools s ON s.id = p.school_id WHERE r.route_id = $1 ORDER BY r.place",
    )
    .bind(id.store())
    .fetch_all(conn)
    .await?;
    let read = |row: &AnyRow| {
        let place = row.place()?;
        Ok(RoutePoint {
            id: row.id("id")?,
            typed_no: point_no::with_check(&row.text("point_no")?),
            name: row.text("name")?,
            school: row.text("school")?,
            lat: place.lat(),
            lon: place.lon(),
            state: row.word("state")?,
        })
    };
    rows.iter().map(read).collect()
}

/// The routes that lead along a point.
pub(crate) async fn along(conn: &mut Conn, point: PointId) -> Result<Vec<RouteId>> {
    let rows = sqlx::query("SELECT DISTINCT route_id FROM patrol_route_points WHERE point_id = $1")
        .bind(point.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| row.id("route_id")).collect()
}

/// The routes of a unit and of the schools it looks over, or all, without their points; with the name of whose they are.
pub(crate) async fn list(conn: &mut Conn, unit: Option<UnitId>, limit: i64) -> Result<Vec<(PatrolRoute, String)>> {
    let rows = sqlx::query(
        "SELECT r.*, coalesce(s.name, a.name, '') AS unit_name FROM patrol_routes r \
         LEFT JOIN schools s ON s.id = r.unit_id LEFT JOIN agencies a ON a.id = r.unit_id \
         WHERE $1 = 1 OR r.unit_id = $2 OR r.unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2) \
         ORDER BY a.code, s.code, r.name LIMIT $3",
    )
    .bind(i64::from(unit.is_none()))
    .bind(unit.map(|u| u.store()).unwrap_or_default())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((read(row)?, row.text("unit_name")?))).collect()
}

fn read(row: &AnyRow) -> Result<PatrolRoute> {
    Ok(PatrolRoute {
        id: row.id("id")?,
        unit_id: row.id("unit_id")?,
        name: row.text("name")?,
        kind: row.word("kind")?,
        points: Vec::new(),
    })
}
