//! Codes that were read at a gate: a signed tag, a live code, or something else. What the phone makes of one, and what a
//! record keeps of it.

use domain::{
    live_scan::LiveScan,
    photo::{self, Digest},
};
use protocol::{LiveCode, Tag, sha256};
use store::entities;

use crate::{
    Error, Home,
    error::refused,
    home::Moment,
    views::{Scan, ScanKind},
};

/// What is in a picture: one of our codes if there is one among several, else the first.
///
/// # Errors
/// `no-code-found`, `not-an-image`, `image-kind-unread`, `image-too-large`, `image-broken`.
pub fn scan(home: &Home, image: &[u8]) -> Result<Scan, Error> {
    Ok(Scan { image: Some(photo::hex(&digest_of(image))), ..read(home, text_in(image)?)? })
}

/// What a record keeps of the picture that a code was read in: two readings of one picture are not two visits.
#[must_use]
pub fn digest_of(image: &[u8]) -> Digest {
    sha256(&[image])
}

/// The text of the code in a picture.
///
/// # Errors
/// As [`scan`].
pub fn text_in(image: &[u8]) -> Result<String, Error> {
    best(photos::qr::read(image)?).ok_or_else(|| refused("no-code-found"))
}

/// As [`scan`], in one frame of a camera (8-bit luma, rows from the top): nothing when there is no code in it, or when it
/// has not the stated size. Another frame comes soon.
///
/// # Errors
/// Only those of the database.
pub fn frame(home: &Home, (width, height): (u32, u32), luma: &[u8]) -> Result<Option<Scan>, Error> {
    let Some(text) = best(photos::qr::read_luma(width, height, luma)) else { return Ok(None) };
    Ok(Some(Scan { image: Some(photo::hex(&digest_of(luma))), ..read(home, text)? }))
}

/// One of our codes if there is one among several, else the first.
fn best(texts: Vec<String>) -> Option<String> {
    let ours = texts.iter().position(|text| Tag::read(text).is_some() || LiveCode::read(text).is_some());
    texts.into_iter().nth(ours.unwrap_or_default())
}

/// What a text says it is. The boot clock is read here: a live code proves the moment at which it was read.
///
/// # Errors
/// Only those of the database.
pub fn read(home: &Home, text: String) -> Result<Scan, Error> {
    let boot_ms = home.clocks().read().boot_ms;
    let (kind, point_id) = match (Tag::read(&text), LiveCode::read(&text)) {
        (Some(tag), _) => (ScanKind::Tag, Some(tag.point_id)),
        (None, Some(code)) => (ScanKind::Live, Some(code.point_id)),
        (None, None) => (ScanKind::Other, None),
    };
    let point = home.read(|tx| {
        let points = entities::points(tx)?;
        Ok(points.into_iter().find(|point| Some(point.id) == point_id).map(|point| point.name).unwrap_or_default())
    })?;
    Ok(Scan { text, kind, boot_ms, point_id, point, image: None })
}

/// What a record keeps of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// A text that is no live code.
    pub(crate) tag: Option<String>,
    /// A live code, and when it was read.
    pub(crate) live: Option<LiveScan>,
    /// The picture that it was read in.
    pub(crate) image: Option<Digest>,
}

/// What a record made at `moment` keeps of a text that was read at `boot_ms` in a picture. A reading from before the phone
/// was started, or one nobody timed, is taken to be of now: that claims less for a code that has gone stale.
pub(crate) fn kept(text: Option<&str>, (boot_ms, image): (Option<u64>, Option<&str>), moment: &Moment<'_>) -> Kept {
    let Some(text) = text else { return Kept::default() };
    let image = image.and_then(photo::from_hex);
    if LiveCode::read(text).is_none() {
        return Kept { tag: Some(text.to_owned()), live: None, image };
    }
    let now = moment.reading().boot_ms;
    let boot_ms = boot_ms.filter(|read| *read <= now).unwrap_or(now);
    Kept { tag: None, live: Some(LiveScan { text: text.trim().to_owned(), boot_ms }), image }
}
