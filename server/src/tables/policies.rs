//! What offices ask of pictures; an office without a row asks what holds by default.

use domain::{
    ids::UnitId,
    policy::{PictureRules, Policy, StayDays},
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _},
};

pub(crate) async fn put(conn: &mut Conn, policy: &Policy) -> Result<()> {
    sqlx::query(
        "INSERT INTO policies (unit_id, gallery, mask_step, stamp, stays_days) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (unit_id) DO UPDATE SET gallery = excluded.gallery, mask_step = excluded.mask_step, \
         stamp = excluded.stamp, stays_days = excluded.stays_days",
    )
    .bind(policy.unit_id.store())
    .bind(i64::from(policy.pictures.gallery))
    .bind(i64::from(policy.pictures.mask_step))
    .bind(i64::from(policy.pictures.stamp))
    .bind(i64::from(policy.pictures.stays.0))
    .execute(conn)
    .await?;
    Ok(())
}

/// The rules of an office.
pub(crate) async fn get(conn: &mut Conn, unit: UnitId) -> Result<PictureRules> {
    let row = sqlx::query("SELECT * FROM policies WHERE unit_id = $1").bind(unit.store()).fetch_optional(conn).await?;
    row.as_ref().map_or(Ok(PictureRules::default()), read)
}

/// The rules of those of a unit's schools that said what they ask.
pub(crate) async fn of_schools(conn: &mut Conn, unit: UnitId) -> Result<Vec<PictureRules>> {
    let rows =
        sqlx::query("SELECT * FROM policies WHERE unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1)")
            .bind(unit.store())
            .fetch_all(conn)
            .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<PictureRules> {
    Ok(PictureRules {
        gallery: row.int("gallery")? != 0,
        mask_step: row.int("mask_step")? != 0,
        stamp: row.int("stamp")? != 0,
        stays: u16::try_from(row.int("stays_days")?).map_or(StayDays::MAX, StayDays),
    })
}
