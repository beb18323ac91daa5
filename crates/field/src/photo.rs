//! Pictures on the phone: prepared, put into the vault, then named by a draft's row, and later by a record.
//!
//! The order is what makes it safe: the sealed file is on the disk before any row names it, and a file no row names is
//! swept at the next start.

use ::sync::Sendable;
use domain::{
    Problem,
    ids::PhotoId,
    limits::CAPTION_CHARS_MAX,
    photo::{Digest, Photo, PhotoNotes, PhotoSource},
    position::Place,
    time::UtcMs,
};
use photos::{Finish, Limits, Prepared, Taken};
pub use photos::{Mask, Spot};
use protocol::sha256;
use store::{
    Tx, photos as rows,
    uploads::{self, Sums},
};
use uuid::Uuid;

use crate::{
    Error, Home,
    draft::photos_max,
    error::refused,
    policy, stamp, sync, text, torn,
    views::{DraftPhoto, PhotoProgress, Progress},
};

/// Pictures on their way that are listed one by one.
const LISTED: u32 = 50;

/// Where a picture came from and what of it is covered before a byte of it reaches the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taking {
    /// Where it came from; nothing when nobody said.
    pub source: Option<PhotoSource>,
    /// Covered for good.
    pub masks: Vec<Mask>,
    /// The picture of the form that it takes the place of; that one stays until this one is kept.
    pub replaces: Option<PhotoId>,
}

impl Taking {
    /// Reads what a page sends: masks as a JSON list, where an empty text is none; an id or an empty text.
    ///
    /// # Errors
    /// `bad-masks`.
    pub fn read(source: &str, masks: &str, replaces: &str) -> Result<Self, Error> {
        let masks = match masks {
            "" => Vec::new(),
            text => serde_json::from_str(text).map_err(|_| refused("bad-masks"))?,
        };
        Ok(Self { source: PhotoSource::from_code(source), masks, replaces: replaces.parse().ok() })
    }
}

/// Prepares a picture and adds it to the form with this key.
///
/// # Errors
/// As [`add_taken`].
pub fn add(home: &Home, key: &str, image: &[u8]) -> Result<DraftPhoto, Error> {
    add_taken(home, key, image, &Taking::default())
}

/// Prepares a picture, covers what is to be covered, stamps it if the office asks for that, and adds it to the form with
/// this key. What is under the masks is never written anywhere.
///
/// # Errors
/// `not-an-image`, `image-kind-unread`, `image-too-large`, `image-broken`, `too-many-photos`, `storage-low`,
/// `disk-full`, `bad-draft-key`, and `gallery-barred` for a file where the office wants pictures from a camera.
pub fn add_taken(home: &Home, key: &str, image: &[u8], taking: &Taking) -> Result<DraftPhoto, Error> {
    let max = photos_max(key)?;
    let others = home.read(|tx| Ok(rows::drafts(tx, key)?))?;
    if others.iter().filter(|row| Some(row.photo.id) != taking.replaces).count() >= max {
        return Err(too_many(max));
    }
    let id = PhotoId(Uuid::now_v7());
    let rules = policy::pictures(home)?;
    if taking.source == Some(PhotoSource::File) && !rules.gallery {
        return Err(refused("gallery-barred"));
    }
    let stamp = match rules.stamp {
        true => Some(home.read(|tx| stamp::of(tx, home, key, id))?),
        false => None,
    };
    let finish = Finish { masks: taking.masks.clone(), stamp };
    let prepared = photos::prepare_finished(image, &Limits::default(), &finish)?;
    let notes = PhotoNotes {
        source: taking.source,
        masks: count(taking.masks.len()),
        stamp_lines: count(prepared.stamp_lines),
        caption: None,
        original: Some(sha256(&[image])),
    };
    let added = keep(home, key, &prepared, (id, notes))?;
    if let Some(old) = taking.replaces.filter(|old| others.iter().any(|row| row.photo.id == *old)) {
        drop_draft(home, old)?;
    }
    Ok(added)
}

/// What there is none of is not said.
fn count(number: usize) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| *number > 0)
}

/// Writes under a picture of a form; an empty text wipes it out.
///
/// # Errors
/// `photo-missing`, `text-too-long`, `text-has-identity`.
pub fn caption(home: &Home, id: PhotoId, text: &str) -> Result<(), Error> {
    let text = text::checked(text, CAPTION_CHARS_MAX)?;
    home.write(&[], |tx, _| Ok(rows::set_caption(tx, id, Some(text).filter(|text| !text.is_empty()))?))
}

/// The whole picture, as JPEG.
///
/// # Errors
/// `photo-missing`.
pub fn picture(home: &Home, id: PhotoId) -> Result<Vec<u8>, Error> {
    let row = home.read(|tx| Ok(rows::get(tx, id)?))?.ok_or_else(|| refused("photo-missing"))?;
    Ok(home.vault().get(*row.photo.sha256)?)
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
    let file = |image: &Vec<u8>| PhotoNotes {
        source: Some(PhotoSource::File),
        original: Some(sha256(&[image])),
        ..PhotoNotes::default()
    };
    let named = prepared.iter().zip(images);
    named.map(|(it, image)| Ok(keep(home, KEY, it, (PhotoId(Uuid::now_v7()), file(image)))?.id)).collect()
}

fn keep(home: &Home, key: &str, prepared: &Prepared, (id, notes): (PhotoId, PhotoNotes)) -> Result<DraftPhoto, Error> {
    home.space().admit_photo()?;
    let _together = home.hold_pictures();
    home.vault().put(prepared.sha256, &prepared.picture)?;
    home.vault().put(prepared.thumb_sha256, &prepared.thumb)?;
    let photo = Photo {
        id,
        sha256: Digest::from(prepared.sha256),
        bytes: length(&prepared.picture),
        width: prepared.width,
        height: prepared.height,
        thumb_id: PhotoId(Uuid::now_v7()),
        thumb_sha256: Digest::from(prepared.thumb_sha256),
        thumb_bytes: length(&prepared.thumb),
        taken: prepared.taken.map(taken_at),
        place: prepared.place.map(|p| Place { lat_e7: p.lat_e7, lon_e7: p.lon_e7 }),
        notes: Some(notes).filter(|notes| *notes != PhotoNotes::default()),
    };
    home.write(&[], |tx, moment| Ok(rows::add_draft(tx, key, &photo, moment.reading().wall)?))?;
    Ok(DraftPhoto::of(&photo, false))
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
        let waiting = uploads::waiting(tx, LISTED)?.into_iter().map(|it| PhotoProgress {
            id: it.photo_id,
            seq: it.place,
            bytes: it.bytes,
            sent_bytes: it.sent,
        });
        let Sums { photos, stored, bytes_left } = uploads::sums(tx)?;
        let held = are_held(tx, sendable)?;
        Ok(Progress { photos, stored, bytes_left, held, waiting: waiting.collect() })
    })
}

/// Whether all that is left of the pictures waits for a network that costs nothing.
pub(crate) fn are_held(tx: &Tx<'_>, sendable: Sendable) -> Result<bool, Error> {
    Ok(match sendable {
        Sendable::All => false,
        Sendable::Thumbnails => uploads::next_thumb(tx)?.is_none() && uploads::waiting_files(tx)? > 0,
        Sendable::Nothing => uploads::waiting_files(tx)? > 0,
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

/// The facts of drafted pictures, in the order named, each once. A record is not signed over a file that is gone or torn:
/// nobody could ever send it.
pub(crate) fn drafted(home: &Home, tx: &Tx<'_>, ids: &[PhotoId], max: usize) -> Result<Vec<Photo>, Error> {
    let mut photos: Vec<Photo> = Vec::with_capacity(ids.len());
    for id in ids {
        if photos.iter().any(|photo| photo.id == *id) {
            continue;
        }
        let row = rows::get(tx, *id)?.filter(|row| row.draft.is_some());
        let photo = row.ok_or_else(|| refused("photo-missing"))?.photo;
        if torn::is_torn(home, &photo)? {
            return Err(refused("photo-damaged"));
        }
        photos.push(photo);
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
