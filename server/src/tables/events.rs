//! Projected records of every kind: who, where, and when with its bounds. The number orders the live feed.

use std::collections::HashSet;

use domain::{
    ids::{BootId, DeviceId, RecordId, StreamId},
    time::{ClockQuality, TimeInterval, UtcMs},
};
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    Error,
    db::Conn,
    error::Result,
    project::Fact,
    sql::{Columns as _, Id as _, counted, insert_many, placeholders, stored},
};

pub(crate) async fn insert(conn: &mut Conn, first_no: i64, facts: &[Fact]) -> Result<()> {
    let numbered: Vec<(i64, &Fact)> = (first_no..).zip(facts).collect();
    let statement = (
        "INSERT INTO events (no, record_id, stream_id, seq, kind, device_id, boot_id, staff_id, school_id, \
         at_ms, lo_ms, best_ms, hi_ms, quality, stated_ms, received_at)",
        16,
        "",
    );
    insert_many(conn, statement, &numbered, |(no, fact), row| {
        row.put(*no).put(fact.record_id.store()).put(fact.stream_id.store()).put(stored(fact.seq));
        row.put(i64::from(fact.kind)).put(fact.device_id.store()).put(fact.boot_id.store());
        row.put(fact.staff_id.map(|id| id.store())).put(fact.school_id.map(|id| id.store()));
        row.put(fact.at().0).put(fact.time.lo.0).put(fact.time.best.0).put(fact.time.hi.0);
        row.put(fact.time.quality.letter()).put(fact.stated.map(|t| t.0)).put(fact.received_at.0);
    })
    .await
}

/// Those of these records that are projected.
pub(crate) async fn known(conn: &mut Conn, ids: &[RecordId]) -> Result<HashSet<RecordId>> {
    let mut known = HashSet::new();
    for some in ids.chunks(64) {
        let sql = format!("SELECT record_id FROM events WHERE record_id IN ({})", placeholders(conn, some.len()));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for id in some {
            query = query.bind(id.store());
        }
        for row in query.fetch_all(&mut *conn).await? {
            known.insert(row.id("record_id")?);
        }
    }
    Ok(known)
}

/// The time of a projected record.
pub(crate) struct Timed {
    pub(crate) record_id: RecordId,
    pub(crate) stream_id: StreamId,
    pub(crate) seq: u64,
    pub(crate) time: TimeInterval,
    pub(crate) stated: Option<UtcMs>,
}

/// All records of one boot of a phone.
pub(crate) async fn of_boot(conn: &mut Conn, device: DeviceId, boot: BootId) -> Result<Vec<Timed>> {
    let rows = sqlx::query("SELECT * FROM events WHERE device_id = $1 AND boot_id = $2 ORDER BY no")
        .bind(device.store())
        .bind(boot.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(read_timed).collect()
}

/// The time of one record, if it is projected.
pub(crate) async fn timed(conn: &mut Conn, id: RecordId) -> Result<Option<Timed>> {
    let row = sqlx::query("SELECT * FROM events WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read_timed(&row)).transpose()
}

pub(crate) async fn set_time(conn: &mut Conn, id: RecordId, time: TimeInterval, at: UtcMs) -> Result<()> {
    sqlx::query(
        "UPDATE events SET at_ms = $2, lo_ms = $3, best_ms = $4, hi_ms = $5, quality = $6 WHERE record_id = $1",
    )
    .bind(id.store())
    .bind(at.0)
    .bind(time.lo.0)
    .bind(time.best.0)
    .bind(time.hi.0)
    .bind(time.quality.letter())
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

fn read_timed(row: &AnyRow) -> Result<Timed> {
    Ok(Timed {
        record_id: row.id("record_id")?,
        stream_id: row.id("stream_id")?,
        seq: counted(row.int("seq")?),
        time: read_time(row)?,
        stated: row.opt_moment("stated_ms")?,
    })
}
