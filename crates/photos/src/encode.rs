//! Writing JPEG: the stored picture at a fixed quality, the thumbnail at whatever quality fits its byte limit.

use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

use crate::orient::Upright;
use crate::raster::Samples;
use crate::scale::{Care, fit, resample};
use crate::{PhotoError, THUMB_LONG_SIDE, THUMB_MAX_BYTES};

/// Qualities tried for a thumbnail, best first.
const THUMB_QUALITIES: [u8; 7] = [80, 70, 60, 50, 40, 30, 20];

/// Encodes RGB pixels as a baseline JPEG with 4:2:0 colour and nothing but the picture in it.
pub(crate) fn jpeg(picture: &Upright, quality: u8) -> Result<Vec<u8>, PhotoError> {
    let mut file = Vec::with_capacity(picture.pixels.len() / 8 + 1024);
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    let side = |side: u32| u16::try_from(side).map_err(PhotoError::broken);
    encoder
        .encode(&picture.pixels, side(picture.width)?, side(picture.height)?, ColorType::Rgb)
        .map_err(PhotoError::broken)?;
    Ok(file)
}

/// A thumbnail and its size in pixels.
pub(crate) struct Thumb {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) file: Vec<u8>,
}

/// Makes the thumbnail, lowering quality and then size until it fits.
pub(crate) fn thumb(picture: &Upright) -> Result<Thumb, PhotoError> {
    let mut long_side = THUMB_LONG_SIDE;
    loop {
        let (width, height) = fit(picture.width, picture.height, long_side);
        let size = (picture.width, picture.height);
        let pixels = resample(&picture.pixels, Samples::Rgb, size, (width, height), Care::Glance)?;
        let small = Upright { width, height, pixels };
        for quality in THUMB_QUALITIES {
            let file = jpeg(&small, quality)?;
            if file.len() <= THUMB_MAX_BYTES {
                return Ok(Thumb { width, height, file });
            }
        }
        long_side = long_side * 3 / 4;
    }
}
