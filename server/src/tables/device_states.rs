//! What the office decided about a phone, when, why and who; every decision is kept, because whether a record came late
//! is judged by what held when it came.

use domain::{ids::DeviceId, time::UtcMs};
use sqlx::any::AnyRow;

use super::devices::DeviceState;
use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _},
};

/// One decision.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    pub(crate) at: UtcMs,
    pub(crate) state: DeviceState,
    /// In the words of whoever decided.
    pub(crate) reason: String,
    /// Sign-in name, or `command-line`.
    pub(crate) account: String,
}

/// Adds a decision. Two in one millisecond are given in their order.
pub(crate) async fn insert(conn: &mut Conn, device: DeviceId, decision: &Decision) -> Result<()> {
    sqlx::query(
        "INSERT INTO device_states (device_id, at_ms, state, reason, account) \
         SELECT $1, CASE WHEN max(at_ms) >= $2 THEN max(at_ms) + 1 ELSE $2 END, $3, $4, $5 \
         FROM device_states WHERE device_id = $1",
    )
    .bind(device.store())
    .bind(decision.at.0)
    .bind(decision.state.word())
    .bind(decision.reason.as_str())
    .bind(decision.account.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// All decisions about a phone, the newest first.
pub(crate) async fn of_device(conn: &mut Conn, device: DeviceId) -> Result<Vec<Decision>> {
    let rows = sqlx::query("SELECT * FROM device_states WHERE device_id = $1 ORDER BY at_ms DESC")
        .bind(device.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// The decision that held at a moment; none before the first.
pub(crate) async fn holding_at(conn: &mut Conn, device: DeviceId, at: UtcMs) -> Result<Option<Decision>> {
    let row =
        sqlx::query("SELECT * FROM device_states WHERE device_id = $1 AND at_ms <= $2 ORDER BY at_ms DESC LIMIT 1")
            .bind(device.store())
            .bind(at.0)
            .fetch_optional(conn)
            .await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &AnyRow) -> Result<Decision> {
    Ok(Decision {
        at: row.moment("at_ms")?,
        state: row.word("state")?,
        reason: row.text("reason")?,
        account: row.text("account")?,
    })
}
