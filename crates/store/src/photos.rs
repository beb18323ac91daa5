//! Pictures: of a draft first, then of the record that names them. The bytes lie in the photo folder, not here.

use domain::{
    hazard::SuspectedSeverity,
    ids::PhotoId,
    photo::{Digest, Photo},
    time::UtcMs,
};
use protocol::{Body, from_cbor, to_cbor};
use rusqlite::{Row, params};

use crate::{
    StoreError, Tx,
    columns::{damaged, int, moment, number},
    records::{self, seq_of},
    stream, uploads,
};

pub use crate::uploads::{Upload, UploadState, lost, next_upload, pending_count, progress, stored};

/// A picture with its thumbnail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoRow {
    /// The facts that a record carries.
    pub photo: Photo,
    /// The draft it belongs to, until a record names it.
    pub draft: Option<String>,
    /// The record that names it.
    pub seq: Option<u64>,
    /// When it was added.
    pub created: UtcMs,
    /// How far the thumbnail is; `None` for a draft.
    pub thumb: Option<UploadState>,
    /// How far the picture is; `None` for a draft.
    pub picture: Option<UploadState>,
    /// The server's code for why it will never take the picture.
    pub refused: Option<String>,
    /// The place that its stamp names; `None` without a stamp.
    pub stamped_place: Option<String>,
}

/// How many pictures of a record are stored on the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pictures it names.
    pub total: u32,
    /// Of them, those stored.
    pub stored: u32,
}

/// Adds a picture to a draft. Its bytes must be flushed to the photo folder before.
///
/// # Errors
/// [`StoreError`].
pub fn add_draft(tx: &Tx<'_>, key: &str, photo: &Photo, created: UtcMs) -> Result<(), StoreError> {
    let sql = "INSERT INTO photos (photo_id, facts, created, draft) VALUES (?1, ?2, ?3, ?4)";
    tx.run(sql, params![photo.id.as_bytes(), to_cbor(photo), created.0, key])?;
    Ok(())
}

/// Notes which place a drafted picture's stamp names.
///
/// # Errors
/// [`StoreError`].
pub fn set_stamped_place(tx: &Tx<'_>, id: PhotoId, place: &str) -> Result<(), StoreError> {
    tx.run("UPDATE photos SET stamped_place = ?2 WHERE photo_id = ?1", params![id.as_bytes(), place])?;
    Ok(())
}

/// The pictures of a draft, in the order they were taken.
///
/// # Errors
/// [`StoreError`].
pub fn drafts(tx: &Tx<'_>, key: &str) -> Result<Vec<PhotoRow>, StoreError> {
    let sql = format!("{SELECT} WHERE p.draft = ?1 ORDER BY p.created, p.photo_id");
    tx.all(&sql, [key], read)
}

/// Writes or wipes out the caption of a drafted picture. One that a record names keeps the one it was signed with.
///
/// # Errors
/// [`StoreError::UnknownPhoto`] when no draft has it.
pub fn set_caption(tx: &Tx<'_>, id: PhotoId, caption: Option<String>) -> Result<(), StoreError> {
    let row = get(tx, id)?.filter(|row| row.draft.is_some()).ok_or(StoreError::UnknownPhoto)?;
    let mut photo = row.photo;
    photo.notes.get_or_insert_default().caption = caption;
    tx.run("UPDATE photos SET facts = ?2 WHERE photo_id = ?1", params![id.as_bytes(), to_cbor(&photo)])?;
    Ok(())
}

/// Takes a picture out of its draft. One that a record names is never taken back.
///
/// # Errors
/// [`StoreError::UnknownPhoto`] when no draft has it.
pub fn drop_draft(tx: &Tx<'_>, id: PhotoId) -> Result<Photo, StoreError> {
    let sql = "DELETE FROM photos WHERE photo_id = ?1 AND draft IS NOT NULL RETURNING facts";
    tx.one(sql, [id.as_bytes()], |row| facts(row, 0))?.ok_or(StoreError::UnknownPhoto)
}

/// Gives drafted pictures to the record `seq` of the current stream, which must exist, and queues them for upload.
///
/// # Errors
/// [`StoreError::UnknownPhoto`] when one of them is of no draft.
pub fn attach(tx: &Tx<'_>, ids: &[PhotoId], seq: u64) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let record = records::get(tx, seq)?.ok_or(StoreError::Mismatch)?.record()?;
    let urgency = record.read_body().map_or(URGENCY_LEAST, |body| urgency(&body));
    let place = stream::current(tx)?.place(seq);
    let sql = "UPDATE photos SET draft = NULL, place = ?2 WHERE photo_id = ?1 AND draft IS NOT NULL RETURNING facts";
    for id in ids {
        let photo = tx.one(sql, params![id.as_bytes(), place], |row| facts(row, 0))?.ok_or(StoreError::UnknownPhoto)?;
        uploads::queue(tx, &photo, place, urgency)?;
    }
    Ok(())
}

/// One picture.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>, id: PhotoId) -> Result<Option<PhotoRow>, StoreError> {
    tx.one(&format!("{SELECT} WHERE p.photo_id = ?1"), [id.as_bytes()], read)
}

/// The pictures of the record at this place of the list ([`records::Row::place`]).
///
/// # Errors
/// [`StoreError`].
pub fn of_record(tx: &Tx<'_>, place: u64) -> Result<Vec<PhotoRow>, StoreError> {
    tx.all(&format!("{SELECT} WHERE p.place = ?1 ORDER BY p.created, p.photo_id"), [int(place)], read)
}

/// How far the pictures of the record at this place are.
///
/// # Errors
/// [`StoreError`].
pub fn counts_for(tx: &Tx<'_>, place: u64) -> Result<Counts, StoreError> {
    let sql = "SELECT count(*), coalesce(sum(state = 'stored'), 0) FROM uploads WHERE place = ?1 AND role = 'picture'";
    Ok(tx.one(sql, [int(place)], |row| Ok(Counts { total: row.get(0)?, stored: row.get(1)? }))?.unwrap_or_default())
}

/// Pictures that would survive the loss of the server's disk with the records that name them, and that were taken in
/// before `before`: the oldest first. A durable record says nothing about bytes that came after it, so each file asks
/// for the record that vouches for it (see [`stored`]), in this stream or in one begun since.
///
/// # Errors
/// [`StoreError`].
pub fn may_leave(tx: &Tx<'_>, before: UtcMs, limit: u32) -> Result<Vec<Photo>, StoreError> {
    let sql = "SELECT p.facts FROM photos p JOIN streams s ON s.number = p.place >> 40
               WHERE p.left_at IS NULL AND p.place IS NOT NULL AND p.created < ?1
                 AND (p.place & 1099511627775) <= s.durable_upto
                 AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.photo_id = p.photo_id AND NOT
                     (u.state = 'stored' AND coalesce(u.vouched_by <= (
                         SELECT max((number << 40) | durable_upto) FROM streams WHERE durable_upto > 0), 0)))
               ORDER BY p.created LIMIT ?2";
    tx.all(sql, params![before.0, limit], |row| facts(row, 0))
}

/// Notes that a picture's file leaves this phone. Its thumbnail stays.
///
/// # Errors
/// [`StoreError`].
pub fn leave(tx: &Tx<'_>, id: PhotoId, now: UtcMs) -> Result<(), StoreError> {
    tx.run("UPDATE photos SET left_at = ?2 WHERE photo_id = ?1", params![id.as_bytes(), now.0])?;
    Ok(())
}

/// Pictures whose files have left this phone.
///
/// # Errors
/// [`StoreError`].
#[cfg(feature = "inside")]
pub fn gone(tx: &Tx<'_>) -> Result<Vec<Photo>, StoreError> {
    tx.all("SELECT facts FROM photos WHERE left_at IS NOT NULL ORDER BY created", [], |row| facts(row, 0))
}

/// The digests of every file a row tells of: what else lies in the photo folder may be swept.
///
/// # Errors
/// [`StoreError`].
pub fn all_digests(tx: &Tx<'_>) -> Result<Vec<Digest>, StoreError> {
    let photos = tx.all("SELECT facts, left_at IS NULL FROM photos", [], |row| Ok((facts(row, 0)?, row.get(1)?)))?;
    let files = |(photo, is_here): (Photo, bool)| [Some(photo.thumb_sha256), is_here.then_some(photo.sha256)];
    Ok(photos.into_iter().flat_map(files).flatten().collect())
}

/// Pictures on this phone, drafts included, and the bytes they take with their thumbnails.
///
/// # Errors
/// [`StoreError`].
pub fn totals(tx: &Tx<'_>) -> Result<(u64, u64), StoreError> {
    let photos = tx.all("SELECT facts FROM photos WHERE left_at IS NULL", [], |row| facts(row, 0))?;
    let bytes = photos.iter().map(|photo| u64::from(photo.bytes) + u64::from(photo.thumb_bytes)).sum();
    Ok((photos.len() as u64, bytes))
}

const SELECT: &str = "SELECT p.facts, p.draft, p.place, p.created,
        t.sent, t.attempt, t.state, t.refused, u.sent, u.attempt, u.state, u.refused, p.stamped_place
    FROM photos p
    LEFT JOIN uploads t ON t.photo_id = p.photo_id AND t.role = 'thumb'
    LEFT JOIN uploads u ON u.photo_id = p.photo_id AND u.role = 'picture'";

fn read(row: &Row<'_>) -> rusqlite::Result<PhotoRow> {
    let place = row.get::<_, Option<i64>>(2)?.map(|_| number(row, 2)).transpose()?;
    Ok(PhotoRow {
        photo: facts(row, 0)?,
        draft: row.get(1)?,
        seq: place.map(seq_of),
        created: moment(row, 3)?,
        thumb: uploads::read_state(row, 4)?,
        picture: uploads::read_state(row, 8)?,
        refused: row.get(11)?,
        stamped_place: row.get(12)?,
    })
}

fn facts(row: &Row<'_>, column: usize) -> rusqlite::Result<Photo> {
    from_cbor(row.get_ref(column)?.as_blob()?).map_err(|error| damaged(column, error))
}

/// Thumbnails go first; then pictures of what looks dangerous, then of other hazards, then the rest.
pub(crate) fn urgency(body: &Body) -> u8 {
    match body {
        Body::HazardReport(report) if report.severity == SuspectedSeverity::SuspectedMajor => 1,
        Body::HazardReport(_) => 2,
        _ => URGENCY_LEAST,
    }
}

const URGENCY_LEAST: u8 = 3;
