//! For whom a lead recorded a coming or going on a shared phone. Each counts for himself; the recorder stays the actor.

use domain::ids::{RecordId, StaffId};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many},
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, i64, StaffId)]) -> Result<()> {
    let statement = ("INSERT INTO duty_people (record_id, place, staff_id)", 3, "");
    insert_many(conn, statement, rows, |(id, place, staff), row| {
        row.put(id.store()).put(*place).put(staff.store());
    })
    .await
}

/// The people of a record, in the order in which they were named.
pub(crate) async fn of_record(conn: &mut Conn, id: RecordId) -> Result<Vec<StaffId>> {
    let rows = sqlx::query("SELECT staff_id FROM duty_people WHERE record_id = $1 ORDER BY place")
        .bind(id.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| row.id("staff_id")).collect()
}
