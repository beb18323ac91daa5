//! Rows of pictures made anew from the records that name them: a damaged page may have taken the rows and left the records,
//! and a record tells all there is to know of its pictures.

use domain::photo::{Digest, Photo, PhotoRole};
use protocol::{Record, to_cbor};
use rusqlite::params;

use crate::{
    StoreError, Tx,
    columns::{int, number},
    photos, stream,
};

/// Records read at once.
const PAGE: i64 = 500;

/// Gives every picture that a record names its rows, where it has none. `is_here` says of a file whether this phone has it:
/// one that is gone although the server has signed for its record has been sent and has left; any other waits to be sent.
///
/// # Errors
/// [`StoreError`].
pub fn name_again(tx: &Tx<'_>, is_here: impl Fn(&Digest) -> bool) -> Result<(), StoreError> {
    let streams = stream::all(tx)?;
    let mut before = i64::MAX;
    loop {
        // The latest first: a record that was written again has its pictures at the later place.
        let sql = "SELECT place, bytes FROM records WHERE place < ?1 ORDER BY place DESC LIMIT ?2";
        let page = tx.all(sql, params![before, PAGE], |row| Ok((number(row, 0)?, row.get::<_, Vec<u8>>(1)?)))?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        before = int(*last);
        for (place, bytes) in page {
            let Ok(record) = Record::decode(&bytes) else { continue };
            let Ok(body) = record.read_body() else { continue };
            let stream = streams.iter().find(|it| it.number == place >> stream::SEQ_BITS);
            let delivered = stream.is_some_and(|it| it.has_delivered(crate::records::seq_of(place)));
            for photo in body.photos() {
                let place = row_of(tx, photo, int(place), record.time.wall.0, delivered && !is_here(&photo.sha256))?;
                queue(tx, photo, place, photos::urgency(&body), |file| delivered && !is_here(file))?;
            }
        }
    }
}

/// The place of the record that a picture belongs to, after its row was made where there was none.
fn row_of(tx: &Tx<'_>, photo: &Photo, place: i64, created: i64, has_left: bool) -> Result<i64, StoreError> {
    let known = tx.one("SELECT place FROM photos WHERE photo_id = ?1", [photo.id.as_bytes()], |row| row.get(0))?;
    if let Some(known) = known {
        return Ok(Option::unwrap_or(known, place));
    }
    let sql = "INSERT INTO photos (photo_id, facts, created, place, left_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let left_at = has_left.then_some(created);
    tx.run(sql, params![photo.id.as_bytes(), to_cbor(photo), created, place, left_at])?;
    Ok(place)
}

fn queue(
    tx: &Tx<'_>,
    photo: &Photo,
    place: i64,
    urgency: u8,
    is_sent: impl Fn(&Digest) -> bool,
) -> Result<(), StoreError> {
    let sql =
        "INSERT OR IGNORE INTO uploads (file_id, photo_id, role, place, urgency, sha256, bytes, sent, attempt, state)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9)";
    let thumb = (photo.thumb_id, PhotoRole::Thumb, 0, photo.thumb_sha256, photo.thumb_bytes);
    let picture = (photo.id, PhotoRole::Picture, urgency, photo.sha256, photo.bytes);
    for (file, role, urgency, sha256, bytes) in [thumb, picture] {
        let (sent, state) = if is_sent(&sha256) { (bytes, "stored") } else { (0, "waiting") };
        let row =
            params![file.as_bytes(), photo.id.as_bytes(), role.code(), place, urgency, *sha256, bytes, sent, state];
        tx.run(sql, row)?;
    }
    Ok(())
}
