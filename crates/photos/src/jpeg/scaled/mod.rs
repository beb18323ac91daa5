//! The fast way through a JPEG file: a photo that is to become smaller anyway is decoded at a half, a quarter or an eighth
//! of its size, straight from the lowest coefficients of each block.
//!
//! It takes what phones write (baseline and progressive, eight bits, grey, three colours or four inks, whole-number sampling) and
//! says `None` to all else and to everything that looks broken: the decoders beside it then have the last word, so that
//! this one can be strict and simple.

mod baseline;
mod bits;
mod huffman;
mod planes;
mod progressive;
mod skips;
mod tables;
mod transform;

use jpeg_decoder::ColorTransform;

use self::tables::Tables;
use super::Decoded;
use super::frame::Frame;
use super::segments::{Piece, SOS};
use crate::PhotoError;
use crate::limits::Clock;

/// Decodes to the smallest of the three sizes whose long side is not under `long_side`; `None` when that is none of them,
/// or the file is not of the usual kind. The only error is that the time is up.
pub(super) fn decode(
    pieces: &[Piece],
    frame: &Frame,
    long_side: u32,
    clock: &Clock,
) -> Result<Option<Decoded>, PhotoError> {
    let longest = u32::from(frame.width.max(frame.height));
    let Some(side) = [1, 2, 4].into_iter().find(|side| (longest * side).div_ceil(8) >= long_side) else {
        return Ok(None);
    };
    let transform = frame.color_transform(pieces);
    let is_known = match frame.components() {
        1 => transform == ColorTransform::Grayscale,
        3 => matches!(transform, ColorTransform::YCbCr | ColorTransform::RGB),
        4 => matches!(transform, ColorTransform::CMYK | ColorTransform::YCCK),
        _ => false,
    };
    let Some(tables) = is_known.then(|| Tables::of_frame(pieces, side as usize)).flatten() else { return Ok(None) };
    let picture = if frame.is_progressive() {
        progressive::decode(tables, pieces, transform, clock)
    } else if pieces.iter().filter(|piece| piece.marker == SOS).count() == 1 {
        baseline::decode(tables, pieces, transform, clock)
    } else {
        None
    };
    clock.check()?;
    Ok(picture)
}
