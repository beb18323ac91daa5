//! Arrivals of requests: by then a phone's boot clock had shown what the request says. Those that bound most are kept.

use domain::{
    ids::{BootId, DeviceId},
    time::{Bound, Side},
};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, stored},
};

pub(crate) async fn of_boot(conn: &mut Conn, device: DeviceId, boot: BootId) -> Result<Vec<Bound>> {
    let rows =
        sqlx::query("SELECT boot_ms, server_ms FROM arrivals WHERE device_id = $1 AND boot_id = $2 ORDER BY boot_ms")
            .bind(device.store())
            .bind(boot.store())
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            let (boot_ms, at) = (counted(row.int("boot_ms")?), row.moment("server_ms")?);
            Ok(Bound { boot_id: boot, boot_ms, side: Side::NotAfter, at })
        })
        .collect()
}

pub(crate) async fn insert(conn: &mut Conn, device: DeviceId, arrival: &Bound) -> Result<()> {
    sqlx::query(
        "INSERT INTO arrivals (device_id, boot_id, boot_ms, server_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (device_id, boot_id, boot_ms) DO UPDATE SET server_ms = \
         CASE WHEN excluded.server_ms < arrivals.server_ms THEN excluded.server_ms ELSE arrivals.server_ms END",
    )
    .bind(device.store())
    .bind(arrival.boot_id.store())
    .bind(stored(arrival.boot_ms))
    .bind(arrival.at.0)
    .execute(conn)
    .await?;
    Ok(())
}
