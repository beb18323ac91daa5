//! Who looks over which school. A school has three independent parents, and looks over itself.

use domain::ids::{SchoolId, UnitId};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many},
};

/// In which function a unit looks over a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    /// The school itself.
    Own,
    /// Its police station.
    Police,
    /// Its town office.
    Town,
    /// The education bureau.
    Education,
    /// The campaign office of the city.
    Campaign,
}

impl Function {
    fn word(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Police => "police",
            Self::Town => "town",
            Self::Education => "education",
            Self::Campaign => "campaign",
        }
    }
}

/// One row.
pub(crate) struct Jurisdiction {
    pub(crate) unit: UnitId,
    pub(crate) function: Function,
    pub(crate) school: SchoolId,
}

pub(crate) async fn insert(conn: &mut Conn, rows: &[Jurisdiction]) -> Result<()> {
    let statement = ("INSERT INTO jurisdictions (unit_id, function, school_id)", 3, "ON CONFLICT DO NOTHING");
    insert_many(conn, statement, rows, |j, row| {
        row.put(j.unit.store()).put(j.function.word()).put(j.school.store());
    })
    .await
}

/// The bureau that keeps the calendar of the schools a unit looks over.
pub(crate) async fn bureau_of(conn: &mut Conn, unit: UnitId) -> Result<Option<UnitId>> {
    let row = sqlx::query(
        "SELECT o.unit_id FROM jurisdictions m JOIN jurisdictions o ON o.school_id = m.school_id \
         WHERE m.unit_id = $1 AND o.function = 'education' ORDER BY o.unit_id LIMIT 1",
    )
    .bind(unit.store())
    .fetch_optional(conn)
    .await?;
    row.map(|row| row.id("unit_id")).transpose()
}

/// Schools a unit looks over in one town or street, or all of them.
pub(crate) async fn schools_in(conn: &mut Conn, unit: UnitId, division: Option<&str>) -> Result<Vec<SchoolId>> {
    let rows = sqlx::query(
        "SELECT s.id FROM schools s WHERE ($2 = '' OR s.division_code = $2) \
         AND s.id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) ORDER BY s.code",
    )
    .bind(unit.store())
    .bind(division.unwrap_or_default())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| row.id("id")).collect()
}

/// Whether `unit` looks over `school`.
pub(crate) async fn reaches(conn: &mut Conn, unit: UnitId, school: SchoolId) -> Result<bool> {
    let row = sqlx::query("SELECT count(*) AS n FROM jurisdictions WHERE unit_id = $1 AND school_id = $2")
        .bind(unit.store())
        .bind(school.store())
        .fetch_one(conn)
        .await?;
    Ok(row.int("n")? > 0)
}

/// Whether a unit looks over every school that another looks over (and that one over any at all).
pub(crate) async fn within(conn: &mut Conn, unit: UnitId, other: UnitId) -> Result<bool> {
    let row = sqlx::query(
        "SELECT count(*) AS all_of_it, (SELECT count(*) FROM jurisdictions b WHERE b.unit_id = $1 AND b.school_id NOT IN \
            (SELECT school_id FROM jurisdictions WHERE unit_id = $2)) AS beyond FROM jurisdictions a WHERE a.unit_id = $1",
    )
    .bind(other.store())
    .bind(unit.store())
    .fetch_one(conn)
    .await?;
    Ok(row.int("all_of_it")? > 0 && row.int("beyond")? == 0)
}
