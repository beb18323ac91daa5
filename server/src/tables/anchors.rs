//! What is known about the boot clocks of phones: moments at which they were compared with the server's.

use domain::{
    ids::{BootId, DeviceId},
    time::{Anchor, UtcMs},
};

use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, stored},
};

pub(crate) async fn of_boot(conn: &mut Conn, device: DeviceId, boot: BootId) -> Result<Vec<Anchor>> {
    let rows = sqlx::query(
        "SELECT boot_ms, server_ms, err_ms FROM anchors WHERE device_id = $1 AND boot_id = $2 ORDER BY boot_ms",
    )
    .bind(device.store())
    .bind(boot.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| read(row, boot)).collect()
}

/// Those of the same boot within so much boot time of an anchor.
pub(crate) async fn near(conn: &mut Conn, device: DeviceId, anchor: &Anchor, within_ms: u64) -> Result<Vec<Anchor>> {
    let rows = sqlx::query(
        "SELECT boot_ms, server_ms, err_ms FROM anchors WHERE device_id = $1 AND boot_id = $2 \
         AND boot_ms BETWEEN $3 AND $4 ORDER BY boot_ms",
    )
    .bind(device.store())
    .bind(anchor.boot_id.store())
    .bind(stored(anchor.boot_ms.saturating_sub(within_ms)))
    .bind(stored(anchor.boot_ms.saturating_add(within_ms)))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| read(row, anchor.boot_id)).collect()
}

fn read(row: &AnyRow, boot: BootId) -> Result<Anchor> {
    Ok(Anchor {
        boot_id: boot,
        boot_ms: counted(row.int("boot_ms")?),
        server: UtcMs(row.int("server_ms")?),
        err_ms: row.num("err_ms")?,
    })
}

pub(crate) async fn insert(conn: &mut Conn, device: DeviceId, anchor: &Anchor) -> Result<()> {
    sqlx::query(
        "INSERT INTO anchors (device_id, boot_id, boot_ms, server_ms, err_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (device_id, boot_id, boot_ms) DO UPDATE SET \
         server_ms = CASE WHEN excluded.err_ms < anchors.err_ms THEN excluded.server_ms ELSE anchors.server_ms END, \
         err_ms = CASE WHEN excluded.err_ms < anchors.err_ms THEN excluded.err_ms ELSE anchors.err_ms END",
    )
    .bind(device.store())
    .bind(anchor.boot_id.store())
    .bind(stored(anchor.boot_ms))
    .bind(anchor.server.0)
    .bind(i64::from(anchor.err_ms))
    .execute(conn)
    .await?;
    Ok(())
}
