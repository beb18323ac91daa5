//! A PNG that comes whole because it is small, and the way to those whose rows are out of order.

use image::ColorType;
use png::BitDepth;

use super::{color_of, interlaced, open};
use crate::limits::Clock;
use crate::raster::{Raster, Want, flatten};
use crate::{Limits, PhotoError};

/// Decodes at full size; rows out of order at half of it where that is enough.
pub(crate) fn decode_whole(bytes: &[u8], limits: &Limits, clock: &Clock, want: Want) -> Result<Raster, PhotoError> {
    // A reader whose source ran out of time complains about the source; the clock knows better.
    let said = |error: png::DecodingError| clock.check().err().unwrap_or_else(|| PhotoError::broken(error));
    let mut reader = open(bytes, clock).map_err(said)?;
    let (width, height) = (reader.info().width, reader.info().height);
    limits.check_whole(width, height, 1)?;
    let color = color_of(reader.output_color_type()).ok_or_else(|| PhotoError::broken("samples of an unknown kind"))?;
    let icc = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
    let exif = reader.info().exif_metadata.as_ref().map(|block| block.to_vec()).into_iter().collect();
    if reader.info().interlaced {
        return Ok(Raster { icc, exif, ..interlaced::decode(&mut reader, color, clock, want)? });
    }
    let length = reader.output_buffer_size().ok_or_else(|| PhotoError::broken("the header gives no size"))?;
    let mut pixels = vec![0; length];
    reader.next_frame(&mut pixels).map_err(said)?;
    let (pixels, samples) = flatten(native(pixels, color), color)?;
    Ok(Raster { width, height, samples, pixels, full_width: width, full_height: height, icc, exif })
}

/// Samples of two bytes in the order of this machine.
pub(super) fn native(mut pixels: Vec<u8>, color: ColorType) -> Vec<u8> {
    if matches!(color, ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16) {
        pixels.as_chunks_mut::<2>().0.iter_mut().for_each(|sample| *sample = u16::from_be_bytes(*sample).to_ne_bytes());
    }
    pixels
}

/// Whether samples have two bytes.
pub(super) fn is_deep(depth: BitDepth) -> bool {
    depth == BitDepth::Sixteen
}
