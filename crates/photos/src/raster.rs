//! Decoded samples on their way through the pipeline, and how transparent or deep ones become plain 8-bit ones.
//!
//! Flattening happens inside the buffer that the decoder filled: a large picture exists once in memory, never twice.

use image::ColorType;

use crate::PhotoError;

/// What one pixel of a raster is made of; each sample is one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Samples {
    Gray,
    Rgb,
    /// Ink amounts, 255 = full ink, the way colour profiles count them.
    Cmyk,
}

impl Samples {
    pub(crate) fn per_pixel(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }
}

/// A decoded picture, not yet upright, in the colours of its own profile.
#[derive(Debug)]
pub(crate) struct Raster {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) samples: Samples,
    /// Rows from the top, without padding.
    pub(crate) pixels: Vec<u8>,
    /// Size that the file gives; a JPEG may have been decoded smaller than this.
    pub(crate) full_width: u32,
    pub(crate) full_height: u32,
    pub(crate) icc: Option<Vec<u8>>,
    /// TIFF bytes with the Exif fields; several when a file carries several blocks.
    pub(crate) exif: Vec<Vec<u8>>,
}

impl Raster {
    /// Half as wide and high as often as the long side stays at least so long: each pixel becomes the mean of four.
    pub(crate) fn halved_to(mut self, long_side: u32) -> Self {
        let before = self.pixels.len();
        while Want::AtLeast(long_side).is_half_enough(self.width, self.height) {
            self.halve();
        }
        if self.pixels.len() < before {
            self.pixels.shrink_to_fit();
        }
        self
    }

    /// The write place never overtakes the read place, so the picture is never twice in memory.
    fn halve(&mut self) {
        let (width, height, each) = (self.width as usize, self.height as usize, self.samples.per_pixel());
        let (across, down) = (width.div_ceil(2), height.div_ceil(2));
        let line = width * each;
        for y in 0..down {
            let (upper, lower) = (2 * y * line, (2 * y + 1).min(height - 1) * line);
            for x in 0..across {
                let (left, right) = (2 * x * each, (2 * x + 1).min(width - 1) * each);
                for n in 0..each {
                    let four = [upper + left, upper + right, lower + left, lower + right].map(|at| self.pixels[at + n]);
                    let sum: u16 = four.into_iter().map(u16::from).sum();
                    self.pixels[(y * across + x) * each + n] = ((sum + 2) / 4) as u8;
                }
            }
        }
        self.pixels.truncate(across * down * each);
        (self.width, self.height) = (across as u32, down as u32);
    }
}

/// How much of a picture the caller needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// Any size whose long side is not under this: a half, a quarter or an eighth where that is enough.
    AtLeast(u32),
    Full,
}

impl Want {
    /// Whether a picture of this size may come at half of it.
    pub(crate) fn is_half_enough(self, width: u32, height: u32) -> bool {
        let longest = width.max(height);
        match self {
            Self::AtLeast(long_side) => longest > 1 && longest.div_ceil(2) >= long_side.max(1),
            Self::Full => false,
        }
    }
}

/// Puts transparent pixels on white and makes every sample one byte. 16-bit samples come in native byte order.
pub(crate) fn flatten(mut pixels: Vec<u8>, color: ColorType) -> Result<(Vec<u8>, Samples), PhotoError> {
    let (colors, alpha, wide) = match color {
        ColorType::L8 => return Ok((pixels, Samples::Gray)),
        ColorType::Rgb8 => return Ok((pixels, Samples::Rgb)),
        ColorType::La8 => (1, true, false),
        ColorType::Rgba8 => (3, true, false),
        ColorType::L16 => (1, false, true),
        ColorType::La16 => (1, true, true),
        ColorType::Rgb16 => (3, false, true),
        ColorType::Rgba16 => (3, true, true),
        _ => return Err(PhotoError::broken("samples of an unknown kind")),
    };
    let channels = colors + usize::from(alpha);
    let sample_bytes = if wide { 2 } else { 1 };
    let count = pixels.len() / (channels * sample_bytes);
    for pixel in 0..count {
        let from = pixel * channels * sample_bytes;
        let sample = |pixels: &[u8], n: usize| -> u32 {
            let at = from + n * sample_bytes;
            if wide {
                (u32::from(u16::from_ne_bytes([pixels[at], pixels[at + 1]])) * 255 + 32_767) / 65_535
            } else {
                u32::from(pixels[at])
            }
        };
        let opaque = if alpha { sample(&pixels, colors) } else { 255 };
        for n in 0..colors {
            let value = (sample(&pixels, n) * opaque + 255 * (255 - opaque) + 127) / 255;
            // The write place never overtakes the read place: a pixel gets shorter, not longer.
            pixels[pixel * colors + n] = value as u8;
        }
    }
    pixels.truncate(count * colors);
    pixels.shrink_to_fit();
    Ok((pixels, if colors == 1 { Samples::Gray } else { Samples::Rgb }))
}

#[cfg(test)]
mod tests {
    use super::{Raster, Samples};

    fn gray(width: u32, height: u32, pixels: &[u8]) -> Raster {
        let (full_width, full_height) = (width, height);
        let pixels = pixels.to_vec();
        Raster { width, height, samples: Samples::Gray, pixels, full_width, full_height, icc: None, exif: Vec::new() }
    }

    #[test]
    fn a_picture_is_halved_to_its_means_and_never_under_what_is_wanted() {
        let picture = gray(3, 2, &[10, 20, 40, 30, 40, 60]).halved_to(2);
        assert_eq!((picture.width, picture.height, picture.pixels.as_slice()), (2, 1, [25, 50].as_slice()));
        assert_eq!((picture.full_width, picture.full_height), (3, 2));
        let picture = gray(3, 2, &[10, 20, 40, 30, 40, 60]).halved_to(3);
        assert_eq!((picture.width, picture.height), (3, 2));
    }
}
