//! Who is away, from which day to which.

use domain::{
    day::Day,
    ids::{SchoolId, StaffId},
    roster::Leave,
    time::UtcMs,
};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _},
};

/// A leave as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct KeptLeave {
    pub(crate) id: Uuid,
    pub(crate) leave: Leave,
    pub(crate) reason: String,
    pub(crate) at: UtcMs,
    pub(crate) account: String,
}

pub(crate) async fn insert(conn: &mut Conn, it: &KeptLeave) -> Result<()> {
    sqlx::query(
        "INSERT INTO staff_leaves (id, staff_id, first_day, last_day, reason, at_ms, account) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(it.id.as_bytes().to_vec())
    .bind(it.leave.staff_id.store())
    .bind(i64::from(it.leave.first.0))
    .bind(i64::from(it.leave.last.0))
    .bind(it.reason.as_str())
    .bind(it.at.0)
    .bind(it.account.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn delete(conn: &mut Conn, id: Uuid) -> Result<()> {
    sqlx::query("DELETE FROM staff_leaves WHERE id = $1").bind(id.as_bytes().to_vec()).execute(conn).await?;
    Ok(())
}

pub(crate) async fn get(conn: &mut Conn, id: Uuid) -> Result<Option<KeptLeave>> {
    let row = sqlx::query("SELECT * FROM staff_leaves WHERE id = $1")
        .bind(id.as_bytes().to_vec())
        .fetch_optional(conn)
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// Leaves of the people of a school and of its station that last on a day or after it.
pub(crate) async fn of_school(conn: &mut Conn, school: SchoolId, from: Day) -> Result<Vec<KeptLeave>> {
    let rows = sqlx::query(
        "SELECT l.* FROM staff_leaves l JOIN staff s ON s.id = l.staff_id WHERE l.last_day >= $2 AND (s.unit_id = $1 \
         OR s.unit_id IN (SELECT unit_id FROM jurisdictions WHERE school_id = $1 AND function = 'police')) \
         ORDER BY l.first_day, l.id",
    )
    .bind(school.store())
    .bind(i64::from(from.0))
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// Schools with a plan that names this person.
pub(crate) async fn schools_of(conn: &mut Conn, staff: StaffId) -> Result<Vec<SchoolId>> {
    let rows = sqlx::query(
        "SELECT DISTINCT p.school_id FROM posts p JOIN roster_plans r ON r.post_id = p.id \
         WHERE r.published LIKE $1 OR EXISTS (SELECT 1 FROM roster_exceptions x WHERE x.post_id = p.id \
            AND x.staff LIKE $1)",
    )
    .bind(format!("%{staff}%"))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| row.id("school_id")).collect()
}

fn read(row: &AnyRow) -> Result<KeptLeave> {
    Ok(KeptLeave {
        id: Uuid::from_slice(&row.blob("id")?).map_err(|_| Error::broken("id of a leave"))?,
        leave: Leave {
            staff_id: row.id("staff_id")?,
            first: Day(row.num("first_day")?),
            last: Day(row.num("last_day")?),
        },
        reason: row.text("reason")?,
        at: row.moment("at_ms")?,
        account: row.text("account")?,
    })
}
