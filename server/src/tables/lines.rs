//! Projected records in the order in which a phone wrote them, with the bytes that their clock readings stand in: a
//! reading of `events` and `records` together.

use domain::{
    ids::{BootId, DeviceId},
    time::{Anchor, Bound, DRIFT_PARTS, UtcMs},
};
use sqlx::{
    Any, AssertSqlSafe,
    any::{AnyArguments, AnyRow},
    query::Query,
};

use super::events;
use crate::{
    db::Conn,
    error::Result,
    project::{Envelope, Line},
    sql::{Columns as _, Id as _, counted, stored},
};

/// A projected record with its bytes.
pub(crate) struct Written {
    pub(crate) envelope: Envelope,
    pub(crate) bytes: Vec<u8>,
}

const WRITTEN: &str = "SELECT e.*, r.bytes FROM events e JOIN records r ON r.stream_id = e.stream_id AND r.seq = e.seq";
/// Of one line.
const LINE: &str = "stream_id = $1 AND line_id = $2";
/// Told by their own boots.
const KNOWN: &str = "quality IN ('A', 'B')";

/// All records of one boot of a phone.
pub(crate) async fn of_boot(conn: &mut Conn, device: DeviceId, boot: BootId) -> Result<Vec<Written>> {
    let sql = format!("{WRITTEN} WHERE e.device_id = $1 AND e.boot_id = $2 ORDER BY e.no");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(device.store()).bind(boot.store()).fetch_all(conn).await?;
    rows.iter().map(read).collect()
}

/// Those records of an anchor's boot that it may tell: nothing told them before, or nothing better.
pub(crate) async fn anchored_anew(conn: &mut Conn, device: DeviceId, anchor: &Anchor) -> Result<Vec<Written>> {
    let sql = format!(
        "{WRITTEN} WHERE e.device_id = $1 AND e.boot_id = $2 AND (e.anchor_err_ms IS NULL \
         OR e.anchor_err_ms >= $3 + abs(e.boot_ms - $4) / {DRIFT_PARTS} OR e.anchor_err_ms = {}) ORDER BY e.no",
        u32::MAX
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(device.store())
        .bind(anchor.boot_id.store())
        .bind(i64::from(anchor.err_ms))
        .bind(stored(anchor.boot_ms))
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// Those records of a boot that an arrival bounds more narrowly than they were before. A clock that shows what no clock
/// does is reckoned with in numbers that do not overflow, and asked about in any case.
pub(crate) async fn bounded_anew(conn: &mut Conn, device: DeviceId, arrival: &Bound) -> Result<Vec<Written>> {
    const EXACT_MS: i64 = 1 << 52;
    let sql = format!(
        "{WRITTEN} WHERE e.device_id = $1 AND e.boot_id = $2 AND (abs(e.boot_ms - $3) > {EXACT_MS} \
         OR CAST(e.hi_ms AS DOUBLE PRECISION) > CAST($4 AS DOUBLE PRECISION) + CAST(e.boot_ms - $3 AS DOUBLE PRECISION) \
            + CAST(abs(e.boot_ms - $3) / {DRIFT_PARTS} AS DOUBLE PRECISION)) ORDER BY e.no"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(device.store())
        .bind(arrival.boot_id.store())
        .bind(stored(arrival.boot_ms))
        .bind(arrival.at.0)
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// What a phone recorded since a moment, in the order of its streams.
pub(crate) async fn made_since(conn: &mut Conn, device: DeviceId, since: UtcMs) -> Result<Vec<Written>> {
    let rows = sqlx::query(
        "SELECT e.*, r.bytes FROM events e JOIN records r ON r.stream_id = e.stream_id AND r.seq = e.seq \
         JOIN streams t ON t.stream_id = e.stream_id WHERE e.device_id = $1 AND e.at_ms >= $2 \
         ORDER BY t.opened_at, e.stream_id, e.seq",
    )
    .bind(device.store())
    .bind(since.0)
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// Whether a record that is not known stands right before or right after these places.
pub(crate) async fn unknown_beside(conn: &mut Conn, line: &Line, (from, to): (u64, u64)) -> Result<bool> {
    let sql = format!(
        "SELECT (SELECT quality FROM events WHERE {LINE} AND line_seq < $3 ORDER BY line_seq DESC LIMIT 1) AS before, \
         (SELECT quality FROM events WHERE {LINE} AND line_seq > $4 ORDER BY line_seq LIMIT 1) AS after"
    );
    let row = span(sql, line, (from, to)).fetch_one(conn).await?;
    let unknown = |quality: Option<String>| quality.is_some_and(|letter| letter == "C" || letter == "D");
    Ok(unknown(row.opt_text("before")?) || unknown(row.opt_text("after")?))
}

/// The nearest known places before and after these; 0 and the largest number where there is none.
pub(crate) async fn known_around(conn: &mut Conn, line: &Line, (from, to): (u64, u64)) -> Result<(u64, u64)> {
    let sql = format!(
        "SELECT (SELECT line_seq FROM events WHERE {LINE} AND line_seq < $3 AND {KNOWN} \
         ORDER BY line_seq DESC LIMIT 1) AS before, \
         (SELECT line_seq FROM events WHERE {LINE} AND line_seq > $4 AND {KNOWN} ORDER BY line_seq LIMIT 1) AS after"
    );
    let row = span(sql, line, (from, to)).fetch_one(conn).await?;
    Ok((row.opt_int("before")?.map_or(0, counted), row.opt_int("after")?.map_or(u64::MAX, counted)))
}

/// The first place between two others that is not known.
pub(crate) async fn first_unknown(conn: &mut Conn, line: &Line, (after, before): (u64, u64)) -> Result<Option<u64>> {
    let sql = format!(
        "SELECT line_seq FROM events WHERE {LINE} AND line_seq > $3 AND line_seq < $4 AND NOT {KNOWN} \
         ORDER BY line_seq LIMIT 1"
    );
    let row = span(sql, line, (after, before)).fetch_optional(conn).await?;
    row.map(|row| Ok(counted(row.int("line_seq")?))).transpose()
}

/// The records between two places.
pub(crate) async fn between(conn: &mut Conn, line: &Line, (after, before): (u64, u64)) -> Result<Vec<Written>> {
    let sql = format!(
        "{WRITTEN} WHERE e.stream_id = $1 AND e.line_id = $2 AND e.line_seq > $3 AND e.line_seq < $4 \
         ORDER BY e.line_seq, e.record_id"
    );
    let rows = span(sql, line, (after, before)).fetch_all(conn).await?;
    rows.iter().map(read).collect()
}

/// The record at one place.
pub(crate) async fn at(conn: &mut Conn, line: &Line, seq: u64) -> Result<Option<Written>> {
    let sql =
        format!("{WRITTEN} WHERE e.stream_id = $1 AND e.line_id = $2 AND e.line_seq = $3 ORDER BY e.record_id LIMIT 1");
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(line.stream_id.store())
        .bind(line.written_to())
        .bind(stored(seq))
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The newest records of a phone.
pub(crate) async fn newest(conn: &mut Conn, device: DeviceId, limit: i64) -> Result<Vec<Written>> {
    let sql = format!("{WRITTEN} WHERE e.device_id = $1 ORDER BY e.no DESC LIMIT $2");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(device.store()).bind(limit).fetch_all(conn).await?;
    rows.iter().map(read).collect()
}

/// A question about two places of a line: $1 and $2 name the line, $3 and $4 the places.
fn span(sql: String, line: &Line, (first, second): (u64, u64)) -> Query<'static, Any, AnyArguments> {
    sqlx::query(AssertSqlSafe(sql))
        .bind(line.stream_id.store())
        .bind(line.written_to())
        .bind(stored(first))
        .bind(stored(second))
}

fn read(row: &AnyRow) -> Result<Written> {
    Ok(Written { envelope: events::read(row)?, bytes: row.blob("bytes")? })
}
