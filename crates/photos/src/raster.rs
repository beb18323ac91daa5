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

/// How much of a picture the caller needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// Any size whose long side is not under this; a JPEG is then decoded at a half, a quarter or an eighth.
    AtLeast(u32),
    Full,
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
