//! The newest visits to one point with the bytes their positions stand in: a reading of `check_ins`, `events` and
//! `records` together.

use domain::{
    ids::{PointId, RecordId},
    presence::ProofLevel,
    time::UtcMs,
};
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    db::Conn,
    error::Result,
    proposals::Whose,
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

const VISIT: &str = "SELECT e.record_id, e.at_ms, c.point_id, c.level, coalesce(p.name, '') AS who, r.bytes \
     FROM check_ins c JOIN events e ON e.record_id = c.record_id \
     JOIN records r ON r.stream_id = e.stream_id AND r.seq = e.seq LEFT JOIN staff p ON p.id = e.staff_id ";

/// The newest visits first, at most `limit`.
pub(crate) async fn newest(conn: &mut Conn, point: PointId, limit: i64) -> Result<Vec<PointVisit>> {
    let sql = format!("{VISIT} WHERE c.point_id = $1 ORDER BY e.at_ms DESC, e.no DESC LIMIT $2");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(point.store()).bind(limit).fetch_all(conn).await?;
    rows.iter().map(read).collect()
}

/// A visit to this point.
pub(crate) async fn one(conn: &mut Conn, point: PointId, record: RecordId) -> Result<Option<PointVisit>> {
    let sql = format!("{VISIT} WHERE c.point_id = $1 AND c.record_id = $2");
    let row = sqlx::query(AssertSqlSafe(sql)).bind(point.store()).bind(record.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// The visits in which somebody said that the point is there, and the office neither refused that nor rejected the visit: by
/// point, the newest first. Those to retired points are left out.
pub(crate) async fn proposed(conn: &mut Conn, whose: Whose) -> Result<Vec<(PointId, PointVisit)>> {
    let (which, id) = match whose {
        Whose::Unit(unit) => ("pt.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1)", unit.store()),
        Whose::Point(point) => ("pt.id = $1", point.store()),
    };
    let sql = format!(
        "{VISIT} JOIN points pt ON pt.id = c.point_id \
         WHERE c.places_point = 1 AND {which} AND pt.state <> 'retired' \
            AND NOT EXISTS (SELECT 1 FROM refused_places f WHERE f.record_id = c.record_id) \
            AND coalesce((SELECT u.verdict FROM rulings u WHERE u.record_id = c.record_id \
                ORDER BY u.at_ms DESC LIMIT 1), '') <> 'rejected' \
         ORDER BY c.point_id, e.at_ms DESC, e.no DESC"
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.id("point_id")?, read(row)?))).collect()
}

fn read(row: &AnyRow) -> Result<PointVisit> {
    Ok(PointVisit {
        record_id: row.id("record_id")?,
        at: row.moment("at_ms")?,
        who: row.text("who")?,
        level: row.word("level")?,
        bytes: row.blob("bytes")?,
    })
}
