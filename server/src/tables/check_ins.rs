//! Visits to points as projected, with the proof as the server judged it.

use std::collections::HashMap;

use domain::{
    check_in::VisitResult,
    ids::{DeviceId, RecordId, StaffId, UnitId},
    presence::Proof,
    ruling::Verdict,
    time::{TimeInterval, UtcMs},
};
use sqlx::any::AnyRow;

use super::{
    corrections,
    duty_events::{put_judged, read_distance, read_judged},
    events::read_time,
};
use crate::{
    Error,
    db::Conn,
    error::Result,
    project::CheckInRow,
    sql::{Columns as _, Id as _, from_word, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, CheckInRow)]) -> Result<()> {
    let statement = (
        "INSERT INTO check_ins (record_id, point_id, result, note, level, reasons, judged_lat_e7, judged_lon_e7, \
         judged_radius_m, distance_m, method, run_id, party_size, miss, witness, places_point)",
        16,
        "",
    );
    insert_many(conn, statement, rows, |(id, visit), row| {
        row.put(id.store()).put(visit.point_id.store()).put(word(&visit.result)).put(visit.note.as_str());
        row.put(visit.proof.level.letter()).put(serde_json::to_string(&visit.proof.reasons).unwrap_or_default());
        put_judged(row, visit.judged);
        row.put(visit.proof.distance_m.map(i64::from)).put(visit.method.map(|it| word(&it)));
        row.put(visit.run_id.map(|it| it.store())).put(visit.party_size.map(i64::from));
        row.put(visit.miss.map(|it| word(&it))).put(visit.witness.map(|it| it.store()));
        row.put(visit.places_point.map(i64::from));
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<CheckInRow>> {
    let row = sqlx::query("SELECT * FROM check_ins WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// The visits of a phone since a moment.
pub(crate) async fn of_device(
    conn: &mut Conn,
    device: DeviceId,
    since: UtcMs,
) -> Result<HashMap<RecordId, CheckInRow>> {
    let rows = sqlx::query(
        "SELECT c.* FROM events e JOIN check_ins c ON c.record_id = e.record_id WHERE e.device_id = $1 AND e.at_ms >= $2",
    )
    .bind(device.store())
    .bind(since.0)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.id("record_id")?, read(row)?))).collect()
}

/// Reads the columns of this table.
pub(crate) fn read(row: &AnyRow) -> Result<CheckInRow> {
    let reasons = row.text("reasons")?;
    Ok(CheckInRow {
        point_id: row.id("point_id")?,
        result: row.word("result")?,
        note: row.text("note")?,
        judged: read_judged(row)?,
        proof: Proof {
            level: row.word("level")?,
            reasons: serde_json::from_str(&reasons)
                .map_err(|_| Error::broken(format!("{reasons:?} are no reasons of a proof")))?,
            distance_m: read_distance(row)?,
        },
        method: row.opt_text("method")?.map(|it| from_word(&it)).transpose()?,
        run_id: row.opt_id("run_id")?,
        party_size: row.opt_int("party_size")?.and_then(|it| u8::try_from(it).ok()),
        miss: row.opt_text("miss")?.map(|it| from_word(&it)).transpose()?,
        witness: row.opt_id("witness")?,
        places_point: row.opt_int("places_point")?.map(|it| it != 0),
    })
}

/// Visits that an earlier build projected without asking whether they place their point, with their records' bytes.
pub(crate) async fn not_asked(conn: &mut Conn, limit: i64) -> Result<Vec<(RecordId, Vec<u8>)>> {
    let rows = sqlx::query(
        "SELECT c.record_id, r.bytes FROM check_ins c JOIN events e ON e.record_id = c.record_id \
         JOIN records r ON r.stream_id = e.stream_id AND r.seq = e.seq WHERE c.places_point IS NULL LIMIT $1",
    )
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.id("record_id")?, row.blob("bytes")?))).collect()
}

/// Whether a visit places its point.
pub(crate) async fn set_places_point(conn: &mut Conn, id: RecordId, places: bool) -> Result<()> {
    sqlx::query("UPDATE check_ins SET places_point = $2 WHERE record_id = $1")
        .bind(id.store())
        .bind(i64::from(places))
        .execute(conn)
        .await?;
    Ok(())
}

/// A visit as it stands after its corrections.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) record_id: RecordId,
    pub(crate) staff_id: Option<StaffId>,
    pub(crate) who: String,
    pub(crate) at: UtcMs,
    pub(crate) time: TimeInterval,
    pub(crate) row: CheckInRow,
    /// What the office said of it last.
    pub(crate) verdict: Option<Verdict>,
    pub(crate) revisions: u32,
}

impl Visit {
    /// Whether it counts as having been there: somebody was at the point, and the office did not reject it.
    pub(crate) fn counts(&self) -> bool {
        self.row.is_on_site() && self.verdict != Some(Verdict::Rejected)
    }

    /// Whether a round has this point done: as [`Visit::counts`], or seen by video on a round that looks by video.
    pub(crate) fn is_done(&self) -> bool {
        self.row.result != VisitResult::Unreachable && self.verdict != Some(Verdict::Rejected)
    }
}

/// Visits to the points of a unit's schools from `from` to before `to`, in the order of time. Voided ones are left out.
pub(crate) async fn of_span(conn: &mut Conn, unit: UnitId, from: UtcMs, to: UtcMs) -> Result<Vec<Visit>> {
    let standings = corrections::standings(conn, unit, from, to).await?;
    let rows = sqlx::query(
        "SELECT c.*, e.at_ms, e.lo_ms, e.best_ms, e.hi_ms, e.quality, e.staff_id, \
            coalesce(p.name, '') AS who, \
            (SELECT u.verdict FROM rulings u WHERE u.record_id = e.record_id ORDER BY u.at_ms DESC LIMIT 1) AS verdict \
         FROM events e JOIN check_ins c ON c.record_id = e.record_id LEFT JOIN staff p ON p.id = e.staff_id \
         WHERE (e.at_ms >= $1 AND e.at_ms < $2 \
                OR e.record_id IN (SELECT k.of_id FROM corrections k WHERE k.at_ms >= $1 AND k.at_ms < $2)) \
            AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) \
         ORDER BY e.at_ms, e.no",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    let mut visits = Vec::with_capacity(rows.len());
    for row in &rows {
        let record_id = row.id("record_id")?;
        let standing = standings.get(&record_id).cloned().unwrap_or_default();
        let at = standing.time.unwrap_or(row.moment("at_ms")?);
        if standing.void || at < from || at >= to {
            continue;
        }
        let mut visit = read(row)?;
        visit.note = standing.text.unwrap_or(visit.note);
        visits.push(Visit {
            record_id,
            staff_id: row.opt_id("staff_id")?,
            who: row.text("who")?,
            at,
            time: read_time(row)?,
            row: visit,
            verdict: row.opt_text("verdict")?.map(|word| from_word(&word)).transpose()?,
            revisions: standing.revisions,
        });
    }
    visits.sort_by_key(|it| it.at);
    Ok(visits)
}
