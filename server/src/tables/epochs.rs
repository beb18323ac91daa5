//! The lives of the storage: each with its number, its tag, and how far the feed of every scope reached when it began.
//! What a phone has of a scope beyond that floor is of a life that ended, and may be told anew.

use std::collections::HashMap;

use domain::time::UtcMs;
use protocol::ServerEpoch;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, counted},
};

/// Notes that a life begins, with the floors that hold for cursors of every life before it.
pub(crate) async fn begin(conn: &mut Conn, epoch: ServerEpoch, now: UtcMs) -> Result<()> {
    sqlx::query("INSERT INTO epochs (number, tag, began_at) VALUES ($1, $2, $3)")
        .bind(i64::from(epoch.number))
        .bind(epoch.tag.to_vec())
        .bind(now.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO epoch_floors (number, scope_id, floor_seq) SELECT $1, scope_id, last_seq FROM scopes")
        .bind(i64::from(epoch.number))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether this database lived that life itself. One that was begun on another copy of it is not known here.
pub(crate) async fn is_known(conn: &mut Conn, epoch: ServerEpoch) -> Result<bool> {
    let row = sqlx::query("SELECT number FROM epochs WHERE number = $1 AND tag = $2")
        .bind(i64::from(epoch.number))
        .bind(epoch.tag.to_vec())
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Up to where each scope outlived every life that began after `number`. A scope that is not named did not.
pub(crate) async fn floors_since(conn: &mut Conn, number: u32) -> Result<HashMap<u32, u64>> {
    let rows = sqlx::query(
        "SELECT scope_id, min(floor_seq) AS floor_seq FROM epoch_floors WHERE number > $1 GROUP BY scope_id \
         HAVING count(*) = (SELECT count(*) FROM epochs WHERE number > $1)",
    )
    .bind(i64::from(number))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.num("scope_id")?, counted(row.int("floor_seq")?)))).collect()
}
