//! 到岗 and 离岗 as projected.

use domain::{
    ids::{PostId, RecordId, StaffId, UnitId},
    position::Place,
    staff::StaffKind,
    time::{TimeInterval, UtcMs},
};

use crate::{
    db::Conn,
    error::Result,
    project::{Direction, DutyRow, JudgedPlace},
    sql::{Columns as _, Id as _, from_word, insert_many, word},
    tables::events::read_time,
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
        window: window.map(|word| from_word(&word)).transpose()?,
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

/// Coming or going on one day, with who it was.
#[derive(Clone, Debug)]
pub(crate) struct DayEvent {
    pub(crate) record_id: RecordId,
    pub(crate) post_id: PostId,
    pub(crate) staff_id: Option<StaffId>,
    pub(crate) name: String,
    pub(crate) kind: Option<StaffKind>,
    pub(crate) direction: Direction,
    pub(crate) at: UtcMs,
    /// The worker stated the time.
    pub(crate) stated: bool,
    pub(crate) time: TimeInterval,
}

/// Who came and went at the posts of a unit's schools from `from` to before `to`, in the order of time.
pub(crate) async fn of_day(conn: &mut Conn, unit: UnitId, from: UtcMs, to: UtcMs) -> Result<Vec<DayEvent>> {
    let rows = sqlx::query(
        "SELECT e.*, d.post_id, d.direction, coalesce(p.name, '') AS name, p.kind AS staff_kind \
         FROM events e JOIN duty_events d ON d.record_id = e.record_id LEFT JOIN staff p ON p.id = e.staff_id \
         WHERE e.at_ms >= $1 AND e.at_ms < $2 \
            AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) \
         ORDER BY e.at_ms, e.no",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read_day_event).collect()
}

fn read_day_event(row: &AnyRow) -> Result<DayEvent> {
    Ok(DayEvent {
        record_id: row.id("record_id")?,
        post_id: row.id("post_id")?,
        staff_id: row.opt_id("staff_id")?,
        name: row.text("name")?,
        kind: row.opt_text("staff_kind")?.map(|word| from_word(&word)).transpose()?,
        direction: row.word("direction")?,
        at: row.moment("at_ms")?,
        stated: row.opt_int("stated_ms")?.is_some(),
        time: read_time(row)?,
    })
}
