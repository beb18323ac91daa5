//! Since when the phones of a unit record: the moment its first one was enrolled. It stays when that phone moves on.

use std::collections::HashMap;

use domain::{
    ids::{SchoolId, UnitId},
    recording::Recording,
    time::UtcMs,
};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _},
};

/// A phone of this unit was enrolled; only the first counts.
pub(crate) async fn begin(conn: &mut Conn, unit: UnitId, at: UtcMs) -> Result<()> {
    sqlx::query("INSERT INTO recordings (unit_id, since) VALUES ($1, $2) ON CONFLICT (unit_id) DO NOTHING")
        .bind(unit.store())
        .bind(at.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// The beginnings of the schools that a unit looks over.
pub(crate) struct Recordings(HashMap<SchoolId, Recording>);

impl Recordings {
    /// Reads them.
    pub(crate) async fn of_unit(conn: &mut Conn, unit: UnitId) -> Result<Self> {
        let rows = sqlx::query(
            "SELECT unit_id, since FROM recordings \
             WHERE unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1)",
        )
        .bind(unit.store())
        .fetch_all(conn)
        .await?;
        let begun = rows.iter().map(|row| Ok((row.id("unit_id")?, Recording(Some(row.moment("since")?)))));
        Ok(Self(begun.collect::<Result<_>>()?))
    }

    /// Since when a school records.
    pub(crate) fn of(&self, school: SchoolId) -> Recording {
        self.0.get(&school).copied().unwrap_or_default()
    }
}
