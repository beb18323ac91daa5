//! Visits that proposed a place of their point, and the office did not take it.

use domain::{ids::RecordId, time::UtcMs};

use crate::{db::Conn, error::Result, sql::Id as _};

pub(crate) async fn insert(
    conn: &mut Conn,
    record: RecordId,
    (at, reason, account): (UtcMs, &str, &str),
) -> Result<()> {
    sqlx::query("INSERT INTO refused_places (record_id, at_ms, reason, account) VALUES ($1, $2, $3, $4)")
        .bind(record.store())
        .bind(at.0)
        .bind(reason)
        .bind(account)
        .execute(conn)
        .await?;
    Ok(())
}
