//! Schools and kindergartens.

use domain::{
    ids::{SchoolId, UnitId},
    school::School,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, schools: &[School]) -> Result<()> {
    let statement = (
        "INSERT INTO schools (id, code, name, kind, locality, division_code, lat_e7, lon_e7, pupils, boarders)",
        10,
        "ON CONFLICT (id) DO NOTHING",
    );
    insert_many(conn, statement, schools, |s, row| {
        row.put(s.id.store()).put(s.code.as_str()).put(s.name.as_str()).put(word(&s.kind)).put(word(&s.locality));
        row.put(s.division_code.as_str()).put(i64::from(s.place.lat_e7)).put(i64::from(s.place.lon_e7));
        row.put(i64::from(s.pupils)).put(i64::from(s.boarders));
    })
    .await
}

pub(crate) async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<School>> {
    let row = sqlx::query("SELECT * FROM schools WHERE code = $1").bind(code).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

pub(crate) async fn get(conn: &mut Conn, id: SchoolId) -> Result<Option<School>> {
    let row = sqlx::query("SELECT * FROM schools WHERE id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// The first school a unit looks over, by code.
pub(crate) async fn first_of(conn: &mut Conn, unit: UnitId) -> Result<Option<SchoolId>> {
    let row = sqlx::query(
        "SELECT id FROM schools WHERE id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) \
         ORDER BY code LIMIT 1",
    )
    .bind(unit.store())
    .fetch_optional(conn)
    .await?;
    row.map(|row| row.id("id")).transpose()
}

/// How many schools a unit looks over.
pub(crate) async fn count_of(conn: &mut Conn, unit: UnitId) -> Result<i64> {
    let row = sqlx::query("SELECT count(DISTINCT school_id) AS n FROM jurisdictions WHERE unit_id = $1")
        .bind(unit.store())
        .fetch_one(conn)
        .await?;
    row.int("n")
}

/// A school with the names of its town and its police station.
pub(crate) struct Listed {
    pub(crate) school: School,
    pub(crate) town: String,
    pub(crate) station: String,
}

/// The schools a unit looks over, or all of them, by code.
pub(crate) async fn list(conn: &mut Conn, unit: Option<UnitId>) -> Result<Vec<Listed>> {
    let rows = sqlx::query(
        "SELECT s.*, coalesce(d.name, '') AS town, coalesce(a.name, '') AS station FROM schools s \
         LEFT JOIN divisions d ON d.code = s.division_code \
         LEFT JOIN jurisdictions j ON j.school_id = s.id AND j.function = 'police' \
         LEFT JOIN agencies a ON a.id = j.unit_id \
         WHERE $1 = 1 OR s.id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2) ORDER BY s.code",
    )
    .bind(i64::from(unit.is_none()))
    .bind(unit.map(|u| u.store()).unwrap_or_default())
    .fetch_all(conn)
    .await?;
    let listed =
        |row: &AnyRow| Ok(Listed { school: read(row)?, town: row.text("town")?, station: row.text("station")? });
    rows.iter().map(listed).collect()
}

fn read(row: &AnyRow) -> Result<School> {
    Ok(School {
        id: row.id("id")?,
        code: row.text("code")?,
        name: row.text("name")?,
        kind: row.word("kind")?,
        locality: row.word("locality")?,
        division_code: row.text("division_code")?,
        place: row.place()?,
        pupils: row.num("pupils")?,
        boarders: row.num("boarders")?,
    })
}
