//! WebP with less memory than the common decoder takes by itself: it holds a lossless picture once more than it has to, and
//! a transparent one three times.
//!
//! The decoder stays the one that reads pixels. It is only handed the file in other pieces: a lossless picture as one that
//! may be transparent, which it then unpacks in place, and colours and transparency of a lossy one one after the other.

use std::borrow::Cow;

use image::ImageDecoder;
use image::codecs::webp::WebPDecoder;

use crate::limits::Clock;
use crate::raster::Samples;
use crate::stills::{Timed, in_our_words};
use crate::{Limits, PhotoError};

/// A film's decoder holds what is shown, the next frame and its parts side by side.
const FILM: u64 = 3;
/// First byte of a lossless picture.
const LOSSLESS: u8 = 0x2F;

/// The parts of a file that a picture is made of.
enum Parts<'a> {
    Lossless(&'a [u8]),
    /// Colours, and behind them how far each pixel covers what lies below.
    Lossy(&'a [u8], Option<&'a [u8]>),
    Film,
}

/// The pixels of a file whose header says this size, on white where it is transparent.
pub(crate) fn pixels(
    decoder: WebPDecoder<Timed<'_>>,
    bytes: &[u8],
    limits: &Limits,
    clock: &Clock,
) -> Result<(Vec<u8>, Samples), PhotoError> {
    let (width, height) = decoder.dimensions();
    match Parts::of(bytes) {
        Parts::Film => {
            limits.check_whole(width, height, FILM)?;
            let color = decoder.color_type();
            crate::raster::flatten(all(decoder, limits, clock)?, color)
        }
        Parts::Lossless(data) => {
            let is_opaque = !decoder.color_type().has_alpha();
            drop(decoder);
            let mut pixels = rgba(data, (width, height), limits, clock)?;
            if is_opaque {
                // Whatever stands there: the file says that it means nothing.
                pixels.iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 255);
            }
            crate::raster::flatten(pixels, image::ColorType::Rgba8)
        }
        Parts::Lossy(colors, Some(alpha)) if decoder.color_type().has_alpha() => {
            drop(decoder);
            let alpha = covering(alpha, (width, height), limits, clock)?;
            let mut pixels = decoded(b"VP8 ", colors, (width, height), limits, clock)?;
            for (pixel, &alpha) in pixels.as_chunks_mut::<3>().0.iter_mut().zip(&alpha) {
                let opaque = u32::from(alpha);
                *pixel = pixel.map(|c| ((u32::from(c) * opaque + 255 * (255 - opaque) + 127) / 255) as u8);
            }
            Ok((pixels, Samples::Rgb))
        }
        Parts::Lossy(..) => {
            let color = decoder.color_type();
            crate::raster::flatten(all(decoder, limits, clock)?, color)
        }
    }
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        const HEADER: usize = 12;
        let mut rest = bytes.get(HEADER..).unwrap_or_default();
        let mut alpha = None;
        while let Some((kind, body, behind)) = chunk(rest) {
            match kind {
                b"VP8L" => return Self::Lossless(body),
                b"VP8 " => return Self::Lossy(body, alpha),
                b"ANIM" | b"ANMF" => return Self::Film,
                b"ALPH" => alpha = Some(body),
                _ => {}
            }
            rest = behind;
        }
        // The decoder says what is wrong with it.
        Self::Lossy(&[], None)
    }
}

/// A chunk's kind and body, and what follows it; each begins at an even place.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (kind, rest) = bytes.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let body = rest.get(..length)?;
    Some((kind, body, rest.get(length.next_multiple_of(2)..).unwrap_or_default()))
}

/// A lossless picture with its fourth channel.
fn rgba(data: &[u8], size: (u32, u32), limits: &Limits, clock: &Clock) -> Result<Vec<u8>, PhotoError> {
    const MAY_BE_TRANSPARENT: u8 = 0x10;
    let mut data = data.to_vec();
    *data.get_mut(4).ok_or_else(PhotoError::cut)? |= MAY_BE_TRANSPARENT;
    decoded(b"VP8L", data, size, limits, clock)
}

/// How far each pixel covers what lies below it: packed as the green of a lossless picture without its header or plain, and
/// as differences from the pixels beside it.
fn covering(data: &[u8], size: (u32, u32), limits: &Limits, clock: &Clock) -> Result<Vec<u8>, PhotoError> {
    let (width, height) = (size.0 as usize, size.1 as usize);
    let (&how, data) = data.split_first().ok_or_else(PhotoError::cut)?;
    let mut alpha = match how & 3 {
        0 => data.get(..width * height).ok_or_else(PhotoError::cut)?.to_vec(),
        1 => {
            let sides = (size.0 - 1) & 0x3FFF | ((size.1 - 1) & 0x3FFF) << 14;
            let data = [&[LOSSLESS], sides.to_le_bytes().as_slice(), data].concat();
            let mut pixels = rgba(&data, size, limits, clock)?;
            for n in 0..width * height {
                pixels[n] = pixels[4 * n + 1];
            }
            pixels.truncate(width * height);
            pixels.shrink_to_fit();
            pixels
        }
        _ => return Err(PhotoError::broken("transparency packed in an unknown way")),
    };
    undo(how >> 2 & 3, &mut alpha, width);
    Ok(alpha)
}

/// Adds to each byte what was guessed from those to the left and above.
fn undo(filter: u8, alpha: &mut [u8], width: usize) {
    for n in 0..alpha.len() {
        let (is_left, is_top) = (n % width == 0, n < width);
        let left = || alpha[n - 1];
        let above = || alpha[n - width];
        let guess = match (filter, is_left, is_top) {
            (0, ..) | (_, true, true) => 0,
            (_, true, false) => above(),
            (_, false, true) | (1, ..) => left(),
            (2, ..) => above(),
            _ => (i16::from(left()) + i16::from(above()) - i16::from(alpha[n - width - 1])).clamp(0, 255) as u8,
        };
        alpha[n] = alpha[n].wrapping_add(guess);
    }
}

/// One chunk decoded as a file of its own.
fn decoded<'a>(
    kind: &[u8; 4],
    body: impl Into<Cow<'a, [u8]>>,
    size: (u32, u32),
    limits: &Limits,
    clock: &Clock,
) -> Result<Vec<u8>, PhotoError> {
    let body = body.into();
    let length = |length: usize| u32::try_from(length).map(u32::to_le_bytes).map_err(PhotoError::broken);
    let padding: &[u8] = if body.len().is_multiple_of(2) { &[] } else { &[0] };
    let whole = length(4 + 8 + body.len() + padding.len())?;
    let file = [b"RIFF".as_slice(), &whole, b"WEBP", kind, &length(body.len())?, &*body, padding].concat();
    drop(body);
    let decoder = WebPDecoder::new(Timed::new(&file, clock)).map_err(|error| in_our_words(error, limits))?;
    if decoder.dimensions() != size {
        return Err(PhotoError::broken("its parts have different sizes"));
    }
    all(decoder, limits, clock)
}

fn all(decoder: WebPDecoder<Timed<'_>>, limits: &Limits, clock: &Clock) -> Result<Vec<u8>, PhotoError> {
    let mut pixels = vec![0; decoder.total_bytes() as usize];
    // A decoder whose source ran out of time complains about the source; the clock knows better.
    let said = |error| clock.check().err().unwrap_or_else(|| in_our_words(error, limits));
    decoder.read_image(&mut pixels).map_err(said)?;
    Ok(pixels)
}
