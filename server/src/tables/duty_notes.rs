//! Notes of duties, as projected.

use domain::{
    duty_note::DutyEntry,
    ids::{RecordId, UnitId},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    project::DutyNoteRow,
    sql::{Columns as _, Id as _, from_word, insert_many, word},
    tables::corrections,
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, DutyNoteRow)]) -> Result<()> {
    let statement = ("INSERT INTO duty_notes (record_id, post_id, window_kind, entry, situation, body)", 6, "");
    insert_many(conn, statement, rows, |(id, note), row| {
        row.put(id.store()).put(note.post_id.store()).put(note.window.map(|kind| word(&kind)));
        row.put(note.word()).put(note.situation().map(|it| word(&it)));
        row.put(serde_json::to_string(&note.entry).unwrap_or_default());
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<DutyNoteRow>> {
    let row =
        sqlx::query("SELECT * FROM duty_notes WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// Reads the columns of this table.
pub(crate) fn read(row: &AnyRow) -> Result<DutyNoteRow> {
    let body = row.text("body")?;
    let entry: DutyEntry =
        serde_json::from_str(&body).map_err(|_| Error::broken(format!("{body:?} is no entry of a duty")))?;
    let window = row.opt_text("window_kind")?.map(|word| from_word(&word)).transpose()?;
    Ok(DutyNoteRow { post_id: row.id("post_id")?, window, entry })
}

/// A note as it stands after its corrections.
#[derive(Clone, Debug)]
pub(crate) struct Noted {
    pub(crate) record_id: RecordId,
    pub(crate) note: DutyNoteRow,
    pub(crate) at: UtcMs,
    pub(crate) who: String,
    pub(crate) revisions: u32,
}

/// The notes of duties at a unit's schools from `from` to before `to`, in the order of time. Voided ones are left out.
pub(crate) async fn of_span(conn: &mut Conn, unit: UnitId, from: UtcMs, to: UtcMs) -> Result<Vec<Noted>> {
    let standings = corrections::standings(conn, unit, from, to).await?;
    let rows = sqlx::query(
        "SELECT n.*, e.at_ms, coalesce(p.name, '') AS who FROM events e JOIN duty_notes n ON n.record_id = e.record_id \
         LEFT JOIN staff p ON p.id = e.staff_id \
         WHERE (e.at_ms >= $1 AND e.at_ms < $2 \
                OR e.record_id IN (SELECT c.of_id FROM corrections c WHERE c.at_ms >= $1 AND c.at_ms < $2)) \
            AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3) ORDER BY e.at_ms, e.no",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    let mut notes = Vec::with_capacity(rows.len());
    for row in &rows {
        let (record_id, mut note) = (row.id("record_id")?, read(row)?);
        let standing = standings.get(&record_id).cloned().unwrap_or_default();
        let at = standing.time.unwrap_or(row.moment("at_ms")?);
        if standing.void || at < from || at >= to {
            continue;
        }
        if let Some(text) = standing.text {
            note.reword(text);
        }
        notes.push(Noted { record_id, note, at, who: row.text("who")?, revisions: standing.revisions });
    }
    notes.sort_by_key(|it| it.at);
    Ok(notes)
}
