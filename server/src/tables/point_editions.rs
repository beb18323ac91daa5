//! What points asked for before they were changed. A point that never was has no row here.

use std::collections::HashMap;

use domain::{
    ids::{PointId, UnitId},
    point_edition::{PointEdition, PointHistory},
    time::UtcMs,
};

use super::points::{self, KeptPoint};
use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, word},
};

/// A point was made.
pub(crate) async fn begin(conn: &mut Conn, kept: &KeptPoint, at: UtcMs) -> Result<()> {
    insert(conn, kept.point.id, &PointEdition::of(&kept.point, kept.state, at)).await
}

/// A point is changed: keeps what it asked for until then, if it asks for something else now, and since when.
pub(crate) async fn change(conn: &mut Conn, before: &KeptPoint, after: &mut KeptPoint, at: UtcMs) -> Result<()> {
    let old = PointEdition::of(&before.point, before.state, UtcMs(0));
    let new = PointEdition::of(&after.point, after.state, at);
    if old.asks_as(&new) {
        return Ok(());
    }
    after.point.asked_since = Some(at);
    let known = sqlx::query("SELECT 1 FROM point_editions WHERE point_id = $1 LIMIT 1")
        .bind(before.point.id.store())
        .fetch_optional(&mut *conn)
        .await?;
    if known.is_none() {
        insert(conn, before.point.id, &old).await?;
    }
    insert(conn, after.point.id, &new).await
}

async fn insert(conn: &mut Conn, point: PointId, edition: &PointEdition) -> Result<()> {
    sqlx::query(
        "INSERT INTO point_editions (point_id, since, state, per_day, frequency) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (point_id, since) DO UPDATE SET state = excluded.state, per_day = excluded.per_day, \
         frequency = excluded.frequency",
    )
    .bind(point.store())
    .bind(edition.since.0)
    .bind(word(&edition.state))
    .bind(i64::from(edition.per_day))
    .bind(points::frequency_text(edition.frequency.as_ref()))
    .execute(conn)
    .await?;
    Ok(())
}

/// The points of the schools that a unit looks over, whatever their state, by number.
pub(crate) async fn of_unit(conn: &mut Conn, unit: UnitId) -> Result<Vec<PointHistory>> {
    let rows = sqlx::query(
        "SELECT h.* FROM point_editions h JOIN points p ON p.id = h.point_id \
         WHERE p.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) ORDER BY h.point_id, h.since",
    )
    .bind(unit.store())
    .fetch_all(&mut *conn)
    .await?;
    let mut known: HashMap<PointId, Vec<PointEdition>> = HashMap::new();
    for row in &rows {
        known.entry(row.id("point_id")?).or_default().push(PointEdition {
            since: row.moment("since")?,
            state: row.word("state")?,
            per_day: row.num("per_day")?,
            frequency: points::frequency(row)?,
        });
    }
    let history = |kept: KeptPoint| {
        let always = || vec![PointEdition::of(&kept.point, kept.state, UtcMs(0))];
        let editions = known.remove(&kept.point.id).unwrap_or_else(always);
        PointHistory { editions, point: kept.given() }
    };
    Ok(points::whatever_state(conn, Some(unit)).await?.into_iter().map(history).collect())
}
