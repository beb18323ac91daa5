//! PNG, WebP and the first frame of GIF, mostly through the `image` crate.
//!
//! These come from screenshots and messengers, rarely from cameras, so they get correctness rather than speed.

use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};

use image::codecs::{gif::GifDecoder, webp::WebPDecoder};
use image::{ImageDecoder, ImageError};

use crate::ends::{check_gif, check_png};
use crate::kind::Kind;
use crate::limits::Clock;
use crate::raster::{Raster, Samples, Want, flatten};
use crate::{Limits, PhotoError};

/// Decodes a picture of one of the kinds above, if its file is there to the end. A large PNG is halved while it comes; the
/// others come whole, and what is larger than wanted is halved at once, in the same memory, before anything else is made of
/// it.
pub(crate) fn decode(
    kind: Kind,
    bytes: &[u8],
    limits: &Limits,
    clock: &Clock,
    want: Want,
) -> Result<Raster, PhotoError> {
    match kind {
        Kind::Png => check_png(bytes)?,
        Kind::Gif => check_gif(bytes)?,
        Kind::WebP => check_riff_length(bytes)?,
        Kind::Jpeg => {}
    }
    let halved = match (kind, want) {
        (Kind::Png, Want::AtLeast(long_side)) => crate::png::decode_halved(bytes, limits, clock, long_side)?,
        _ => None,
    };
    let raster = halved.map_or_else(|| decode_whole(kind, bytes, limits, clock), Ok)?;
    Ok(match want {
        Want::AtLeast(long_side) => raster.halved_to(long_side),
        Want::Full => raster,
    })
}

fn decode_whole(kind: Kind, bytes: &[u8], limits: &Limits, clock: &Clock) -> Result<Raster, PhotoError> {
    // A decoder whose source ran out of time complains about the source; the clock knows better.
    let said = |error| clock.check().err().unwrap_or_else(|| in_our_words(error, limits));
    let source = || Timed::new(bytes, clock);
    match kind {
        Kind::Png => crate::png::decode_whole(bytes, limits, clock),
        Kind::WebP => read(WebPDecoder::new(source()).map_err(said)?, limits, |decoder| {
            crate::webp::pixels(decoder, bytes, limits, clock)
        }),
        Kind::Gif => read(GifDecoder::new(source()).map_err(said)?, limits, |mut decoder| {
            decoder.set_limits(bounds(limits)).map_err(said)?;
            let mut pixels = vec![0; decoder.total_bytes() as usize];
            let color = decoder.color_type();
            decoder.read_image(&mut pixels).map_err(said)?;
            flatten(pixels, color)
        }),
        Kind::Jpeg => crate::jpeg::decode(bytes, limits, clock, Want::Full),
    }
}

/// What stands around the pixels, and the pixels.
fn read<D: ImageDecoder>(
    mut decoder: D,
    limits: &Limits,
    pixels: impl FnOnce(D) -> Result<(Vec<u8>, Samples), PhotoError>,
) -> Result<Raster, PhotoError> {
    let (width, height) = decoder.dimensions();
    limits.check_whole(width, height, 1)?;
    // Broken metadata must not cost the picture.
    let icc = decoder.icc_profile().ok().flatten();
    let exif = decoder.exif_metadata().ok().flatten().into_iter().collect();
    let (pixels, samples) = pixels(decoder)?;
    Ok(Raster { width, height, samples, pixels, full_width: width, full_height: height, icc, exif })
}

/// The file's bytes, until the time is up. Given out in small helpings, because a bomb makes a thousand bytes out of one.
pub(crate) struct Timed<'a> {
    source: Cursor<&'a [u8]>,
    clock: Clock,
    reads: u32,
}

const HELPING: usize = 16_384;

impl<'a> Timed<'a> {
    pub(crate) fn new(bytes: &'a [u8], clock: &Clock) -> Self {
        Self { source: Cursor::new(bytes), clock: *clock, reads: 0 }
    }

    /// Some decoders ask for single bytes, so that the clock is looked at now and then.
    fn tick(&mut self, helping: usize) -> io::Result<()> {
        self.reads = self.reads.wrapping_add(1);
        if helping > 64 || self.reads.is_multiple_of(256) {
            self.clock.check().map_err(io::Error::other)?;
        }
        Ok(())
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let helping = buffer.len().min(HELPING);
        self.tick(helping)?;
        self.source.read(&mut buffer[..helping])
    }
}

impl BufRead for Timed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.tick(HELPING)?;
        let rest = self.source.fill_buf()?;
        Ok(&rest[..rest.len().min(HELPING)])
    }

    fn consume(&mut self, count: usize) {
        self.source.consume(count);
    }
}

impl Seek for Timed<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}

/// Bounds for what a decoder allocates on its own, beside the buffer given to it.
fn bounds(limits: &Limits) -> image::Limits {
    let mut bounds = image::Limits::no_limits();
    bounds.max_alloc = Some(limits.max_beside_bytes());
    bounds
}

/// A WebP file states its length, so that a cut one is recognised even where the decoder would make do.
fn check_riff_length(bytes: &[u8]) -> Result<(), PhotoError> {
    let stated = bytes.get(4..8).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
    if u64::from(stated) + 8 > bytes.len() as u64 {
        return Err(PhotoError::cut());
    }
    Ok(())
}

pub(crate) fn in_our_words(error: ImageError, limits: &Limits) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooLarge { what: "pixels", max: limits.max_whole_pixels },
        other => PhotoError::broken(other),
    }
}
