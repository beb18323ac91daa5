//! WebP with less memory than the common decoder takes by itself: it holds a lossless picture once more than it has to, a
//! lossy one as planes and as pixels, and a transparent one three times.
//!
//! The decoder stays the one that reads pixels. It is only handed the file in other pieces: a lossless picture as one that
//! may be transparent, which it then unpacks in place, and colours and transparency of a lossy one one after the other.

mod cover;
mod yuv;

use image::codecs::webp::WebPDecoder;
use image::{ColorType, ImageDecoder};
use image_webp::vp8::Vp8Decoder;

use crate::limits::Clock;
use crate::raster::{Raster, Samples, Want, flatten};
use crate::shrinking::Shrinking;
use crate::stills::{Timed, in_our_words};
use crate::{Limits, PhotoError};

/// A film's decoder holds what is shown, the next frame and its parts side by side.
const FILM: u64 = 3;
/// The header of a lossless picture: this byte, and four with its sides and whether it may be transparent.
const LOSSLESS: u8 = 0x2F;
const LOSSLESS_HEADER: usize = 5;
const MAY_BE_TRANSPARENT: u8 = 0x10;

/// The parts of a file that a picture is made of.
enum Parts<'a> {
    Lossless(&'a [u8]),
    /// Colours, and behind them how far each pixel covers what lies below.
    Lossy(&'a [u8], Option<&'a [u8]>),
    Film,
}

/// Decodes a picture, on white where it is transparent. A large lossy one comes at half its size.
pub(crate) fn decode(bytes: &[u8], limits: &Limits, clock: &Clock, want: Want) -> Result<Raster, PhotoError> {
    // A decoder whose source ran out of time complains about the source; the clock knows better.
    let said = |error| clock.check().err().unwrap_or_else(|| in_our_words(error, limits));
    let mut decoder = WebPDecoder::new(Timed::new(bytes, clock)).map_err(said)?;
    let size = decoder.dimensions();
    limits.check_whole(size.0, size.1, 1)?;
    // Broken metadata must not cost the picture.
    let icc = decoder.icc_profile().ok().flatten();
    let exif = decoder.exif_metadata().ok().flatten().into_iter().collect();
    let color = decoder.color_type();
    let raster = match Parts::of(bytes) {
        Parts::Film => {
            limits.check_whole(size.0, size.1, FILM)?;
            let (pixels, samples) = flatten(all(decoder, limits, clock)?, color)?;
            whole(size, samples, pixels)
        }
        Parts::Lossless(data) => {
            drop(decoder);
            let (header, rest) = data.split_first_chunk().ok_or_else(PhotoError::cut)?;
            let mut pixels = rgba(*header, rest, size, limits, clock)?;
            if !color.has_alpha() {
                // Whatever stands there: the file says that it means nothing.
                pixels.iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 255);
            }
            let (pixels, samples) = flatten(pixels, ColorType::Rgba8)?;
            whole(size, samples, pixels)
        }
        Parts::Lossy(colors, alpha) => {
            drop(decoder);
            lossy(colors, alpha.filter(|_| color.has_alpha()), size, (limits, clock), want)?
        }
    };
    Ok(Raster { icc, exif, ..raster })
}

fn whole((width, height): (u32, u32), samples: Samples, pixels: Vec<u8>) -> Raster {
    Raster { width, height, samples, pixels, full_width: width, full_height: height, icc: None, exif: Vec::new() }
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

/// A lossy picture, from its planes row by row.
fn lossy(
    colors: &[u8],
    alpha: Option<&[u8]>,
    size: (u32, u32),
    (limits, clock): (&Limits, &Clock),
    want: Want,
) -> Result<Raster, PhotoError> {
    let alpha = alpha.map(|alpha| cover::covering(alpha, size, limits, clock)).transpose()?;
    let planes = Vp8Decoder::decode_frame(Timed::new(colors, clock));
    let planes = planes.map_err(|error| clock.check().err().unwrap_or_else(|| PhotoError::broken(error)))?;
    if (u32::from(planes.width), u32::from(planes.height)) != size {
        return Err(different_sizes());
    }
    let mut rows = yuv::Rows::of(&planes);
    let mut picture = Shrinking::of(size, Samples::Rgb, want);
    let (line, mut row) = (size.0 as usize, Vec::new());
    for y in 0..size.1 as usize {
        rows.row(y, &mut row);
        if let Some(alpha) = &alpha {
            cover::over_white(&mut row, &alpha[y * line..][..line]);
        }
        picture.push(&row);
        clock.check()?;
    }
    Ok(picture.finish())
}

/// A lossless picture, its header and the rest of it, with its fourth channel.
fn rgba(
    mut header: [u8; LOSSLESS_HEADER],
    rest: &[u8],
    size: (u32, u32),
    limits: &Limits,
    clock: &Clock,
) -> Result<Vec<u8>, PhotoError> {
    header[LOSSLESS_HEADER - 1] |= MAY_BE_TRANSPARENT;
    let body = LOSSLESS_HEADER + rest.len();
    let padding: &[u8] = if body.is_multiple_of(2) { &[] } else { &[0] };
    let length = |length: usize| u32::try_from(length).map(u32::to_le_bytes).map_err(PhotoError::broken);
    let whole = length(4 + 8 + body + padding.len())?;
    let front = [b"RIFF".as_slice(), &whole, b"WEBPVP8L", &length(body)?, &header].concat();
    let file = Timed::of([&front, rest, padding], clock);
    let decoder = WebPDecoder::new(file).map_err(|error| in_our_words(error, limits))?;
    if decoder.dimensions() != size {
        return Err(different_sizes());
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

fn different_sizes() -> PhotoError {
    PhotoError::broken("its parts have different sizes")
}
