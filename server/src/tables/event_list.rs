//! Events with the names a person reads: one query for the live feed.

use domain::ids::UnitId;
use protocol::Kind;
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    db::Conn,
    error::Result,
    routes::api::events::category_label,
    sql::{Columns as _, Id as _, from_word},
    tables::{duty_events::read_distance, events::read_time, photos::LOST_OF_EVENT},
    views::events::EventRow,
};

/// Numbers of kinds that a person wants to see; sessions are evidence, not news.
const SHOWN: [Kind; 4] = [Kind::DutyOn, Kind::DutyOff, Kind::CheckIn, Kind::HazardReport];

/// The newest events of a unit's schools before a number.
pub(crate) async fn before(conn: &mut Conn, unit: UnitId, before: Option<i64>, limit: i64) -> Result<Vec<EventRow>> {
    let [on, off, visit, report] = SHOWN.map(|kind| i64::from(kind.number()));
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT e.no, e.record_id, e.kind, e.at_ms, e.lo_ms, e.best_ms, e.hi_ms, e.quality, e.received_at, \
            coalesce(s.name, '') AS school, coalesce(po.name, pt.name, '') AS place, coalesce(p.name, '') AS who, \
            CASE WHEN c.result = 'unreachable' OR c.method = 'video' THEN NULL ELSE c.level END AS level, \
            c.result, c.note, coalesce(c.distance_m, d.distance_m) AS distance_m, \
            h.category, h.text AS hazard_text, \
            (SELECT count(*) FROM photos f WHERE f.record_id = e.record_id AND f.role = 'picture') AS photos_total, \
            (SELECT count(*) FROM photos f JOIN uploads u ON u.photo_id = f.photo_id AND u.state = 'stored' \
                AND u.sha256 = f.sha256 WHERE f.record_id = e.record_id AND f.role = 'picture') AS photos_stored, \
            {LOST_OF_EVENT} \
         FROM events e \
         LEFT JOIN schools s ON s.id = e.school_id LEFT JOIN staff p ON p.id = e.staff_id \
         LEFT JOIN duty_events d ON d.record_id = e.record_id LEFT JOIN posts po ON po.id = d.post_id \
         LEFT JOIN check_ins c ON c.record_id = e.record_id LEFT JOIN points pt ON pt.id = c.point_id \
         LEFT JOIN hazards h ON h.record_id = e.record_id \
         WHERE e.no < $1 AND e.kind IN ($2, $3, $4, $5) \
            AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $6) \
         ORDER BY e.no DESC LIMIT $7",
    )))
    .bind(before.unwrap_or(i64::MAX))
    .bind(on)
    .bind(off)
    .bind(visit)
    .bind(report)
    .bind(unit.store())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<EventRow> {
    let time = read_time(row)?;
    let category = row.opt_text("category")?;
    let note = row.opt_text("note")?.filter(|note| !note.is_empty());
    Ok(EventRow {
        no: row.int("no")?,
        record_id: row.id("record_id")?,
        kind: Kind::from_number(row.num("kind")?).word().to_owned(),
        at_ms: row.moment("at_ms")?,
        received_ms: row.moment("received_at")?,
        school: row.text("school")?,
        place: row.text("place")?,
        who: row.text("who")?,
        level: row.opt_text("level")?.map(|word| from_word(&word)).transpose()?,
        distance_m: read_distance(row)?,
        quality: time.quality,
        err_ms: time.hi.since(time.lo) / 2,
        photos_stored: row.int("photos_stored")?,
        photos_total: row.int("photos_total")?,
        photos_lost: row.int("photos_lost")?,
        category_label: category.as_deref().and_then(category_label),
        category,
        text: row.opt_text("hazard_text")?.or(note),
        result: row.opt_text("result")?.map(|word| from_word(&word)).transpose()?,
    })
}
