//! News about the clocks of phones' boots that came after their records were projected.

use domain::ids::{BootId, DeviceId};
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, is_postgres, stored, word},
};

/// What is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum News {
    /// An anchor.
    Anchor,
    /// An arrival that bounds more than those before it.
    Arrival,
    /// All that is known is to be looked at again.
    All,
}

/// One piece of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) device: DeviceId,
    pub(crate) boot: BootId,
    pub(crate) news: News,
    /// The moment of the boot clock that it is about.
    pub(crate) boot_ms: u64,
}

pub(crate) async fn mark(conn: &mut Conn, it: &Waiting) -> Result<()> {
    let sql = "INSERT INTO retime_queue (device_id, boot_id, news, boot_ms) VALUES ($1, $2, $3, $4) \
               ON CONFLICT DO NOTHING";
    sqlx::query(sql)
        .bind(it.device.store())
        .bind(it.boot.store())
        .bind(word(&it.news))
        .bind(stored(it.boot_ms))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes some news off the queue.
pub(crate) async fn take(conn: &mut Conn, limit: i64) -> Result<Vec<Waiting>> {
    let held = if is_postgres(conn) { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!("SELECT * FROM retime_queue ORDER BY device_id, boot_id, news, boot_ms LIMIT $1 {held}");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(limit).fetch_all(&mut *conn).await?;
    let waiting: Vec<Waiting> = rows.iter().map(read).collect::<Result<_>>()?;
    let sql = "DELETE FROM retime_queue WHERE device_id = $1 AND boot_id = $2 AND news = $3 AND boot_ms = $4";
    for it in &waiting {
        sqlx::query(sql)
            .bind(it.device.store())
            .bind(it.boot.store())
            .bind(word(&it.news))
            .bind(stored(it.boot_ms))
            .execute(&mut *conn)
            .await?;
    }
    Ok(waiting)
}

/// Whether any boot waits.
pub(crate) async fn any(conn: &mut Conn) -> Result<bool> {
    Ok(sqlx::query("SELECT 1 AS one FROM retime_queue LIMIT 1").fetch_optional(conn).await?.is_some())
}

/// The boots that wait, untouched.
pub(crate) async fn boots(conn: &mut Conn) -> Result<Vec<(DeviceId, BootId)>> {
    let rows = sqlx::query("SELECT DISTINCT device_id, boot_id FROM retime_queue").fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.id("device_id")?, row.id("boot_id")?))).collect()
}

fn read(row: &AnyRow) -> Result<Waiting> {
    Ok(Waiting {
        device: row.id("device_id")?,
        boot: row.id("boot_id")?,
        news: row.word("news")?,
        boot_ms: counted(row.int("boot_ms")?),
    })
}
