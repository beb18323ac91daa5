//! 到岗 and 离岗 as projected.

use std::collections::HashMap;

use domain::{
    correction::Standing,
    duty_shift::Tap,
    ids::{DeviceId, PostId, RecordId, StaffId, UnitId},
    position::Place,
    presence::LiveReading,
    ruling::Verdict,
    time::{ClockQuality, TimeInterval, UtcMs},
};

use crate::{
    db::Conn,
    error::Result,
    project::{Direction, DutyRow, JudgedPlace},
    sql::{Columns as _, Id as _, from_word, insert_many, word},
    tables::{corrections, duty_people, events::read_time},
};
use sqlx::any::AnyRow;

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, DutyRow)]) -> Result<()> {
    let statement = (
        "INSERT INTO duty_events (record_id, post_id, direction, window_kind, judged_lat_e7, judged_lon_e7, \
         judged_radius_m, distance_m, inside, crowd, early, live, called)",
        13,
        "",
    );
    insert_many(conn, statement, rows, |(id, duty), row| {
        row.put(id.store()).put(duty.post_id.store()).put(word(&duty.direction));
        row.put(duty.window.map(|kind| word(&kind)));
        put_judged(row, duty.judged);
        row.put(duty.distance_m.map(i64::from)).put(duty.inside.map(i64::from));
        row.put(duty.people.as_ref().map(|people| i64::try_from(people.len()).unwrap_or(i64::MAX)));
        row.put(duty.early.map(|reason| word(&reason)));
        row.put((duty.live != LiveReading::None).then(|| word(&duty.live))).put(i64::from(duty.called));
    })
    .await?;
    let named = rows.iter().flat_map(|(id, duty)| {
        let people = duty.people.iter().flatten();
        (0..).zip(people).map(|(place, staff)| (*id, place, *staff))
    });
    duty_people::insert(conn, &named.collect::<Vec<_>>()).await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<DutyRow>> {
    let row = sqlx::query("SELECT * FROM duty_events WHERE record_id = $1")
        .bind(id.store())
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let people = match row.opt_int("crowd")? {
        Some(_) => Some(duty_people::of_record(conn, id).await?),
        None => None,
    };
    let window = row.opt_text("window_kind")?;
    Ok(Some(DutyRow {
        post_id: row.id("post_id")?,
        direction: row.word("direction")?,
        window: window.map(|word| from_word(&word)).transpose()?,
        judged: read_judged(&row)?,
        distance_m: read_distance(&row)?,
        inside: row.opt_int("inside")?.map(|inside| inside == 1),
        people,
        early: row.opt_text("early")?.map(|word| from_word(&word)).transpose()?,
        live: read_live(&row)?,
        called: row.int("called")? == 1,
    }))
}

/// The places that the comings of a phone since a moment were judged by, and what became of their live codes.
pub(crate) async fn comings_of_device(
    conn: &mut Conn,
    device: DeviceId,
    since: UtcMs,
) -> Result<HashMap<RecordId, (Option<JudgedPlace>, LiveReading)>> {
    let rows = sqlx::query(
        "SELECT d.* FROM events e JOIN duty_events d ON d.record_id = e.record_id \
         WHERE e.device_id = $1 AND e.at_ms >= $2 AND d.direction = $3",
    )
    .bind(device.store())
    .bind(since.0)
    .bind(word(&Direction::On))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.id("record_id")?, (read_judged(row)?, read_live(row)?)))).collect()
}

fn read_live(row: &AnyRow) -> Result<LiveReading> {
    Ok(row.opt_text("live")?.map(|word| from_word(&word)).transpose()?.unwrap_or_default())
}

/// Adds the three columns of the place a record was judged by.
pub(crate) fn put_judged(row: &mut crate::sql::Values, judged: Option<JudgedPlace>) {
    row.put(judged.map(|j| i64::from(j.place.lat_e7))).put(judged.map(|j| i64::from(j.place.lon_e7)));
    row.put(judged.map(|j| i64::from(j.radius_m)));
}

/// Reads them back.
pub(crate) fn read_judged(row: &AnyRow) -> Result<Option<JudgedPlace>> {
    if row.opt_int("judged_radius_m")?.is_none() {
        return Ok(None);
    }
    Ok(Some(JudgedPlace {
        place: Place { lat_e7: row.num("judged_lat_e7")?, lon_e7: row.num("judged_lon_e7")? },
        radius_m: row.num("judged_radius_m")?,
    }))
}

/// Reads the distance between fix and place.
pub(crate) fn read_distance(row: &AnyRow) -> Result<Option<u32>> {
    match row.opt_int("distance_m")? {
        None => Ok(None),
        Some(_) => row.num("distance_m").map(Some),
    }
}

/// Coming or going, for one person, as it stands after its corrections.
#[derive(Clone, Debug)]
pub(crate) struct DutyTap {
    pub(crate) post_id: PostId,
    pub(crate) tap: Tap,
    pub(crate) name: String,
    /// Who recorded it, when that was somebody else.
    pub(crate) recorder: Option<String>,
    /// The worker stated the time, or corrected it.
    pub(crate) stated: bool,
    pub(crate) received: UtcMs,
    pub(crate) revisions: u32,
    /// The gate's own live code was read while it was shown.
    pub(crate) live: bool,
}

/// What the office said about a record counts before what a clock says: a tap is in doubt when it was rejected, or when
/// its time is known by a wall clock alone that was set while the phone ran.
fn doubtful(row: &AnyRow, time: &TimeInterval) -> Result<bool> {
    let verdict: Option<Verdict> = row.opt_text("verdict")?.map(|word| from_word(&word)).transpose()?;
    Ok(match verdict {
        Some(Verdict::Rejected) => true,
        Some(Verdict::Accepted) => false,
        // The gate's own live code proves place and time by itself.
        Some(Verdict::Asked) | None if read_live(row)? == LiveReading::Valid => false,
        Some(Verdict::Asked) | None => time.quality == ClockQuality::D && row.int("jumped")? == 1,
    })
}

/// Who came and went at the posts of a unit's schools from `from` to before `to`, one for each person it counts for.
/// Voided records are left out.
pub(crate) async fn of_span(conn: &mut Conn, unit: UnitId, from: UtcMs, to: UtcMs) -> Result<Vec<DutyTap>> {
    let standings = corrections::standings(conn, unit, from, to).await?;
    let rows = sqlx::query(
        "SELECT e.record_id, e.staff_id AS recorder_id, e.at_ms, e.lo_ms, e.best_ms, e.hi_ms, e.quality, e.stated_ms, \
            e.received_at, d.post_id, d.direction, d.window_kind, d.early, d.live, d.called, \
            coalesce(n.staff_id, e.staff_id) AS counts_for, \
            coalesce(p.name, '') AS name, p.kind AS staff_kind, coalesce(r.name, '') AS recorder, \
            (SELECT u.verdict FROM rulings u WHERE u.record_id = e.record_id ORDER BY u.at_ms DESC LIMIT 1) AS verdict, \
            CASE WHEN e.quality = 'D' AND EXISTS (SELECT 1 FROM events g JOIN findings f ON f.record_id = g.record_id \
                WHERE g.device_id = e.device_id AND g.boot_id = e.boot_id AND f.code LIKE 'clock_%') \
                THEN 1 ELSE 0 END AS jumped \
         FROM events e JOIN duty_events d ON d.record_id = e.record_id \
         LEFT JOIN duty_people n ON n.record_id = e.record_id \
         LEFT JOIN staff p ON p.id = coalesce(n.staff_id, e.staff_id) LEFT JOIN staff r ON r.id = e.staff_id \
         WHERE (e.at_ms >= $1 AND e.at_ms < $2 \
                OR e.record_id IN (SELECT c.of_id FROM corrections c WHERE c.at_ms >= $1 AND c.at_ms < $2)) \
            AND (d.crowd IS NULL OR n.staff_id IS NOT NULL) \
            AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) \
         ORDER BY e.at_ms, e.no, n.place",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    let mut taps = Vec::with_capacity(rows.len());
    for row in &rows {
        let tap = read_tap(row, &standings)?;
        taps.extend(tap.filter(|it| from <= it.tap.time.best && it.tap.time.best < to));
    }
    Ok(taps)
}

fn read_tap(row: &AnyRow, standings: &HashMap<RecordId, Standing>) -> Result<Option<DutyTap>> {
    let record_id = row.id("record_id")?;
    let standing = standings.get(&record_id).cloned().unwrap_or_default();
    if standing.void {
        return Ok(None);
    }
    let recorded = read_time(row)?;
    let stated = standing.time.or(row.opt_moment("stated_ms")?);
    let time = stated.map_or(recorded, |at| TimeInterval { lo: at, best: at, hi: at, quality: recorded.quality });
    let staff_id: Option<StaffId> = row.opt_id("counts_for")?;
    let by_another = row.opt_id::<StaffId>("recorder_id")?.filter(|recorder| Some(*recorder) != staff_id);
    let recorder = row.text("recorder")?;
    Ok(Some(DutyTap {
        post_id: row.id("post_id")?,
        tap: Tap {
            record_id,
            staff_id,
            kind: row.opt_text("staff_kind")?.map(|word| from_word(&word)).transpose()?,
            coming: row.word::<Direction>("direction")? == Direction::On,
            window: row.opt_text("window_kind")?.map(|word| from_word(&word)).transpose()?,
            time,
            early: row.opt_text("early")?.map(|word| from_word(&word)).transpose()?,
            doubtful: doubtful(row, &recorded)?,
            called: row.int("called")? == 1 && standing.time.is_none(),
        },
        name: row.text("name")?,
        recorder: by_another.map(|_| recorder),
        stated: stated.is_some(),
        received: row.moment("received_at")?,
        revisions: standing.revisions,
        live: read_live(row)? == LiveReading::Valid,
    }))
}
