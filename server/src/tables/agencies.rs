//! Bodies with a jurisdiction: stations, town offices, the bureau, the campaign office.

use domain::{
    agency::{Agency, AgencyKind},
    ids::{AgencyId, SchoolId},
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, agencies: &[Agency]) -> Result<()> {
    let statement = ("INSERT INTO agencies (id, code, name, kind)", 4, "ON CONFLICT (id) DO NOTHING");
    insert_many(conn, statement, agencies, |a, row| {
        row.put(a.id.store()).put(a.code.as_str()).put(a.name.as_str()).put(word(&a.kind));
    })
    .await
}

pub(crate) async fn by_code(conn: &mut Conn, code: &str, kind: AgencyKind) -> Result<Option<Agency>> {
    let row = sqlx::query("SELECT id, code, name, kind FROM agencies WHERE code = $1 AND kind = $2")
        .bind(code)
        .bind(word(&kind))
        .fetch_optional(conn)
        .await?;
    row.map(|row| read(&row)).transpose()
}

pub(crate) async fn get(conn: &mut Conn, id: AgencyId) -> Result<Option<Agency>> {
    let row = sqlx::query("SELECT id, code, name, kind FROM agencies WHERE id = $1")
        .bind(id.store())
        .fetch_optional(conn)
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// Who looks over a school.
pub(crate) async fn over(conn: &mut Conn, school: SchoolId) -> Result<Vec<Agency>> {
    let rows = sqlx::query(
        "SELECT id, code, name, kind FROM agencies WHERE id IN (SELECT unit_id FROM jurisdictions WHERE school_id = $1) \
         ORDER BY code DESC",
    )
    .bind(school.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Agency> {
    Ok(Agency { id: row.id("id")?, code: row.text("code")?, name: row.text("name")?, kind: row.word("kind")? })
}

/// All of them, by code.
pub(crate) async fn list(conn: &mut Conn) -> Result<Vec<Agency>> {
    let rows = sqlx::query("SELECT * FROM agencies ORDER BY code").fetch_all(conn).await?;
    rows.iter().map(read).collect()
}
