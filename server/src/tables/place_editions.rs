//! Where posts and points were before they were moved: records are judged by the place that stood when they came in.

use domain::time::UtcMs;
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    project::JudgedPlace,
    sql::{Columns as _, Id},
};

/// A post or point is moved, or its radius changed, at this moment: keeps where it was.
pub(crate) async fn keep(conn: &mut Conn, id: impl Id, was: JudgedPlace, until: UtcMs) -> Result<()> {
    sqlx::query(
        "INSERT INTO place_editions (place_id, until_ms, lat_e7, lon_e7, radius_m) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (place_id, until_ms) DO NOTHING",
    )
    .bind(id.store())
    .bind(until.0)
    .bind(i64::from(was.place.lat_e7))
    .bind(i64::from(was.place.lon_e7))
    .bind(i64::from(was.radius_m))
    .execute(conn)
    .await?;
    Ok(())
}

/// Where it was, and until when; the oldest first.
pub(crate) async fn of(conn: &mut Conn, id: impl Id) -> Result<Vec<(UtcMs, JudgedPlace)>> {
    let rows = sqlx::query("SELECT * FROM place_editions WHERE place_id = $1 ORDER BY until_ms")
        .bind(id.store())
        .fetch_all(conn)
        .await?;
    let read = |row: &AnyRow| {
        Ok((row.moment("until_ms")?, JudgedPlace { place: row.place()?, radius_m: row.num("radius_m")? }))
    };
    rows.iter().map(read).collect()
}
