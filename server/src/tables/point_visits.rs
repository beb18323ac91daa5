//! The newest visits to one point with the bytes their positions stand in: a reading of `check_ins`, `events` and
//! `records` together.

use domain::{
    ids::{PointId, RecordId},
    presence::ProofLevel,
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _},
};

/// A visit.
pub(crate) struct PointVisit {
    pub(crate) record_id: RecordId,
    pub(crate) at: UtcMs,
    pub(crate) who: String,
    pub(crate) level: ProofLevel,
    pub(crate) bytes: Vec<u8>,
}

/// The newest visits first, at most `limit`.
pub(crate) async fn newest(conn: &mut Conn, point: PointId, limit: i64) -> Result<Vec<PointVisit>> {
    let rows = sqlx::query(
        "SELECT e.record_id, e.at_ms, c.level, coalesce(p.name, '') AS who, r.bytes FROM check_ins c \
         JOIN events e ON e.record_id = c.record_id \
         JOIN records r ON r.stream_id = e.stream_id AND r.seq = e.seq \
         LEFT JOIN staff p ON p.id = e.staff_id \
         WHERE c.point_id = $1 ORDER BY e.at_ms DESC, e.no DESC LIMIT $2",
    )
    .bind(point.store())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let read = |row: &AnyRow| {
        Ok(PointVisit {
            record_id: row.id("record_id")?,
            at: row.moment("at_ms")?,
            who: row.text("who")?,
            level: row.word("level")?,
            bytes: row.blob("bytes")?,
        })
    };
    rows.iter().map(read).collect()
}
