//! What does not fit together in what phones recorded, and the phones that are to be looked through again.

use std::collections::HashSet;

use domain::{
    ids::{DeviceId, RecordId, UnitId},
    plausibility::{Doubt, Finding},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
};

/// Notes phones that sent something, each with the moment before which it is not worth looking. One that waits already
/// waits no longer for it.
pub(crate) async fn queue(conn: &mut Conn, devices: &[(DeviceId, UtcMs)]) -> Result<()> {
    let later = "ON CONFLICT (device_id) DO UPDATE SET waiting = 1, rests_until = CASE WHEN doubt_queue.waiting = 0 \
                 AND doubt_queue.rests_until < excluded.rests_until THEN excluded.rests_until \
                 ELSE doubt_queue.rests_until END";
    put(conn, later, devices).await
}

/// Notes phones whose records have other times now: what was found before may no longer be so, and rest ends.
pub(crate) async fn queue_at_once(conn: &mut Conn, devices: &[DeviceId], now: UtcMs) -> Result<()> {
    let at_once = "ON CONFLICT (device_id) DO UPDATE SET waiting = 1, rests_until = excluded.rests_until";
    put(conn, at_once, &devices.iter().map(|device| (*device, now)).collect::<Vec<_>>()).await
}

async fn put(conn: &mut Conn, conflict: &'static str, devices: &[(DeviceId, UtcMs)]) -> Result<()> {
    let statement = ("INSERT INTO doubt_queue (device_id, rests_until)", 2, conflict);
    insert_many(conn, statement, devices, |(id, at), row| {
        row.put(id.store()).put(at.0);
    })
    .await
}

/// Takes some of them that have rested until a moment; they come back at another one if nobody is done with them by then.
pub(crate) async fn take(conn: &mut Conn, rested: UtcMs, back: UtcMs, limit: i64) -> Result<Vec<DeviceId>> {
    let rows = sqlx::query(
        "UPDATE doubt_queue SET waiting = 2, rests_until = $2 WHERE device_id IN (SELECT device_id FROM doubt_queue \
         WHERE waiting > 0 AND rests_until <= $1 ORDER BY rests_until LIMIT $3) RETURNING device_id",
    )
    .bind(rested.0)
    .bind(back.0)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| row.id("device_id")).collect()
}

/// A phone was looked through and rests until then. It goes on waiting if it sent something meanwhile, and does not rest
/// if its times became others meanwhile.
pub(crate) async fn rest(conn: &mut Conn, device: DeviceId, (now, until): (UtcMs, UtcMs)) -> Result<()> {
    sqlx::query(
        "UPDATE doubt_queue SET rests_until = CASE WHEN waiting = 1 AND rests_until <= $1 THEN rests_until ELSE $2 END, \
         waiting = waiting % 2 WHERE device_id = $3",
    )
        .bind(now.0)
        .bind(until.0)
        .bind(device.store())
        .execute(conn)
        .await?;
    Ok(())
}

/// When the first of those that wait has rested.
pub(crate) async fn next(conn: &mut Conn) -> Result<Option<UtcMs>> {
    let row = sqlx::query("SELECT min(rests_until) AS next FROM doubt_queue WHERE waiting > 0").fetch_one(conn).await?;
    row.opt_moment("next")
}

/// Puts what was found of a phone in the place of what was found before, as far as all that speaks for it was seen: what
/// lies too far back to be looked through again stays as it was found. Pictures are compared however far back, and with
/// those of other phones.
pub(crate) async fn replace(
    conn: &mut Conn,
    device: DeviceId,
    (found, seen): (&[Finding], &HashSet<RecordId>),
) -> Result<()> {
    let rows =
        sqlx::query("SELECT * FROM doubts WHERE device_id = $1").bind(device.store()).fetch_all(&mut *conn).await?;
    for before in rows.iter().map(read) {
        let before = before?;
        let others = before.others.iter().filter(|_| !before.doubt.is_of_a_picture());
        if others.chain([&before.record_id]).all(|record| seen.contains(record)) {
            sqlx::query("DELETE FROM doubts WHERE record_id = $1 AND doubt = $2")
                .bind(before.record_id.store())
                .bind(word(&before.doubt))
                .execute(&mut *conn)
                .await?;
        }
    }
    let statement = (
        "INSERT INTO doubts (record_id, doubt, device_id, others, meters, ms)",
        6,
        "ON CONFLICT (record_id, doubt) DO NOTHING",
    );
    insert_many(conn, statement, found, |it, row| {
        row.put(it.record_id.store()).put(word(&it.doubt)).put(device.store());
        row.put(serde_json::to_string(&it.others).unwrap_or_default());
        row.put(it.meters.map(|it| i64::try_from(it).unwrap_or(i64::MAX))).put(it.ms);
    })
    .await
}

/// What was found about a record.
pub(crate) async fn of_record(conn: &mut Conn, record: RecordId) -> Result<Vec<Finding>> {
    let rows = sqlx::query("SELECT * FROM doubts WHERE record_id = $1 ORDER BY doubt")
        .bind(record.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Finding> {
    let others = row.text("others")?;
    Ok(Finding {
        doubt: row.word::<Doubt>("doubt")?,
        record_id: row.id("record_id")?,
        others: serde_json::from_str(&others)
            .map_err(|_| Error::broken(format!("{others:?} are no records beside a doubt")))?,
        meters: row.opt_int("meters")?.and_then(|it| u64::try_from(it).ok()),
        ms: row.opt_int("ms")?,
    })
}

/// Records somebody should look at.
pub(crate) struct Doubted(HashSet<RecordId>);

impl Doubted {
    /// Whether this is one of them.
    pub(crate) fn contains(&self, record: RecordId) -> bool {
        self.0.contains(&record)
    }
}

/// The doubted records of a unit's schools.
pub(crate) async fn of_unit(conn: &mut Conn, unit: UnitId) -> Result<Doubted> {
    let rows = sqlx::query(
        "SELECT DISTINCT d.record_id FROM doubts d JOIN events e ON e.record_id = d.record_id \
         WHERE e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1)",
    )
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    Ok(Doubted(rows.iter().map(|row| row.id("record_id")).collect::<Result<_>>()?))
}
