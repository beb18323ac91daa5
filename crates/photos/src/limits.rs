//! What a picture may cost, and what it becomes.
//!
//! The limits hold before a decoder is started, because a small file can claim a huge picture. The sizes of the result are
//! constants and no settings: two phones must make comparable evidence of the same scene.

use std::time::{Duration, Instant};

use crate::PhotoError;

/// Long side of the stored picture, in pixels. Smaller pictures are never enlarged.
pub const LONG_SIDE: u32 = 1600;
/// JPEG quality of the stored picture (4:2:0), on the scale of the Independent JPEG Group.
pub const QUALITY: u8 = 80;
/// Long side of the thumbnail, in pixels.
pub const THUMB_LONG_SIDE: u32 = 320;
/// The thumbnail is at most this many bytes, so that a list of them loads on a poor line.
pub const THUMB_MAX_BYTES: usize = 20_000;

/// Longest side that any file may claim, as JPEG has it: a row must be small beside a picture.
const MAX_SIDE: u32 = 65_535;
/// Largest colour profile; those of printers have about two million bytes. A larger one is ignored.
pub(crate) const PROFILE_MAX: usize = 4_000_000;

/// The most a file may ask of the phone before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Largest picture, in pixels (width times height), as the file's header claims it.
    pub max_pixels: u64,
    /// The same for kinds of files whose decoder holds the whole picture in memory, some of them several times over: WebP,
    /// GIF, PNG with rows out of order, and the rarer kinds of JPEG.
    pub max_whole_pixels: u64,
    /// Longest work on one file; a decoder still at work after it is stopped. On a phone of five years ago the largest
    /// picture allowed takes a few seconds.
    pub max_time: Duration,
}

impl Default for Limits {
    /// 40 MB, 80 megapixels (17 where the whole picture is held, which cameras of 16 keep to) and 30 seconds: above every
    /// phone camera of today, and never more than 160 MB of memory.
    fn default() -> Self {
        Self {
            max_bytes: 40_000_000,
            max_pixels: 80_000_000,
            max_whole_pixels: 17_000_000,
            max_time: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Refuses a file that is empty or too long to look at.
    pub(crate) fn check_bytes(&self, bytes: &[u8]) -> Result<(), PhotoError> {
        if bytes.is_empty() {
            return Err(PhotoError::Empty);
        }
        if bytes.len() > self.max_bytes {
            return Err(PhotoError::TooLarge { what: "bytes", max: self.max_bytes as u64 });
        }
        Ok(())
    }

    /// Refuses a picture whose header claims no or too many pixels.
    pub(crate) fn check_pixels(&self, width: u32, height: u32) -> Result<(), PhotoError> {
        if width == 0 || height == 0 {
            return Err(PhotoError::broken("the header gives no size"));
        }
        if width.max(height) > MAX_SIDE {
            return Err(PhotoError::TooLarge { what: "pixels a side", max: MAX_SIDE.into() });
        }
        within(width, height, self.max_pixels)
    }

    /// As [`Limits::check_pixels`], for a decoder that holds the whole picture so many times over.
    pub(crate) fn check_whole(&self, width: u32, height: u32, times: u64) -> Result<(), PhotoError> {
        self.check_pixels(width, height)?;
        within(width, height, self.max_whole_pixels.min(self.max_pixels) / times.max(1))
    }
}

fn within(width: u32, height: u32, max: u64) -> Result<(), PhotoError> {
    if u64::from(width) * u64::from(height) > max { Err(PhotoError::TooLarge { what: "pixels", max }) } else { Ok(()) }
}

/// The time that one file has left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    started: Instant,
    max: Duration,
}

impl Clock {
    pub(crate) fn start(limits: &Limits) -> Self {
        Self { started: Instant::now(), max: limits.max_time }
    }

    /// Refuses to go on when the time is up. Cheap, but not free: about once for a row of a picture.
    pub(crate) fn check(&self) -> Result<(), PhotoError> {
        if self.started.elapsed() > self.max {
            return Err(PhotoError::TooLarge { what: "seconds of work", max: self.max.as_secs() });
        }
        Ok(())
    }
}
