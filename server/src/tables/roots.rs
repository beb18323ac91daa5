//! Signed roots over all heads, as they were signed.

use protocol::{Root, from_cbor, to_cbor};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, counted, stored},
};

pub(crate) async fn insert(conn: &mut Conn, root: &Root) -> Result<()> {
    sqlx::query("INSERT INTO roots (no, at_ms, bytes) VALUES ($1, $2, $3)")
        .bind(stored(root.no))
        .bind(root.at.0)
        .bind(to_cbor(root))
        .execute(conn)
        .await?;
    Ok(())
}

/// The newest.
pub(crate) async fn last(conn: &mut Conn) -> Result<Option<Root>> {
    let row = sqlx::query("SELECT no, bytes FROM roots ORDER BY no DESC LIMIT 1").fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// The next ones after `no`.
pub(crate) async fn after(conn: &mut Conn, no: u64, limit: i64) -> Result<Vec<Root>> {
    let rows = sqlx::query("SELECT no, bytes FROM roots WHERE no > $1 ORDER BY no LIMIT $2")
        .bind(stored(no))
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// The number up to which the table agrees with a file that ends in `theirs`: all of it when the table has that very
/// root, else up to before the first root of a later life.
pub(crate) async fn last_common(conn: &mut Conn, theirs: &Root) -> Result<u64> {
    let ours = after(conn, theirs.no.saturating_sub(1), 1).await?;
    if ours.first() == Some(theirs) {
        return Ok(theirs.no);
    }
    let rows = sqlx::query("SELECT no, bytes FROM roots ORDER BY no DESC").fetch_all(conn).await?;
    for row in &rows {
        let root = read(row)?;
        if root.epoch.number <= theirs.epoch.number {
            return Ok(root.no);
        }
    }
    Ok(0)
}

fn read(row: &AnyRow) -> Result<Root> {
    let no = counted(row.int("no")?);
    let root: Root =
        from_cbor(&row.blob("bytes")?).map_err(|error| Error::broken(format!("root {no} cannot be read: {error}")))?;
    if root.no == no { Ok(root) } else { Err(Error::broken(format!("root {no} calls itself {}", root.no))) }
}
