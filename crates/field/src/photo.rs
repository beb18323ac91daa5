//! Pictures on the phone: prepared, put into the vault, then named by a draft's row, and later by a record.
//!
//! The order is what makes it safe: the sealed file is on the disk before any row names it, and a file no row names is
//! swept at the next start.

use ::sync::Sendable;
use domain::{
    Problem,
    ids::PhotoId,
    photo::{Digest, Photo},
    position::Place,
    time::UtcMs,
};
use photos::{Limits, Prepared, Taken};
use store::{
    Tx, photos as rows,
    uploads::{self, Sums},
};
use uuid::Uuid;

use crate::{
    Error, Home,
    draft::photos_max,
    error::refused,
    sync,
    views::{DraftPhoto, PhotoProgress, Progress},
};

/// Pictures on their way that are listed one by one.
const LISTED: u32 = 50;

/// Prepares a picture and adds it to the form with this key.
///
/// # Errors
/// `not-an-image`, `image-too-large`, `image-broken`, `too-many-photos`, `storage-low`, `disk-full`, `bad-draft-key`.
pub fn add(home: &Home, key: &str, image: &[u8]) -> Result<DraftPhoto, Error> {
    let max = photos_max(key)?;
    if home.read(|tx| Ok(rows::drafts(tx, key)?.len()))? >= max {
        return Err(too_many(max));
    }
    keep(home, key, &photos::prepare(image, &Limits::default())?)
}

/// Prepares several pictures for one record that is saved at once, or none if one of them is no picture. What an
/// earlier such record left behind when it failed is forgotten first.
///
/// # Errors
/// As [`add`].
pub fn add_all(home: &Home, images: &[Vec<u8>]) -> Result<Vec<PhotoId>, Error> {
    const KEY: &str = "command";
    let prepared =
        images.iter().map(|image| photos::prepare(image, &Limits::default())).collect::<Result<Vec<_>, _>>()?;
    for left in home.read(|tx| Ok(rows::drafts(tx, KEY)?))? {
        drop_draft(home, left.photo.id)?;
    }
    prepared.iter().map(|picture| Ok(keep(home, KEY, picture)?.id)).collect()
}

fn keep(home: &Home, key: &str, prepared: &Prepared) -> Result<DraftPhoto, Error> {
    home.space().admit_photo()?;
    let _together = home.hold_pictures();
    home.vault().put(prepared.sha256, &prepared.picture)?;
    home.vault().put(prepared.thumb_sha256, &prepared.thumb)?;
    let photo = Photo {
        id: PhotoId(Uuid::now_v7()),
        sha256: Digest::from(prepared.sha256),
        bytes: length(&prepared.picture),
        width: prepared.width,
        height: prepared.height,
        thumb_id: PhotoId(Uuid::now_v7()),
        thumb_sha256: Digest::from(prepared.thumb_sha256),
        thumb_bytes: length(&prepared.thumb),
        taken: prepared.taken.map(taken_at),
        place: prepared.place.map(|p| Place { lat_e7: p.lat_e7, lon_e7: p.lon_e7 }),
    };
    home.write(&[], |tx, moment| Ok(rows::add_draft(tx, key, &photo, moment.reading().wall)?))?;
    Ok(DraftPhoto { id: photo.id, width: photo.width, height: photo.height, bytes: photo.bytes })
}

/// The thumbnail of a picture, as JPEG.
///
/// # Errors
/// `photo-missing`.
pub fn thumb(home: &Home, id: PhotoId) -> Result<Vec<u8>, Error> {
    let row = home.read(|tx| Ok(rows::get(tx, id)?))?.ok_or_else(|| refused("photo-missing"))?;
    Ok(home.vault().get(*row.photo.thumb_sha256)?)
}

/// How far the pictures of all records are on their way.
///
/// # Errors
/// Only those of the database.
pub fn progress(home: &Home) -> Result<Progress, Error> {
    let sendable = sync::sendable(home);
    home.read(|tx| {
        let sums = uploads::sums(tx)?;
        let waiting = uploads::waiting(tx, LISTED)?.into_iter().map(|it| PhotoProgress {
            id: it.photo_id,
            seq: it.place,
            bytes: it.bytes,
            sent_bytes: it.sent,
        });
        let held = match sendable {
            Sendable::All => false,
            Sendable::Thumbnails => uploads::next_thumb(tx)?.is_none() && sums.bytes_left > 0,
            Sendable::Nothing => sums.bytes_left > 0,
        };
        let Sums { photos, stored, bytes_left } = sums;
        Ok(Progress { photos, stored, bytes_left, held, waiting: waiting.collect() })
    })
}

/// Takes a picture out of its form. One that a record names stays.
///
/// # Errors
/// `photo-missing`.
pub fn drop_draft(home: &Home, id: PhotoId) -> Result<(), Error> {
    let _together = home.hold_pictures();
    let unnamed = home.write(&[], |tx, _| {
        let photo = rows::drop_draft(tx, id)?;
        let named = rows::all_digests(tx)?;
        Ok([photo.sha256, photo.thumb_sha256].into_iter().filter(|digest| !named.contains(digest)).collect::<Vec<_>>())
    })?;
    for digest in unnamed {
        home.vault().remove(*digest)?;
    }
    Ok(())
}

/// The facts of drafted pictures, in the order named, each once.
pub(crate) fn drafted(tx: &Tx<'_>, ids: &[PhotoId], max: usize) -> Result<Vec<Photo>, Error> {
    let mut photos: Vec<Photo> = Vec::with_capacity(ids.len());
    for id in ids {
        if photos.iter().any(|photo| photo.id == *id) {
            continue;
        }
        let row = rows::get(tx, *id)?.filter(|row| row.draft.is_some());
        photos.push(row.ok_or_else(|| refused("photo-missing"))?.photo);
    }
    if photos.len() > max { Err(too_many(max)) } else { Ok(photos) }
}

fn too_many(max: usize) -> Error {
    Problem::new("too-many-photos").with("max", max).into()
}

/// A camera that does not name its zone stands in China.
fn taken_at(taken: Taken) -> UtcMs {
    const CHINA_MIN: i32 = 480;
    UtcMs(taken.local_ms).plus(-60_000 * i64::from(taken.offset_min.unwrap_or(CHINA_MIN)))
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}
