//! 到岗 and 离岗 as projected.

use domain::{ids::RecordId, position::Place};

use crate::{
    db::Conn,
    error::Result,
    project::{DutyRow, JudgedPlace},
    sql::{Columns as _, Id as _, insert_many, word},
};
use sqlx::any::AnyRow;

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, DutyRow)]) -> Result<()> {
    let statement = (
        "INSERT INTO duty_events (record_id, post_id, direction, window_kind, judged_lat_e7, judged_lon_e7, \
         judged_radius_m, distance_m, inside)",
        9,
        "",
    );
    insert_many(conn, statement, rows, |(id, duty), row| {
        row.put(id.store()).put(duty.post_id.store()).put(word(&duty.direction));
        row.put(duty.window.map(|kind| word(&kind)));
        put_judged(row, duty.judged);
        row.put(duty.distance_m.map(i64::from)).put(duty.inside.map(i64::from));
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<DutyRow>> {
    let row =
        sqlx::query("SELECT * FROM duty_events WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    let window = row.opt_text("window_kind")?;
    Ok(Some(DutyRow {
        post_id: row.id("post_id")?,
        direction: row.word("direction")?,
        window: window.map(|word| crate::sql::from_word(&word)).transpose()?,
        judged: read_judged(&row)?,
        distance_m: read_distance(&row)?,
        inside: row.opt_int("inside")?.map(|inside| inside == 1),
    }))
}

/// Adds the three columns of the place a record was judged by.
pub(crate) fn put_judged(row: &mut crate::sql::Values, judged: Option<JudgedPlace>) {
    row.put(judged.map(|j| i64::from(j.place.lat_e7))).put(judged.map(|j| i64::from(j.place.lon_e7)));
    row.put(judged.map(|j| i64::from(j.radius_m)));
}

/// Reads them back.
pub(crate) fn read_judged(row: &AnyRow) -> Result<Option<JudgedPlace>> {
    if row.opt_int("judged_radius_m")?.is_none() {
        return Ok(None);
    }
    Ok(Some(JudgedPlace {
        place: Place { lat_e7: row.num("judged_lat_e7")?, lon_e7: row.num("judged_lon_e7")? },
        radius_m: row.num("judged_radius_m")?,
    }))
}

/// Reads the distance between fix and place.
pub(crate) fn read_distance(row: &AnyRow) -> Result<Option<u32>> {
    match row.opt_int("distance_m")? {
        None => Ok(None),
        Some(_) => row.num("distance_m").map(Some),
    }
}
