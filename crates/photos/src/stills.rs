//! PNG, WebP and the first frame of GIF.
//!
//! These come from screenshots and messengers, rarely from cameras, so they get correctness rather than speed; but a picture
//! of twelve megapixels has to leave room for the rest of a cheap phone, so each kind is held as small as its decoder lets it.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use image::ImageError;

use crate::ends::{check_gif, check_png};
use crate::kind::Kind;
use crate::limits::Clock;
use crate::raster::{Raster, Want};
use crate::{Limits, PhotoError};

/// Decodes a picture of one of the kinds above, if its file is there to the end. A large one is halved while it comes, or at
/// once, in the same memory, before anything else is made of it.
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
    let raster = match kind {
        Kind::Png => png(bytes, limits, clock, want)?,
        Kind::Gif => crate::gif::decode(bytes, limits, clock, want)?,
        Kind::WebP => crate::webp::decode(bytes, limits, clock, want)?,
        Kind::Jpeg => crate::jpeg::decode(bytes, limits, clock, want)?,
    };
    Ok(match want {
        Want::AtLeast(long_side) => raster.halved_to(long_side),
        Want::Full => raster,
    })
}

fn png(bytes: &[u8], limits: &Limits, clock: &Clock, want: Want) -> Result<Raster, PhotoError> {
    if let Want::AtLeast(long_side) = want
        && let Some(halved) = crate::png::decode_halved(bytes, limits, clock, long_side)?
    {
        return Ok(halved);
    }
    crate::png::decode_whole(bytes, limits, clock, want)
}

/// The file's bytes, until the time is up. Given out in small helpings, because a bomb makes a thousand bytes out of one.
///
/// They may be in pieces, so that a new beginning can stand before a large rest without a copy of it.
pub(crate) struct Timed<'a> {
    pieces: [&'a [u8]; 3],
    at: usize,
    clock: Clock,
    reads: u32,
}

const HELPING: usize = 16_384;

impl<'a> Timed<'a> {
    pub(crate) fn new(bytes: &'a [u8], clock: &Clock) -> Self {
        Self::of([bytes, &[], &[]], clock)
    }

    /// Pieces one behind the other.
    pub(crate) fn of(pieces: [&'a [u8]; 3], clock: &Clock) -> Self {
        Self { pieces, at: 0, clock: *clock, reads: 0 }
    }

    /// Some decoders ask for single bytes, so that the clock is looked at now and then.
    fn tick(&mut self, helping: usize) -> io::Result<()> {
        self.reads = self.reads.wrapping_add(1);
        if helping > 64 || self.reads.is_multiple_of(256) {
            self.clock.check().map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// What is left of the piece in work; nothing at the end.
    fn rest(&self) -> &'a [u8] {
        let mut at = self.at;
        for piece in self.pieces {
            match piece.get(at..) {
                Some(rest) if !rest.is_empty() => return rest,
                _ => at -= piece.len(),
            }
        }
        &[]
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let helping = buffer.len().min(HELPING);
        self.tick(helping)?;
        let count = self.rest().read(&mut buffer[..helping])?;
        self.at += count;
        Ok(count)
    }
}

impl BufRead for Timed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.tick(HELPING)?;
        let rest = self.rest();
        Ok(&rest[..rest.len().min(HELPING)])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

impl Seek for Timed<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let length: usize = self.pieces.iter().map(|piece| piece.len()).sum();
        let place = match to {
            SeekFrom::Start(place) => usize::try_from(place).ok(),
            SeekFrom::Current(steps) => self.at.checked_add_signed(steps as isize),
            SeekFrom::End(steps) => length.checked_add_signed(steps as isize),
        };
        // A place behind the end is none to read from, and still a place.
        self.at = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at as u64)
    }
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
