//! Boots of phones about which more is known than when their records were projected.

use domain::ids::{BootId, DeviceId};
use sqlx::AssertSqlSafe;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, is_postgres},
};

pub(crate) async fn mark(conn: &mut Conn, device: DeviceId, boot: BootId) -> Result<()> {
    sqlx::query("INSERT INTO retime_queue (device_id, boot_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(device.store())
        .bind(boot.store())
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes some boots off the queue.
pub(crate) async fn take(conn: &mut Conn, limit: i64) -> Result<Vec<(DeviceId, BootId)>> {
    let held = if is_postgres(conn) { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!("SELECT device_id, boot_id FROM retime_queue ORDER BY device_id, boot_id LIMIT $1 {held}");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(limit).fetch_all(&mut *conn).await?;
    let boots: Vec<(DeviceId, BootId)> =
        rows.iter().map(|row| Ok((row.id("device_id")?, row.id("boot_id")?))).collect::<Result<_>>()?;
    for (device, boot) in &boots {
        sqlx::query("DELETE FROM retime_queue WHERE device_id = $1 AND boot_id = $2")
            .bind(device.store())
            .bind(boot.store())
            .execute(&mut *conn)
            .await?;
    }
    Ok(boots)
}

/// Whether any boot waits.
pub(crate) async fn any(conn: &mut Conn) -> Result<bool> {
    Ok(sqlx::query("SELECT 1 AS one FROM retime_queue LIMIT 1").fetch_optional(conn).await?.is_some())
}

/// The whole queue, untouched.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<(DeviceId, BootId)>> {
    let rows = sqlx::query("SELECT device_id, boot_id FROM retime_queue").fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.id("device_id")?, row.id("boot_id")?))).collect()
}
