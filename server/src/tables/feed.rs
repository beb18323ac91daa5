//! The change feed: the newest state of each thing in each scope, at the number of its last change.

use domain::time::UtcMs;
use minicbor::bytes::{ByteArray, ByteVec};
use protocol::{
    EntityKind,
    sync::{Change, Thing},
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, counted, insert_many, stored},
    tables::scopes::Scope,
};

/// The revision of a thing in a scope: the life of the storage above, a count below. Whatever a later life says is
/// newer than anything an earlier one said, also than what was lost with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rev(u64);

impl Rev {
    const COUNT_BITS: u32 = 40;

    /// Older than all that changes in this life.
    pub(crate) fn oldest_of(epoch: u32) -> u64 {
        u64::from(epoch.min(0x7F_FFFF)) << Self::COUNT_BITS
    }

    /// Before the first change in this life.
    pub(crate) fn before_all_of(epoch: u32) -> Self {
        Self(Self::oldest_of(epoch))
    }

    /// Of the change with this number of its scope. The row that counted the changes of a thing may be forgotten with it;
    /// the numbers of the scope go on, so that what comes back is newer than any phone has seen it.
    fn of_change(self, seq: u64) -> u64 {
        self.0 + seq
    }
}

/// A thing and what it is now; nothing when it is gone.
pub(crate) type Told = (EntityKind, [u8; 16], Option<Vec<u8>>);

/// Writes the newest state of things: `scope` holds the last number that was taken for them.
pub(crate) async fn upsert(conn: &mut Conn, (scope, rev, now): (Scope, Rev, UtcMs), things: &[Told]) -> Result<()> {
    let first = scope.last_seq + 1 - things.len() as u64;
    let numbered: Vec<(u64, &Told)> = (first..).zip(things).collect();
    let statement = (
        "INSERT INTO feed (scope_id, kind, entity_id, scope_seq, batch_seq, rev, payload, deleted_at)",
        8,
        "ON CONFLICT (scope_id, kind, entity_id) DO UPDATE SET scope_seq = excluded.scope_seq, \
         batch_seq = excluded.batch_seq, payload = excluded.payload, deleted_at = excluded.deleted_at, \
         rev = CASE WHEN feed.rev < excluded.rev THEN excluded.rev ELSE feed.rev + 1 END",
    );
    insert_many(conn, statement, &numbered, |(seq, (kind, id, payload)), row| {
        row.put(i64::from(scope.id)).put(i64::from(kind.number())).put(id.to_vec());
        row.put(stored(*seq)).put(stored(scope.last_seq)).put(stored(rev.of_change(*seq))).put(payload.clone());
        row.put(payload.is_none().then_some(now.0));
    })
    .await
}

/// What one thing is now, as its scope's feed has it.
pub(crate) async fn get(conn: &mut Conn, thing: &Thing) -> Result<Option<Change>> {
    let row = sqlx::query("SELECT * FROM feed WHERE scope_id = $1 AND kind = $2 AND entity_id = $3")
        .bind(i64::from(thing.scope))
        .bind(i64::from(thing.kind))
        .bind(thing.id.to_vec())
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(read(&row)?.change)).transpose()
}

/// Forgets what was gone before this moment.
pub(crate) async fn drop_tombstones(conn: &mut Conn, before: UtcMs) -> Result<()> {
    sqlx::query("DELETE FROM feed WHERE deleted_at < $1").bind(before.0).execute(conn).await?;
    Ok(())
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

/// The changes of all scopes after one of them, in their order.
pub(crate) async fn page(conn: &mut Conn, after: Option<(u32, u64)>, limit: i64) -> Result<Vec<Change>> {
    let (scope, seq) = after.unwrap_or_default();
    let rows = sqlx::query(
        "SELECT * FROM feed WHERE scope_id > $1 OR (scope_id = $1 AND scope_seq > $2) \
         ORDER BY scope_id, scope_seq LIMIT $3",
    )
    .bind(i64::from(scope))
    .bind(stored(seq))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(read(row)?.change)).collect()
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
