//! Escort sheets and the reviews of their days, as projected.

use domain::{
    day::Day,
    ids::{RecordId, UnitId},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    project::{DayReviewRow, EscortRow},
    sql::{Columns as _, Id as _, from_json, from_word, insert_many, json, word},
    tables::corrections,
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, EscortRow)]) -> Result<()> {
    let statement = (
        "INSERT INTO escort_sheets (record_id, school_id, route_id, window_kind, out_count, handed, returned, \
         remaining, remaining_reason, situation, note, weather)",
        12,
        "",
    );
    insert_many(conn, statement, rows, |(id, sheet), row| {
        row.put(id.store()).put(sheet.school_id.store()).put(sheet.route_id.map(|it| it.store()));
        row.put(sheet.window.map(|it| word(&it))).put(i64::from(sheet.out));
        row.put(serde_json::to_string(&sheet.handed).unwrap_or_default());
        row.put(i64::from(sheet.returned)).put(i64::from(sheet.remaining));
        row.put(sheet.remaining_reason.map(|it| word(&it))).put(word(&sheet.situation));
        row.put(sheet.note.as_str()).put(sheet.weather.map(|it| word(&it)));
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<EscortRow>> {
    let row =
        sqlx::query("SELECT * FROM escort_sheets WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// Reads the columns of this table.
pub(crate) fn read(row: &AnyRow) -> Result<EscortRow> {
    let handed = row.text("handed")?;
    Ok(EscortRow {
        school_id: row.id("school_id")?,
        route_id: row.opt_id("route_id")?,
        window: row.opt_text("window_kind")?.map(|it| from_word(&it)).transpose()?,
        out: row.num("out_count")?,
        handed: serde_json::from_str(&handed)
            .map_err(|_| Error::broken(format!("{handed:?} says nothing about who was handed over")))?,
        returned: row.num("returned")?,
        remaining: row.num("remaining")?,
        remaining_reason: row.opt_text("remaining_reason")?.map(|it| from_word(&it)).transpose()?,
        situation: row.word("situation")?,
        note: row.text("note")?,
        weather: row.opt_text("weather")?.map(|it| from_word(&it)).transpose()?,
    })
}

pub(crate) async fn insert_reviews(conn: &mut Conn, rows: &[(RecordId, DayReviewRow)]) -> Result<()> {
    let statement = ("INSERT INTO day_reviews (record_id, school_id, day, situation, text, sheets)", 6, "");
    insert_many(conn, statement, rows, |(id, review), row| {
        row.put(id.store()).put(review.school_id.store()).put(i64::from(review.day.0));
        row.put(word(&review.situation)).put(review.text.as_str()).put(review.sheets.as_ref().map(json));
    })
    .await
}

pub(crate) async fn review(conn: &mut Conn, id: RecordId) -> Result<Option<DayReviewRow>> {
    let row =
        sqlx::query("SELECT * FROM day_reviews WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read_review(&row)).transpose()
}

/// Reads the columns of a review.
pub(crate) fn read_review(row: &AnyRow) -> Result<DayReviewRow> {
    Ok(DayReviewRow {
        school_id: row.id("school_id")?,
        day: Day(row.num("day")?),
        situation: row.word("situation")?,
        text: row.text("text")?,
        sheets: row.opt_text("sheets")?.map(|it| from_json(&it)).transpose()?,
    })
}

/// A sheet as it stands after its corrections.
#[derive(Clone, Debug)]
pub(crate) struct Walked {
    pub(crate) record_id: RecordId,
    pub(crate) row: EscortRow,
    /// Name of the route, as it is or was last; `None` for one that was in no list.
    pub(crate) route: Option<String>,
    pub(crate) at: UtcMs,
    /// When it, or the last that was put right of it, came in.
    pub(crate) came: UtcMs,
    pub(crate) who: String,
    pub(crate) revisions: u32,
}

/// The sheets of a unit's schools from `from` to before `to`, in the order of time. Voided ones are left out.
pub(crate) async fn of_span(conn: &mut Conn, unit: UnitId, from: UtcMs, to: UtcMs) -> Result<Vec<Walked>> {
    let standings = corrections::standings(conn, unit, from, to).await?;
    let rows = sqlx::query(
        "SELECT s.*, e.at_ms, e.received_at, r.name AS route, coalesce(p.name, '') AS who, \
            (SELECT max(k.received_at) FROM corrections c JOIN events k ON k.record_id = c.record_id \
                WHERE c.of_id = s.record_id) AS corrected_at FROM events e \
         JOIN escort_sheets s ON s.record_id = e.record_id LEFT JOIN staff p ON p.id = e.staff_id \
         LEFT JOIN escort_routes r ON r.id = s.route_id \
         WHERE (e.at_ms >= $1 AND e.at_ms < $2 \
                OR e.record_id IN (SELECT c.of_id FROM corrections c WHERE c.at_ms >= $1 AND c.at_ms < $2)) \
            AND s.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) ORDER BY e.at_ms, e.no",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    let mut sheets = Vec::with_capacity(rows.len());
    for row in &rows {
        let record_id = row.id("record_id")?;
        let standing = standings.get(&record_id).cloned().unwrap_or_default();
        let at = standing.time.unwrap_or(row.moment("at_ms")?);
        if standing.void || at < from || at >= to {
            continue;
        }
        let mut sheet = read(row)?;
        sheet.note = standing.text.unwrap_or(sheet.note);
        let (route, who) = (row.opt_text("route")?, row.text("who")?);
        let received = row.moment("received_at")?;
        let came = row.opt_moment("corrected_at")?.map_or(received, |corrected| corrected.max(received));
        sheets.push(Walked { record_id, row: sheet, route, at, came, who, revisions: standing.revisions });
    }
    Ok(sheets)
}

/// A review with who signed it, and when.
#[derive(Clone, Debug)]
pub(crate) struct Reviewed {
    pub(crate) record_id: RecordId,
    pub(crate) row: DayReviewRow,
    pub(crate) at: UtcMs,
    pub(crate) who: String,
}

/// The reviews of days of a unit's schools, the newest of a day last. Voided ones are left out.
pub(crate) async fn reviews_of_days(conn: &mut Conn, unit: UnitId, first: Day, last: Day) -> Result<Vec<Reviewed>> {
    let standings = corrections::standings(conn, unit, UtcMs(0), UtcMs(i64::MAX)).await?;
    let rows = sqlx::query(
        "SELECT r.*, e.at_ms, coalesce(p.name, '') AS who FROM day_reviews r JOIN events e ON e.record_id = r.record_id \
         LEFT JOIN staff p ON p.id = e.staff_id WHERE r.day >= $1 AND r.day <= $2 \
            AND r.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) ORDER BY e.at_ms, e.no",
    )
    .bind(i64::from(first.0))
    .bind(i64::from(last.0))
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    let mut reviews = Vec::with_capacity(rows.len());
    for row in &rows {
        let record_id = row.id("record_id")?;
        let standing = standings.get(&record_id).cloned().unwrap_or_default();
        if !standing.void {
            let mut review = read_review(row)?;
            review.text = standing.text.unwrap_or(review.text);
            reviews.push(Reviewed { record_id, row: review, at: row.moment("at_ms")?, who: row.text("who")? });
        }
    }
    Ok(reviews)
}
