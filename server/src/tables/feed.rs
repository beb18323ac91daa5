//! The change feed: the newest state of each thing in each scope, at the number of its last change.

use minicbor::bytes::{ByteArray, ByteVec};
use protocol::{Entity, sync::Change};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, counted, insert_many, stored},
    tables::scopes::Scope,
};

/// Writes the newest state of things: `scope` holds the last number that was taken for them.
pub(crate) async fn upsert(conn: &mut Conn, scope: Scope, entities: &[Entity]) -> Result<()> {
    let first = scope.last_seq + 1 - entities.len() as u64;
    let numbered: Vec<(u64, &Entity)> = (first..).zip(entities).collect();
    let statement = (
        "INSERT INTO feed (scope_id, kind, entity_id, scope_seq, batch_seq, rev, payload)",
        7,
        "ON CONFLICT (scope_id, kind, entity_id) DO UPDATE SET scope_seq = excluded.scope_seq, \
         batch_seq = excluded.batch_seq, rev = feed.rev + 1, payload = excluded.payload",
    );
    insert_many(conn, statement, &numbered, |(seq, entity), row| {
        row.put(i64::from(scope.id)).put(i64::from(entity.kind().number())).put(entity.id().to_vec());
        row.put(stored(*seq)).put(stored(scope.last_seq)).put(1_i64).put(entity.encode());
    })
    .await
}

/// A change and the number with which its transaction ended.
pub(crate) struct Numbered {
    pub(crate) change: Change,
    pub(crate) batch_seq: u64,
}

/// The next changes of a scope after `after`, at most `limit`.
pub(crate) async fn after(conn: &mut Conn, scope: u32, after: u64, limit: i64) -> Result<Vec<Numbered>> {
    let rows = sqlx::query("SELECT * FROM feed WHERE scope_id = $1 AND scope_seq > $2 ORDER BY scope_seq LIMIT $3")
        .bind(i64::from(scope))
        .bind(stored(after))
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Numbered> {
    let id = <[u8; 16]>::try_from(row.blob("entity_id")?).map_err(|_| Error::broken("entity_id is no id"))?;
    let change = Change {
        scope: row.num("scope_id")?,
        scope_seq: counted(row.int("scope_seq")?),
        kind: row.num("kind")?,
        id: ByteArray::from(id),
        rev: counted(row.int("rev")?),
        payload: row.opt_blob("payload")?.map(ByteVec::from),
    };
    Ok(Numbered { change, batch_seq: counted(row.int("batch_seq")?) })
}
