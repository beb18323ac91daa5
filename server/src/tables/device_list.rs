//! Phones as the office lists them: what each still holds, and what about it needs a hand.

use std::collections::HashMap;

use domain::{
    ids::{DeviceId, SchoolId, UnitId},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use super::devices::read;
use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, stored},
    views::devices::DeviceRow,
};

const ROW: &str = "SELECT d.*, coalesce(s.name, a.name, '') AS place, \
        (SELECT CAST(coalesce(sum(t.next_seq - 1), 0) AS BIGINT) FROM streams t WHERE t.device_id = d.id) AS acked, \
        (SELECT count(*) FROM streams t JOIN records r ON r.stream_id = t.stream_id \
            WHERE t.device_id = d.id AND r.status <> 'ok') AS unread, \
        (SELECT count(*) FROM rejected_pushes p WHERE p.device_id = d.id) AS rejected, \
        (SELECT max(t.forked_at) FROM streams t WHERE t.device_id = d.id) AS forked_at, \
        (SELECT max(e.no) FROM findings f JOIN events e ON e.record_id = f.record_id \
            WHERE e.device_id = d.id AND f.code IN ('database_set_aside', 'photo_lost', 'photo_refused', \
                'storage_low', 'removal_held_back', 'order_not_believed')) AS found_no, \
        (SELECT max(c.at_ms) FROM device_states c WHERE c.device_id = d.id) AS state_since, \
        (SELECT c.reason FROM device_states c WHERE c.device_id = d.id ORDER BY c.at_ms DESC LIMIT 1) AS state_reason \
     FROM devices d LEFT JOIN schools s ON s.id = d.unit_id LEFT JOIN agencies a ON a.id = d.unit_id ";
/// What a phone found last about itself that somebody should look at.
const FOUND: &str = "SELECT q.*, f.code AS found_code, e.received_at AS found_at FROM (";
const OF_ROW: &str = ") q LEFT JOIN events e ON e.no = q.found_no LEFT JOIN findings f ON f.record_id = e.record_id ";

/// The phones of a unit and of the schools it looks over, or all; those with unsent work first.
pub(crate) async fn list(conn: &mut Conn, unit: UnitId, all: bool) -> Result<Vec<DeviceRow>> {
    let sql = format!(
        "{FOUND}{ROW} WHERE $1 = 1 OR d.unit_id = $2 \
            OR d.unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2){OF_ROW} \
         ORDER BY q.unsent_records + q.unsent_photos DESC, q.no"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(i64::from(all)).bind(unit.store()).fetch_all(conn).await?;
    rows.iter().map(read_row).collect()
}

/// One of them.
pub(crate) async fn get(conn: &mut Conn, id: DeviceId) -> Result<Option<DeviceRow>> {
    let sql = format!("{FOUND}{ROW} WHERE d.id = $1{OF_ROW}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read_row(&row)).transpose()
}

fn read_row(row: &AnyRow) -> Result<DeviceRow> {
    let device = read(row)?;
    Ok(DeviceRow {
        id: device.id,
        no: device.number(),
        place: row.text("place")?,
        acked: row.int("acked")?,
        unsent_records: stored(device.backlog.records),
        unsent_photos: stored(device.backlog.photos),
        oldest_unsent_ms: device.backlog.oldest,
        told_ms: row.opt_moment("told_at")?,
        last_contact_ms: device.last_contact,
        label: device.label,
        app_version: device.app_version,
        state: device.state,
        state_since_ms: row.opt_moment("state_since")?,
        state_reason: row.opt_text("state_reason")?.unwrap_or_default(),
        clock_off_ms: row.opt_int("clock_off_ms")?,
        unread: row.int("unread")?,
        rejected: row.int("rejected")?,
        forked_ms: row.opt_moment("forked_at")?,
        found_code: row.opt_text("found_code")?,
        found_ms: row.opt_moment("found_at")?,
        refused_code: row.opt_text("refused_code")?,
        refused_ms: row.opt_moment("refused_at")?,
    })
}

/// When a phone of each school was last heard, for the schools a unit looks over.
pub(crate) async fn last_contacts(conn: &mut Conn, unit: UnitId) -> Result<HashMap<SchoolId, UtcMs>> {
    let rows = sqlx::query(
        "SELECT unit_id, max(last_contact) AS last_contact FROM devices \
         WHERE unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) AND last_contact IS NOT NULL \
         GROUP BY unit_id",
    )
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.id("unit_id")?, row.moment("last_contact")?))).collect()
}

/// What phones still held when they last called.
pub(crate) struct UnsentWork {
    pub(crate) records: i64,
    pub(crate) devices: i64,
    pub(crate) oldest: Option<UtcMs>,
}

/// What the phones of a unit and of its schools still held.
pub(crate) async fn backlog(conn: &mut Conn, unit: UnitId) -> Result<UnsentWork> {
    let row = sqlx::query(
        "SELECT CAST(coalesce(sum(unsent_records), 0) AS BIGINT) AS records, count(*) AS devices, \
            min(oldest_unsent) AS oldest FROM devices \
         WHERE unsent_records + unsent_photos > 0 AND (unit_id = $1 \
            OR unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1))",
    )
    .bind(unit.store())
    .fetch_one(conn)
    .await?;
    Ok(UnsentWork { records: row.int("records")?, devices: row.int("devices")?, oldest: row.opt_moment("oldest")? })
}
