//! People on duty, of schools and of agencies.

use domain::{
    ids::{SchoolId, StaffId, UnitId},
    staff::StaffMember,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, staff: &[StaffMember]) -> Result<()> {
    let statement = ("INSERT INTO staff (id, name, kind, post, unit_id)", 5, "ON CONFLICT (id) DO NOTHING");
    insert_many(conn, statement, staff, |s, row| {
        row.put(s.id.store()).put(s.name.as_str()).put(word(&s.kind)).put(s.post.as_str()).put(s.unit.store());
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: StaffId) -> Result<Option<StaffMember>> {
    let row = sqlx::query("SELECT * FROM staff WHERE id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// Who may stand at a school's gates: its own people and its station's, by kind and name.
pub(crate) async fn of_gate(conn: &mut Conn, school: SchoolId) -> Result<Vec<StaffMember>> {
    let rows = sqlx::query(
        "SELECT * FROM staff WHERE unit_id = $1 OR unit_id IN \
         (SELECT unit_id FROM jurisdictions WHERE school_id = $1 AND function = 'police') ORDER BY kind, name, id",
    )
    .bind(school.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// A person with the name of their school or agency.
pub(crate) struct Listed {
    pub(crate) staff: StaffMember,
    pub(crate) unit_name: String,
}

/// The people of the schools a unit looks over, and its own; or all.
pub(crate) async fn list(conn: &mut Conn, unit: Option<UnitId>) -> Result<Vec<Listed>> {
    let rows = sqlx::query(
        "SELECT p.*, coalesce(s.name, a.name, '') AS unit_name FROM staff p \
         LEFT JOIN schools s ON s.id = p.unit_id LEFT JOIN agencies a ON a.id = p.unit_id \
         WHERE $1 = 1 OR p.unit_id = $2 \
            OR p.unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2) \
         ORDER BY s.code, a.code, p.kind, p.name",
    )
    .bind(i64::from(unit.is_none()))
    .bind(unit.map(|u| u.store()).unwrap_or_default())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(Listed { staff: read(row)?, unit_name: row.text("unit_name")? })).collect()
}

fn read(row: &AnyRow) -> Result<StaffMember> {
    Ok(StaffMember {
        id: row.id("id")?,
        name: row.text("name")?,
        kind: row.word("kind")?,
        post: row.text("post")?,
        unit: row.id("unit_id")?,
    })
}
