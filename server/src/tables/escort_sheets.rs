//! Escort sheets and the reviews of their days, as projected.

use domain::{day::Day, ids::RecordId};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    project::{DayReviewRow, EscortRow},
    sql::{Columns as _, Id as _, from_word, insert_many, word},
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
    let statement = ("INSERT INTO day_reviews (record_id, school_id, day, situation, text)", 5, "");
    insert_many(conn, statement, rows, |(id, review), row| {
        row.put(id.store()).put(review.school_id.store()).put(i64::from(review.day.0));
        row.put(word(&review.situation)).put(review.text.as_str());
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
    })
}
