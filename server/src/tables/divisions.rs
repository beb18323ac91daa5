//! Towns and streets by their nine-digit code.

use domain::{division::Division, ids::UnitId};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many},
};

pub(crate) async fn insert(conn: &mut Conn, divisions: &[Division]) -> Result<()> {
    let statement = ("INSERT INTO divisions (code, name)", 2, "ON CONFLICT (code) DO NOTHING");
    insert_many(conn, statement, divisions, |d, row| {
        row.put(d.code.as_str()).put(d.name.as_str());
    })
    .await
}

/// Towns and streets in which a unit looks over schools, by code.
pub(crate) async fn of_unit(conn: &mut Conn, unit: UnitId) -> Result<Vec<Division>> {
    let rows = sqlx::query(
        "SELECT code, name FROM divisions WHERE code IN (SELECT s.division_code FROM schools s \
         JOIN jurisdictions j ON j.school_id = s.id WHERE j.unit_id = $1) ORDER BY code",
    )
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(Division { code: row.text("code")?, name: row.text("name")? })).collect()
}
