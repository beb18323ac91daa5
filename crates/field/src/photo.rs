//! Pictures on the phone: prepared, put into the vault, then named by a draft's row, and later by a record.
//!
//! The order is what makes it safe: the sealed file is on the disk before any row names it, and a file no row names is
//! swept at the next start. What the office asks of pictures holds for each of them, by whatever way it comes.

use ::sync::Sendable;
use domain::{
    Problem,
    ids::PhotoId,
    limits::CAPTION_CHARS_MAX,
    photo::{Digest, Photo, PhotoNotes, PhotoSource},
    policy::PictureRules,
    position::Place,
    time::UtcMs,
};
use photos::{Limits, Prepared, Taken};
pub use photos::{Mask, Spot};
use protocol::sha256;
use store::{
    Tx, photos as rows,
    uploads::{self, Sums},
};
use uuid::Uuid;

pub use crate::scene::Scene;
use crate::{
    Error, Home, Reading,
    draft::photos_max,
    error::refused,
    policy,
    sendable::sendable,
    stamp::{Origin, Words},
    text, torn,
    views::{DraftPhoto, PhotoProgress, Progress},
};

/// Pictures on their way that are listed one by one.
const LISTED: u32 = 50;
/// A camera app that was opened a moment ago gives a picture of now; one whose own time is further off was there before.
const JUST_TAKEN_MS: i64 = 15 * 60_000;

/// Where a picture came from and what of it is covered before a byte of it reaches the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taking {
    /// Where it came from; nothing when nobody said.
    pub source: Option<PhotoSource>,
    /// Covered for good.
    pub masks: Vec<Mask>,
    /// The picture of the form that it takes the place of; that one stays until this one is kept.
    pub replaces: Option<PhotoId>,
    /// Where the phone was when a camera took it, as far as the page knows.
    pub position: Option<Place>,
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
        let replaces = replaces.parse().ok();
        Ok(Self { source: PhotoSource::from_code(source), masks, replaces, position: None })
    }

    /// With the phone's position as a page sends it: degrees north and east with a comma between them, or an empty text.
    #[must_use]
    pub fn at(self, text: &str) -> Self {
        let degrees = |text: &str| text.trim().parse::<f64>().ok();
        let position = text.split_once(',').and_then(|(lat, lon)| Place::from_degrees(degrees(lat)?, degrees(lon)?));
        Self { position, ..self }
    }
}

/// What a picture looks like upright, as JPEG, for people to cover faces in it. Nothing is written.
///
/// # Errors
/// `image-empty`, `not-an-image`, `image-kind-unread`, `image-too-large`, `image-broken`.
pub fn preview(image: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(photos::preview(image, &Limits::default())?)
}

/// Prepares a picture and adds it to the form with this key.
///
/// # Errors
/// As [`add_taken`].
pub fn add(home: &Home, key: &str, image: &[u8]) -> Result<DraftPhoto, Error> {
    add_taken(home, key, image, &Taking::default())
}

/// Prepares a picture, covers what is to be covered, stamps it if the office asks for that, and adds it to the form with
/// this key. What is under the masks is never written anywhere. A system that finds no camera app lets people choose a
/// file instead, so a picture from there counts as a file when its own time is not now.
///
/// # Errors
/// Those of [`preview`], and `too-many-photos`, `storage-low`,
/// `disk-full`, `bad-draft-key`, and `gallery-barred` for a file where the office wants pictures from a camera.
pub fn add_taken(home: &Home, key: &str, image: &[u8], taking: &Taking) -> Result<DraftPhoto, Error> {
    let max = photos_max(key)?;
    let others = home.read(|tx| Ok(rows::drafts(tx, key)?))?;
    if others.iter().filter(|row| Some(row.photo.id) != taking.replaces).count() >= max {
        return Err(too_many(max));
    }
    let made = make(home, image, taking, &home.read(|tx| Scene::of_form(tx, key))?)?;
    let added = keep(home, key, made)?;
    if let Some(old) = taking.replaces.filter(|old| others.iter().any(|row| row.photo.id == *old)) {
        drop_draft(home, old)?;
    }
    Ok(added)
}

/// A picture ready to be put away.
struct Made {
    id: PhotoId,
    prepared: Prepared,
    notes: PhotoNotes,
    /// The place that the stamp names.
    stamped_place: Option<String>,
}

/// Prepares a picture as the office's rules ask. Nothing is written.
fn make(home: &Home, image: &[u8], taking: &Taking, scene: &Scene) -> Result<Made, Error> {
    let id = PhotoId(Uuid::now_v7());
    let rules = policy::pictures(home)?;
    admit(taking.source, rules)?;
    let words = match rules.stamp {
        true => Some(home.read(|tx| Words::of(tx, home, scene, id))?),
        false => None,
    };
    let place = words.as_ref().map(|words| words.place().to_owned());
    let now = home.clocks().read();
    let stamp = |taken, place: Option<photos::Place>| {
        let origin = origin(true_source(taking.source, taken, now), taken);
        // Where the phone is now says nothing about a picture that was there before.
        let here = taking.position.filter(|_| origin == Origin::Camera);
        words.map(|words| words.stamp(origin, here.or(place.map(place_of))))
    };
    let prepared = photos::prepare_stamped(image, &Limits::default(), &taking.masks, stamp)?;
    let source = true_source(taking.source, prepared.taken, now);
    admit(source, rules)?;
    let notes = PhotoNotes {
        source,
        masks: count(taking.masks.len()),
        stamp_lines: count(prepared.stamp_lines),
        caption: None,
        original: Some(sha256(&[image])),
        offset_min: prepared.taken.and_then(|taken| i16::try_from(taken.offset_min?).ok()),
    };
    // The place is the second line of a stamp, before the code; a picture too small for it does not name any.
    let stamped_place = place.filter(|_| prepared.stamp_lines > 2);
    Ok(Made { id, prepared, notes, stamped_place })
}

fn admit(source: Option<PhotoSource>, rules: PictureRules) -> Result<(), Error> {
    if source == Some(PhotoSource::File) && !rules.gallery { Err(refused("gallery-barred")) } else { Ok(()) }
}

/// What a picture out of the system's camera app is when its own time is told.
fn true_source(stated: Option<PhotoSource>, taken: Option<Taken>, now: Reading) -> Option<PhotoSource> {
    let is_old = |taken: Taken| {
        // One that names no zone reads the phone's clock, in the phone's zone or in China's.
        let zones = [taken.offset_min.unwrap_or(now.tz_min.into()), taken.offset_min.unwrap_or(CHINA_MIN)];
        zones.iter().all(|zone| now.wall.since(at_offset(taken, *zone)).abs() > JUST_TAKEN_MS)
    };
    match (stated, taken) {
        (Some(PhotoSource::SystemCamera), Some(taken)) if is_old(taken) => Some(PhotoSource::File),
        _ => stated,
    }
}

/// What a stamp says about the time. Only a camera's picture is of now.
fn origin(source: Option<PhotoSource>, taken: Option<Taken>) -> Origin {
    match source {
        Some(PhotoSource::Camera | PhotoSource::SystemCamera) => Origin::Camera,
        Some(PhotoSource::File) | None => Origin::Chosen(taken.map(taken_at)),
    }
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

/// Prepares several files for one record that is saved at once, about no place in particular. See [`add_files`].
///
/// # Errors
/// As [`add_files`].
pub fn add_all(home: &Home, images: &[Vec<u8>]) -> Result<Vec<PhotoId>, Error> {
    add_files(home, &Scene::Phone, images)
}

/// Prepares several files for one record about `scene` that is saved at once, or none if one of them is no picture or the
/// office wants pictures from a camera. What an earlier such record left behind when it failed is forgotten first.
///
/// # Errors
/// As [`add_taken`]; with the file's `number` where there are several.
pub fn add_files(home: &Home, scene: &Scene, images: &[Vec<u8>]) -> Result<Vec<PhotoId>, Error> {
    const KEY: &str = "command";
    let file = Taking { source: Some(PhotoSource::File), ..Taking::default() };
    let one = |(number, image): (usize, &Vec<u8>)| {
        // Of several, the person must know which.
        make(home, image, &file, scene).map_err(|error| match images.len() {
            1 => error,
            _ => error.problem().with("number", number + 1).into(),
        })
    };
    let made = images.iter().enumerate().map(one).collect::<Result<Vec<_>, _>>()?;
    for left in home.read(|tx| Ok(rows::drafts(tx, KEY)?))? {
        drop_draft(home, left.photo.id)?;
    }
    made.into_iter().map(|made| Ok(keep(home, KEY, made)?.id)).collect()
}

fn keep(home: &Home, key: &str, made: Made) -> Result<DraftPhoto, Error> {
    let Made { id, prepared, notes, stamped_place } = made;
    home.disk().admit_photo()?;
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
        place: prepared.place.map(place_of),
        notes: Some(notes).filter(|notes| *notes != PhotoNotes::default()),
    };
    home.write(&[], |tx, moment| {
        // The days until it may leave are counted by the same clock when they are over.
        rows::add_draft(tx, key, &photo, moment.now())?;
        Ok(stamped_place.as_deref().map_or(Ok(()), |place| rows::set_stamped_place(tx, id, place))?)
    })?;
    Ok(DraftPhoto::of(&photo, stamped_place, false))
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
    let sendable = sendable(home);
    home.read(|tx| {
        let waiting = uploads::waiting(tx, LISTED)?.into_iter().map(|it| PhotoProgress {
            id: it.photo_id,
            seq: it.place,
            bytes: it.bytes,
            sent_bytes: it.sent,
        });
        let Sums { photos, stored, waiting: left, bytes_left } = uploads::sums(tx)?;
        let held = are_held(tx, sendable)?;
        Ok(Progress { photos, stored, left, bytes_left, held, waiting: waiting.collect() })
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

/// The zone of a camera that does not name one: it stands in China. The record keeps whether it named one.
const CHINA_MIN: i32 = 480;

fn taken_at(taken: Taken) -> UtcMs {
    at_offset(taken, taken.offset_min.unwrap_or(CHINA_MIN))
}

fn at_offset(taken: Taken, offset_min: i32) -> UtcMs {
    UtcMs(taken.local_ms).plus(-60_000 * i64::from(offset_min))
}

fn place_of(place: photos::Place) -> Place {
    Place { lat_e7: place.lat_e7, lon_e7: place.lon_e7 }
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}
