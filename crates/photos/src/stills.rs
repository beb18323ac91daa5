//! PNG, WebP and the first frame of GIF, through the `image` crate.
//!
//! These come from screenshots and messengers, rarely from cameras, so they get correctness rather than speed.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{ImageDecoder, ImageError};

use crate::kind::Kind;
use crate::raster::{Raster, flatten};
use crate::{Limits, PhotoError};

/// Decodes a picture of one of the kinds above at full size.
pub(crate) fn decode(kind: Kind, bytes: &[u8], limits: &Limits) -> Result<Raster, PhotoError> {
    match kind {
        Kind::Png => read(PngDecoder::with_limits(Cursor::new(bytes), bounds(limits)), limits),
        Kind::WebP => {
            check_riff_length(bytes)?;
            read(WebPDecoder::new(Cursor::new(bytes)), limits)
        }
        Kind::Gif => read(GifDecoder::new(Cursor::new(bytes)), limits),
        Kind::Jpeg => crate::jpeg::decode(bytes, limits, crate::raster::Want::Full),
    }
}

fn read<D: ImageDecoder>(decoder: Result<D, ImageError>, limits: &Limits) -> Result<Raster, PhotoError> {
    let said = |error| in_our_words(error, limits);
    let mut decoder = decoder.map_err(said)?;
    let (width, height) = decoder.dimensions();
    limits.check_pixels(width, height)?;
    let length = decoder.total_bytes();
    if length > limits.max_decoded_bytes() {
        return Err(PhotoError::TooLarge { what: "bytes when decoded", max: limits.max_decoded_bytes() });
    }
    decoder.set_limits(bounds(limits)).map_err(said)?;
    // Broken metadata must not cost the picture.
    let icc = decoder.icc_profile().ok().flatten();
    let exif = decoder.exif_metadata().ok().flatten().into_iter().collect();
    let color = decoder.color_type();
    let mut pixels = vec![0; length as usize];
    decoder.read_image(&mut pixels).map_err(said)?;
    let (pixels, samples) = flatten(pixels, color)?;
    Ok(Raster { width, height, samples, pixels, full_width: width, full_height: height, icc, exif })
}

/// Bounds for what a decoder allocates on its own, beside the buffer given to it.
fn bounds(limits: &Limits) -> image::Limits {
    let mut bounds = image::Limits::no_limits();
    bounds.max_alloc = Some(limits.max_decoded_bytes());
    bounds
}

/// A WebP file states its length, so that a cut one is recognised even where the decoder would make do.
fn check_riff_length(bytes: &[u8]) -> Result<(), PhotoError> {
    let stated = bytes.get(4..8).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
    if u64::from(stated) + 8 > bytes.len() as u64 {
        return Err(PhotoError::broken("the file ends too early"));
    }
    Ok(())
}

fn in_our_words(error: ImageError, limits: &Limits) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooLarge { what: "pixels", max: limits.max_pixels },
        other => PhotoError::broken(other),
    }
}
