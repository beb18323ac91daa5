//! The files that wait to be sent, most urgent first, and how far each is.

use domain::{
    ids::{PhotoId, RecordId, StreamId},
    photo::{Digest, Photo, PhotoRole},
};
use rusqlite::{Row, params};

use crate::{
    StoreError, Tx,
    columns::{damaged, digest, id, int, number},
    records::seq_of,
    stream,
};

/// The next file to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The picture's id, or its thumbnail's.
    pub photo_id: PhotoId,
    /// Which of the two.
    pub role: PhotoRole,
    /// Digest of the file.
    pub sha256: Digest,
    /// Its length.
    pub bytes: u64,
    /// Bytes the server is known to have.
    pub offset: u64,
    /// The attempt they belong to, 0 before the server has given one.
    pub attempt: u32,
    /// The stream of the record that names it.
    pub stream_id: StreamId,
    /// The record that names it.
    pub seq: u64,
}

/// How far one file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadState {
    /// Bytes the server is known to have.
    pub offset: u64,
    /// The attempt they belong to.
    pub attempt: u32,
    /// Whether more is to be done.
    pub progress: UploadProgress,
}

impl UploadState {
    /// The server has checked the whole file against the record.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.progress == UploadProgress::Stored
    }
}

/// Whether more is to be done about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadProgress {
    /// Not all sent.
    Waiting,
    /// The server has checked the whole against the record.
    Stored,
    /// The phone's own file is gone or torn.
    Lost,
    /// The server will never take it.
    Refused,
}

/// Puts thumbnail and picture in the queue.
pub(crate) fn queue(tx: &Tx<'_>, photo: &Photo, place: i64, urgency: u8) -> Result<(), StoreError> {
    let sql = "INSERT INTO uploads (file_id, photo_id, role, place, urgency, sha256, bytes, sent, attempt, state)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 'waiting')";
    let thumb = (photo.thumb_id, PhotoRole::Thumb, 0, photo.thumb_sha256, photo.thumb_bytes);
    let picture = (photo.id, PhotoRole::Picture, urgency, photo.sha256, photo.bytes);
    for (file, role, urgency, sha256, bytes) in [thumb, picture] {
        tx.run(sql, params![file.as_bytes(), photo.id.as_bytes(), role.code(), place, urgency, *sha256, bytes])?;
    }
    Ok(())
}

/// The most urgent file whose record the server has: facts go before bytes.
///
/// # Errors
/// [`StoreError`].
pub fn next_upload(tx: &Tx<'_>) -> Result<Option<Upload>, StoreError> {
    next(tx, "")
}

/// The most urgent thumbnail whose record the server has.
///
/// # Errors
/// [`StoreError`].
pub fn next_thumb(tx: &Tx<'_>) -> Result<Option<Upload>, StoreError> {
    next(tx, "AND u.role = 'thumb'")
}

fn next(tx: &Tx<'_>, only: &str) -> Result<Option<Upload>, StoreError> {
    let sql = format!(
        "{UPLOAD}
         WHERE u.state = 'waiting' AND (u.place & 1099511627775) <= s.acked_upto {only}
         ORDER BY u.urgency, u.place LIMIT 1"
    );
    tx.one(&sql, [], read_upload)
}

/// One file, while it waits to be sent.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>, photo_id: PhotoId) -> Result<Option<Upload>, StoreError> {
    let sql = format!("{UPLOAD} WHERE u.file_id = ?1 AND u.state = 'waiting'");
    tx.one(&sql, [photo_id.as_bytes()], read_upload)
}

/// Every file that waits to be sent, most urgent first.
///
/// # Errors
/// [`StoreError`].
pub fn all_waiting(tx: &Tx<'_>) -> Result<Vec<Upload>, StoreError> {
    tx.all(&format!("{UPLOAD} WHERE u.state = 'waiting' ORDER BY u.urgency, u.place"), [], read_upload)
}

/// Every file the server is not known to have, most urgent first; also those no longer tried.
///
/// # Errors
/// [`StoreError`].
pub fn unstored(tx: &Tx<'_>) -> Result<Vec<Upload>, StoreError> {
    tx.all(&format!("{UPLOAD} WHERE u.state <> 'stored' ORDER BY u.urgency, u.place"), [], read_upload)
}

/// What [`read_upload`] reads.
const UPLOAD: &str = "SELECT u.file_id, u.role, u.sha256, u.bytes, u.sent, u.attempt, s.stream_id, u.place
    FROM uploads u JOIN streams s ON s.number = u.place >> 40";

fn read_upload(row: &Row<'_>) -> rusqlite::Result<Upload> {
    Ok(Upload {
        photo_id: id(row, 0, PhotoId::from_slice)?,
        role: read_role(row, 1)?,
        sha256: digest(row, 2)?,
        bytes: number(row, 3)?,
        offset: number(row, 4)?,
        attempt: row.get(5)?,
        stream_id: id(row, 6, StreamId::from_slice)?,
        seq: seq_of(number(row, 7)?),
    })
}

/// Notes how far a file is, as the server said.
///
/// # Errors
/// [`StoreError`].
pub fn progress(tx: &Tx<'_>, photo_id: PhotoId, offset: u64, attempt: u32) -> Result<(), StoreError> {
    let sql = "UPDATE uploads SET sent = min(?2, bytes), attempt = ?3 WHERE file_id = ?1";
    tx.run(sql, params![photo_id.as_bytes(), int(offset), attempt])?;
    Ok(())
}

/// Begins a file anew, behind the others: what the server had of it is gone or damaged, and may be so again.
///
/// # Errors
/// [`StoreError`].
pub fn restart(tx: &Tx<'_>, photo_id: PhotoId) -> Result<(), StoreError> {
    let sql = "UPDATE uploads SET sent = 0, attempt = 0, urgency = min(urgency + 10, 100) WHERE file_id = ?1";
    tx.run(sql, [photo_id.as_bytes()])?;
    Ok(())
}

/// The server has the whole file and checked it. The next record vouches for it: that one can only reach the server
/// after the file, so what holds it holds the file. Those made until now prove nothing, for they may have gone before.
///
/// # Errors
/// [`StoreError`].
pub fn stored(tx: &Tx<'_>, photo_id: PhotoId) -> Result<(), StoreError> {
    let stream = stream::current(tx)?;
    let sql = "UPDATE uploads SET sent = bytes, state = 'stored', vouched_by = ?2 WHERE file_id = ?1";
    tx.run(sql, params![photo_id.as_bytes(), stream.place(stream.next_seq)])?;
    Ok(())
}

/// The phone's own file is gone or torn: out of the queue, so that others go on.
///
/// # Errors
/// [`StoreError`].
pub fn lost(tx: &Tx<'_>, photo_id: PhotoId) -> Result<(), StoreError> {
    tx.run("UPDATE uploads SET state = 'lost' WHERE file_id = ?1", [photo_id.as_bytes()])?;
    Ok(())
}

/// The server will never take the file, and gave this code for it: out of the queue likewise.
///
/// # Errors
/// [`StoreError`].
pub fn refused(tx: &Tx<'_>, photo_id: PhotoId, code: &str) -> Result<(), StoreError> {
    let sql = "UPDATE uploads SET state = 'lost', refused = ?2 WHERE file_id = ?1";
    tx.run(sql, params![photo_id.as_bytes(), code])?;
    Ok(())
}

/// Files that counted as lost are here again, unharmed: they wait to be sent.
///
/// # Errors
/// [`StoreError`].
pub fn found_again(tx: &Tx<'_>, files: &[Digest]) -> Result<(), StoreError> {
    for file in files {
        let sql = "UPDATE uploads SET state = 'waiting', sent = 0, attempt = 0
                   WHERE state = 'lost' AND refused IS NULL AND sha256 = ?1";
        tx.run(sql, [**file])?;
    }
    Ok(())
}

/// Queues again all that counted as stored: the server may have lost some of it. Asking about a file that is still
/// there costs one small request.
///
/// # Errors
/// [`StoreError`].
pub fn ask_again(tx: &Tx<'_>) -> Result<usize, StoreError> {
    // A picture that has left this phone was durable there; it cannot be sent again from here.
    let sql = "UPDATE uploads SET state = 'waiting', sent = 0, attempt = 0 WHERE state = 'stored' AND NOT EXISTS
               (SELECT 1 FROM photos p WHERE p.photo_id = uploads.photo_id AND p.left_at IS NOT NULL)";
    tx.run(sql, [])
}

/// Pictures of which the server lacks something, the picture itself or its thumbnail.
///
/// # Errors
/// [`StoreError`].
pub fn pending_count(tx: &Tx<'_>) -> Result<u64, StoreError> {
    // Left alone, the planner walks all uploads ever made to have the names in order.
    let sql = "SELECT count(DISTINCT photo_id) FROM uploads INDEXED BY uploads_waiting WHERE state = 'waiting'";
    tx.count(sql, [])
}

/// Files the server lacks, pictures and thumbnails.
///
/// # Errors
/// [`StoreError`].
pub fn waiting_files(tx: &Tx<'_>) -> Result<u64, StoreError> {
    tx.count("SELECT count(*) FROM uploads WHERE state = 'waiting'", [])
}

/// Files that never reached the server and never will: gone or torn on this phone, or refused for good.
///
/// # Errors
/// [`StoreError`].
pub fn lost_files(tx: &Tx<'_>) -> Result<u64, StoreError> {
    tx.count("SELECT count(*) FROM uploads WHERE state = 'lost'", [])
}

/// The records whose pictures never reached the server and never will: one of them for each such picture.
///
/// # Errors
/// [`StoreError`].
pub fn lost_pictures(tx: &Tx<'_>) -> Result<Vec<RecordId>, StoreError> {
    // By way of the few that are lost, not of all pictures ever made.
    let sql = "SELECT r.record_id FROM uploads u INDEXED BY uploads_lost JOIN records r ON r.place = u.place
               WHERE u.state = 'lost' AND u.role = 'picture'";
    tx.all(sql, [], |row| id(row, 0, RecordId::from_slice))
}

/// What pictures there are, and what is left to send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Pictures that records name.
    pub photos: u64,
    /// Of them, those the server has with their thumbnails.
    pub stored: u64,
    /// Pictures of which something waits to be sent.
    pub waiting: u64,
    /// Bytes still to be sent.
    pub bytes_left: u64,
}

/// What pictures there are, and what is left to send.
///
/// # Errors
/// [`StoreError`].
pub fn sums(tx: &Tx<'_>) -> Result<Sums, StoreError> {
    let photos = tx.count("SELECT count(*) FROM uploads WHERE role = 'picture'", [])?;
    let waiting = "SELECT count(DISTINCT photo_id), coalesce(sum(bytes - sent), 0)
                   FROM uploads INDEXED BY uploads_waiting WHERE state = 'waiting'";
    let (pending, bytes_left) = tx.one(waiting, [], |row| Ok((number(row, 0)?, number(row, 1)?)))?.unwrap_or_default();
    let lost = "SELECT count(DISTINCT photo_id) FROM uploads u WHERE state = 'lost' AND NOT EXISTS
                (SELECT 1 FROM uploads w WHERE w.photo_id = u.photo_id AND w.state = 'waiting')";
    let lost = tx.count(lost, [])?;
    Ok(Sums { photos, stored: photos.saturating_sub(pending + lost), waiting: pending, bytes_left })
}

/// A picture of which something waits to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The picture.
    pub photo_id: PhotoId,
    /// Its record's place in the list of records.
    pub place: u64,
    /// Bytes of picture and thumbnail.
    pub bytes: u64,
    /// Bytes of them the server has.
    pub sent: u64,
}

/// The pictures of which something waits, most urgent first.
///
/// # Errors
/// [`StoreError`].
pub fn waiting(tx: &Tx<'_>, limit: u32) -> Result<Vec<Waiting>, StoreError> {
    // A thumbnail is more urgent than every picture, so a picture is in its place by its own urgency.
    let sql = "SELECT u.photo_id, u.place, sum(a.bytes), sum(a.sent) FROM
               (SELECT photo_id, min(urgency) AS urgency, place FROM uploads INDEXED BY uploads_waiting
                WHERE state = 'waiting' GROUP BY photo_id) u
               JOIN uploads a ON a.photo_id = u.photo_id
               GROUP BY u.photo_id ORDER BY max(a.urgency), u.place LIMIT ?1";
    tx.all(sql, [limit], |row| {
        Ok(Waiting {
            photo_id: id(row, 0, PhotoId::from_slice)?,
            place: number(row, 1)?,
            bytes: number(row, 2)?,
            sent: number(row, 3)?,
        })
    })
}

/// Wall time of the record of the oldest file not stored.
///
/// # Errors
/// [`StoreError`].
pub fn oldest_pending(tx: &Tx<'_>) -> Result<Option<domain::time::UtcMs>, StoreError> {
    let sql = "SELECT r.recorded_at FROM records r
               WHERE r.place = (SELECT min(place) FROM uploads WHERE state = 'waiting')";
    tx.one(sql, [], |row| crate::columns::moment(row, 0))
}

/// Reads `sent, attempt, state, refused` from four columns; `None` where there is no row.
pub(crate) fn read_state(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<UploadState>> {
    let Some(state) = row.get_ref(column + 2)?.as_str_or_null()? else { return Ok(None) };
    let is_refused = row.get_ref(column + 3)?.as_str_or_null()?.is_some();
    let progress = match state {
        "waiting" => UploadProgress::Waiting,
        "stored" => UploadProgress::Stored,
        _ if is_refused => UploadProgress::Refused,
        _ => UploadProgress::Lost,
    };
    Ok(Some(UploadState { offset: number(row, column)?, attempt: row.get(column + 1)?, progress }))
}

fn read_role(row: &Row<'_>, column: usize) -> rusqlite::Result<PhotoRole> {
    let word = row.get_ref(column)?.as_str()?;
    [PhotoRole::Thumb, PhotoRole::Picture]
        .into_iter()
        .find(|role| role.code() == word)
        .ok_or_else(|| damaged(column, "not a role"))
}
