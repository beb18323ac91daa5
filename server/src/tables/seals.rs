//! The seals under which records came, verbatim: each is the device's signature over a range of its chain.

use domain::{ids::StreamId, time::UtcMs};
use protocol::{Seal, from_cbor, to_cbor};

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, stored},
};

pub(crate) async fn insert(conn: &mut Conn, stream: StreamId, seal: &Seal, now: UtcMs) -> Result<()> {
    sqlx::query(
        "INSERT INTO seals (stream_id, last_seq, first_seq, received_at, bytes) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (stream_id, last_seq, first_seq) DO NOTHING",
    )
    .bind(stream.store())
    .bind(stored(seal.last))
    .bind(stored(seal.first))
    .bind(now.0)
    .bind(to_cbor(seal))
    .execute(conn)
    .await?;
    Ok(())
}

/// The narrowest proof for a record: the seal that ends soonest at or after it.
pub(crate) async fn covering(conn: &mut Conn, stream: StreamId, seq: u64) -> Result<Option<Seal>> {
    let row = sqlx::query(
        "SELECT bytes FROM seals WHERE stream_id = $1 AND last_seq >= $2 AND first_seq <= $2 \
         ORDER BY last_seq, first_seq DESC LIMIT 1",
    )
    .bind(stream.store())
    .bind(stored(seq))
    .fetch_optional(conn)
    .await?;
    row.map(|row| read(&row.blob("bytes")?)).transpose()
}

/// All seals of a stream, by the place where they end.
pub(crate) async fn of_stream(conn: &mut Conn, stream: StreamId) -> Result<Vec<Seal>> {
    let rows = sqlx::query("SELECT bytes FROM seals WHERE stream_id = $1 ORDER BY last_seq, first_seq")
        .bind(stream.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| read(&row.blob("bytes")?)).collect()
}

fn read(bytes: &[u8]) -> Result<Seal> {
    from_cbor(bytes).map_err(|e| Error::broken(format!("a seal: {e}")))
}
