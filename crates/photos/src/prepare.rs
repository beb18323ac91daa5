//! The pipeline: a camera's file in, the stored picture, its thumbnail, digests and facts out.
//!
//! Decode no larger than needed, shrink, bring the colours to sRGB, turn upright, mask, make the thumbnail, stamp, encode.
//! Colours come after shrinking because there are fewer pixels then, and each large buffer is gone before the next one is
//! made. Masks come before anything is encoded, so that no file ever held what they cover; the stamp comes after the
//! thumbnail, on which nobody could read it.

use sha2::{Digest, Sha256};

use crate::color::to_srgb;
use crate::encode::{jpeg, thumb};
use crate::error::guarded;
use crate::exif::{self, Facts, Place, Taken};
use crate::kind::Kind;
use crate::limits::Clock;
use crate::mask::{self, Mask};
use crate::orient::{Upright, upright};
use crate::raster::{Raster, Want};
use crate::scale::{Care, fit, resample};
use crate::stamp::{self, Stamp};
use crate::{LONG_SIDE, Limits, PhotoError, QUALITY};

/// A photo ready to be stored: nothing in its bytes says where, when or with what it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The stored picture, a JPEG file without metadata.
    pub picture: Vec<u8>,
    /// The thumbnail, likewise.
    pub thumb: Vec<u8>,
    /// Width of the upright picture in pixels.
    pub width: u32,
    /// Height of the upright picture in pixels.
    pub height: u32,
    /// SHA-256 of `picture`; the signed record carries it, and it names the file everywhere.
    pub sha256: [u8; 32],
    /// SHA-256 of `thumb`.
    pub thumb_sha256: [u8; 32],
    /// Width of the thumbnail in pixels.
    pub thumb_width: u32,
    /// Height of the thumbnail in pixels.
    pub thumb_height: u32,
    /// When the camera says the picture was taken.
    pub taken: Option<Taken>,
    /// Where the camera says it was.
    pub place: Option<Place>,
    /// The Exif orientation (1 to 8) that was undone; 1 when there was nothing to turn.
    pub orientation_applied: u8,
    /// How many lines of the stamp found room, the code's always among them; 0 without a stamp.
    pub stamp_lines: usize,
    /// Media type of both files.
    pub mime: &'static str,
}

/// What is done to the picture beyond shrinking it. By default: nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finish {
    /// Covered for good, in picture and thumbnail.
    pub masks: Vec<Mask>,
    /// Drawn into the picture, over the masks.
    pub stamp: Option<Stamp>,
}

/// Makes a stored picture and thumbnail of a file from any camera. Errors: see [`PhotoError`]; none of them is a panic.
pub fn prepare(bytes: &[u8], limits: &Limits) -> Result<Prepared, PhotoError> {
    prepare_finished(bytes, limits, &Finish::default())
}

/// As [`prepare`], with masks and a stamp.
pub fn prepare_finished(bytes: &[u8], limits: &Limits, finish: &Finish) -> Result<Prepared, PhotoError> {
    prepare_stamped(bytes, limits, &finish.masks, |_, _| finish.stamp.clone())
}

/// As [`prepare_finished`], with a stamp that may tell when and where the camera says the picture was taken.
pub fn prepare_stamped(
    bytes: &[u8],
    limits: &Limits,
    masks: &[Mask],
    stamp: impl FnOnce(Option<Taken>, Option<Place>) -> Option<Stamp>,
) -> Result<Prepared, PhotoError> {
    let clock = Clock::start(limits);
    guarded(|| {
        let (mut upright, facts) = shrunk(bytes, limits, &clock, LONG_SIDE, Care::Evidence)?;
        mask::cover(&mut upright, masks, &clock)?;
        let thumb = thumb(&upright)?;
        let stamp_lines = stamp(facts.taken, facts.place).map_or(Ok(0), |stamp| stamp::draw(&mut upright, &stamp))?;
        let picture = jpeg(&upright, QUALITY)?;
        Ok(Prepared {
            sha256: Sha256::digest(&picture).into(),
            thumb_sha256: Sha256::digest(&thumb.file).into(),
            picture,
            thumb: thumb.file,
            width: upright.width,
            height: upright.height,
            thumb_width: thumb.width,
            thumb_height: thumb.height,
            taken: facts.taken,
            place: facts.place,
            orientation_applied: facts.orientation,
            stamp_lines,
            mime: "image/jpeg",
        })
    })
}

/// Long side of a preview, in pixels: as much as a phone's screen shows.
pub const PREVIEW_LONG_SIDE: u32 = 1280;

/// What a picture looks like upright, as JPEG without metadata, for people to say where its masks go. It is turned by the
/// same reading of the file as the stored picture is, so that a mask lands where it was painted, whatever the screen's own
/// decoder would have made of the file.
pub fn preview(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, PhotoError> {
    let clock = Clock::start(limits);
    guarded(|| jpeg(&shrunk(bytes, limits, &clock, PREVIEW_LONG_SIDE, Care::Glance)?.0, QUALITY))
}

/// The picture upright in sRGB, its long side not over `long_side`, and what its camera wrote.
fn shrunk(
    bytes: &[u8],
    limits: &Limits,
    clock: &Clock,
    long_side: u32,
    care: Care,
) -> Result<(Upright, Facts), PhotoError> {
    let raster = decode(bytes, limits, clock, Want::AtLeast(long_side))?;
    clock.check()?;
    let facts = exif::read(&raster.exif);
    let (width, height) = fit(raster.full_width, raster.full_height, long_side);
    let size = (raster.width, raster.height);
    let pixels = if size == (width, height) {
        raster.pixels
    } else {
        let whole = raster.pixels;
        resample(&whole, raster.samples, size, (width, height), care)?
    };
    let pixels = to_srgb(pixels, raster.samples, raster.icc.as_deref());
    Ok((upright(pixels, width, height, facts.orientation), facts))
}

/// Decodes a file of any readable kind within the limits.
pub(crate) fn decode(bytes: &[u8], limits: &Limits, clock: &Clock, want: Want) -> Result<Raster, PhotoError> {
    limits.check_bytes(bytes)?;
    match Kind::of(bytes)? {
        Kind::Jpeg => crate::jpeg::decode(bytes, limits, clock, want),
        kind => crate::stills::decode(kind, bytes, limits, clock, want),
    }
}
