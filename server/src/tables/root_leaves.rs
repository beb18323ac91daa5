//! The heads that were new in each root: a stream stands in a root with its newest leaf of that root or of one before.

use domain::{ids::StreamId, photo::Digest};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, insert_many, stored},
};

/// A stream's head in a root.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    pub(crate) stream_id: StreamId,
    pub(crate) seq: u64,
    pub(crate) hash: Digest,
}

/// A stream's head now, and the one that stands in the newest root.
pub(crate) struct HeadNow {
    pub(crate) leaf: Leaf,
    pub(crate) in_root: Option<u64>,
}

pub(crate) async fn insert(conn: &mut Conn, root: u64, leaves: &[Leaf]) -> Result<()> {
    let statement = ("INSERT INTO root_leaves (stream_id, seq, root_no, hash)", 4, "");
    insert_many(conn, statement, leaves, |leaf, row| {
        row.put(leaf.stream_id.store()).put(stored(leaf.seq)).put(stored(root)).put(leaf.hash.to_vec());
    })
    .await
}

/// The next heads after `after`, in the order of their streams; streams without a record have none.
pub(crate) async fn heads(conn: &mut Conn, after: Option<StreamId>, limit: i64) -> Result<Vec<HeadNow>> {
    let rows = sqlx::query(
        "SELECT s.stream_id, s.next_seq - 1 AS seq, s.head_hash, \
            (SELECT max(l.seq) FROM root_leaves l WHERE l.stream_id = s.stream_id) AS in_root \
         FROM streams s WHERE s.stream_id > $1 AND s.next_seq > 1 ORDER BY s.stream_id LIMIT $2",
    )
    .bind(after.map(|id| id.store()).unwrap_or_default())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let head = |row: &AnyRow| {
        Ok(HeadNow {
            leaf: Leaf {
                stream_id: row.id("stream_id")?,
                seq: counted(row.int("seq")?),
                hash: row.digest("head_hash")?,
            },
            in_root: row.opt_int("in_root")?.map(counted),
        })
    };
    rows.iter().map(head).collect()
}

/// The leaves of a stream with the roots they came in with, in order.
pub(crate) async fn of_stream(conn: &mut Conn, stream: StreamId) -> Result<Vec<(u64, Leaf)>> {
    let rows =
        sqlx::query("SELECT stream_id, seq, root_no, hash FROM root_leaves WHERE stream_id = $1 ORDER BY seq, root_no")
            .bind(stream.store())
            .fetch_all(conn)
            .await?;
    rows.iter().map(read).collect()
}

/// The leaves that came in with a root.
pub(crate) async fn of_root(conn: &mut Conn, root: u64) -> Result<Vec<Leaf>> {
    let rows =
        sqlx::query("SELECT stream_id, seq, root_no, hash FROM root_leaves WHERE root_no = $1 ORDER BY stream_id")
            .bind(stored(root))
            .fetch_all(conn)
            .await?;
    rows.iter().map(|row| read(row).map(|(_, leaf)| leaf)).collect()
}

/// A stream that stood in a root and is gone.
pub(crate) async fn first_orphan(conn: &mut Conn) -> Result<Option<(StreamId, u64)>> {
    let row = sqlx::query(
        "SELECT stream_id, root_no FROM root_leaves l \
         WHERE NOT EXISTS (SELECT 1 FROM streams s WHERE s.stream_id = l.stream_id) ORDER BY stream_id, seq LIMIT 1",
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok((row.id("stream_id")?, counted(row.int("root_no")?)))).transpose()
}

fn read(row: &AnyRow) -> Result<(u64, Leaf)> {
    let leaf = Leaf { stream_id: row.id("stream_id")?, seq: counted(row.int("seq")?), hash: row.digest("hash")? };
    Ok((counted(row.int("root_no")?), leaf))
}
