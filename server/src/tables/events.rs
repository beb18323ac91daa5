//! Projected records of every kind: who, where, and when with its bounds. The number orders the live feed.

use std::collections::HashMap;

use domain::{
    ids::{DeviceId, RecordId},
    time::{ClockQuality, TimeInterval},
};
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    Error,
    db::Conn,
    error::Result,
    project::{Envelope, Fact, Line},
    sql::{Columns as _, Id as _, counted, insert_many, placeholders, stored},
};

pub(crate) async fn insert(conn: &mut Conn, first_no: i64, facts: &[Fact]) -> Result<()> {
    let numbered: Vec<(i64, &Fact)> = (first_no..).zip(facts).collect();
    let statement = (
        "INSERT INTO events (no, record_id, stream_id, seq, kind, device_id, boot_id, boot_ms, staff_id, \
         school_id, anchor_err_ms, at_ms, lo_ms, best_ms, hi_ms, quality, stated_ms, received_at, line_id, line_seq)",
        20,
        "",
    );
    insert_many(conn, statement, &numbered, |(no, fact), row| {
        let it = &fact.envelope;
        row.put(*no).put(it.record_id.store()).put(it.stream_id.store()).put(stored(it.seq));
        row.put(i64::from(it.kind)).put(it.device_id.store()).put(it.boot_id.store());
        row.put(stored(it.boot_ms)).put(it.staff_id.map(|id| id.store())).put(it.school_id.map(|id| id.store()));
        row.put(it.anchor_err_ms.map(i64::from));
        row.put(it.at().0).put(it.time.lo.0).put(it.time.best.0).put(it.time.hi.0);
        row.put(it.time.quality.letter()).put(it.stated.map(|t| t.0)).put(it.received_at.0);
        row.put(it.line.written_to()).put(stored(it.line_seq));
    })
    .await
}

/// Those of these records that are projected.
pub(crate) async fn known(conn: &mut Conn, ids: &[RecordId]) -> Result<HashMap<RecordId, Envelope>> {
    let mut known = HashMap::new();
    for some in ids.chunks(64) {
        let sql = format!("SELECT * FROM events WHERE record_id IN ({})", placeholders(conn, some.len()));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for id in some {
            query = query.bind(id.store());
        }
        for row in query.fetch_all(&mut *conn).await? {
            let envelope = read(&row)?;
            known.insert(envelope.record_id, envelope);
        }
    }
    Ok(known)
}

/// Another copy of the record is the one that counts.
pub(crate) async fn move_to(conn: &mut Conn, copy: &Envelope) -> Result<()> {
    let sql = "UPDATE events SET stream_id = $2, seq = $3, received_at = $4, line_id = $5, line_seq = $6 \
               WHERE record_id = $1";
    sqlx::query(sql)
        .bind(copy.record_id.store())
        .bind(copy.stream_id.store())
        .bind(stored(copy.seq))
        .bind(copy.received_at.0)
        .bind(copy.line.written_to())
        .bind(stored(copy.line_seq))
        .execute(&mut *conn)
        .await?;
    set_time(conn, copy).await
}

/// Writes when a record was made, as it is known now, and what its boot clock showed.
pub(crate) async fn set_time(conn: &mut Conn, envelope: &Envelope) -> Result<()> {
    let time = envelope.time;
    sqlx::query(
        "UPDATE events SET at_ms = $2, lo_ms = $3, best_ms = $4, hi_ms = $5, quality = $6, anchor_err_ms = $7, \
         boot_ms = $8 WHERE record_id = $1",
    )
    .bind(envelope.record_id.store())
    .bind(envelope.at().0)
    .bind(time.lo.0)
    .bind(time.best.0)
    .bind(time.hi.0)
    .bind(time.quality.letter())
    .bind(envelope.anchor_err_ms.map(i64::from))
    .bind(stored(envelope.boot_ms))
    .execute(conn)
    .await?;
    Ok(())
}

/// The interval in a row of this table.
pub(crate) fn read_time(row: &AnyRow) -> Result<TimeInterval> {
    let letter = row.text("quality")?;
    Ok(TimeInterval {
        lo: row.moment("lo_ms")?,
        best: row.moment("best_ms")?,
        hi: row.moment("hi_ms")?,
        quality: ClockQuality::from_letter(&letter)
            .ok_or_else(|| Error::broken(format!("{letter:?} is no clock quality")))?,
    })
}

/// A row of this table.
pub(super) fn read(row: &AnyRow) -> Result<Envelope> {
    let stream_id = row.id("stream_id")?;
    Ok(Envelope {
        record_id: row.id("record_id")?,
        stream_id,
        line: Line::read(stream_id, &row.blob("line_id")?),
        line_seq: counted(row.int("line_seq")?),
        seq: counted(row.int("seq")?),
        kind: row.num("kind")?,
        device_id: row.id("device_id")?,
        boot_id: row.id("boot_id")?,
        boot_ms: counted(row.int("boot_ms")?),
        staff_id: row.opt_id("staff_id")?,
        school_id: row.opt_id("school_id")?,
        time: read_time(row)?,
        anchor_err_ms: row.opt_int("anchor_err_ms")?.and_then(|it| u32::try_from(it).ok()),
        stated: row.opt_moment("stated_ms")?,
        received_at: row.moment("received_at")?,
    })
}

/// How many records are projected, and how many meanings they have in the tables of their kinds.
pub(crate) async fn counts(conn: &mut Conn) -> Result<(i64, i64)> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM duty_events) \
         + (SELECT count(*) FROM check_ins) + (SELECT count(*) FROM hazards) + (SELECT count(*) FROM sessions) \
         + (SELECT count(*) FROM findings) + (SELECT count(*) FROM duty_notes) + (SELECT count(*) FROM escort_sheets) \
         + (SELECT count(*) FROM day_reviews) + (SELECT count(*) FROM patrol_runs) + (SELECT count(*) FROM corrections) \
         + (SELECT count(*) FROM answers) + (SELECT count(*) FROM roster_requests) AS meanings",
    )
    .fetch_one(conn)
    .await?;
    Ok((row.int("events")?, row.int("meanings")?))
}

/// A projected record, but for what its kind adds.
pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<Envelope>> {
    let row = sqlx::query("SELECT * FROM events WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// Records of a phone that a correction voided.
pub(crate) async fn voided_of_device(conn: &mut Conn, device: DeviceId) -> Result<Vec<RecordId>> {
    let rows = sqlx::query(
        "SELECT c.of_id FROM corrections c JOIN events e ON e.record_id = c.of_id \
         WHERE c.change = 'void' AND e.device_id = $1",
    )
    .bind(device.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| row.id("of_id")).collect()
}
