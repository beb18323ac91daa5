//! Reading QR tags from still pictures and from camera frames.
//!
//! A tag at a school gate is sunlit, dirty, far away or half in shadow, so one look is rarely enough. A picture is looked at
//! in several sizes and treatments, the cheap and likely ones first, until one of them shows a code.

mod even;
mod look;
mod treat;

use self::look::{Reader, look};
use self::treat::Luma;
use crate::error::guarded;
use crate::limits::Clock;
use crate::prepare::decode;
use crate::raster::{Raster, Samples, Want};
use crate::{Limits, PhotoError};

/// A still is first decoded to about this long side; tags worth reading are rarely smaller in it than a tenth.
const FIRST_LONG_SIDE: u32 = 1600;
/// Beyond this long side a look costs more than it finds.
const LAST_LONG_SIDE: u32 = 4000;

/// The texts of the QR codes in a picture file of any readable format; empty when there is none.
/// Errors are those of the file, not of the search.
pub fn read(bytes: &[u8]) -> Result<Vec<String>, PhotoError> {
    let limits = Limits::default();
    let clock = Clock::start(&limits);
    guarded(|| {
        let first = decode(bytes, &limits, &clock, Want::AtLeast(FIRST_LONG_SIDE))?;
        let is_reduced = first.width < first.full_width;
        let found = read_still(Luma::of_raster(first)?)?;
        if !found.is_empty() || !is_reduced {
            return Ok(found);
        }
        let full = Luma::of_raster(decode(bytes, &limits, &clock, Want::Full)?)?.shrunk(LAST_LONG_SIDE)?;
        Ok(first_found([look(&full, Reader::Quick), look(&full.sharpened(), Reader::Quick)]))
    })
}

/// The texts of the QR codes in one camera frame (8-bit luma, rows from the top without padding). A frame that does not have
/// the stated size shows nothing. Cheap enough for each frame of a preview; another frame comes soon.
pub fn read_luma(width: u32, height: u32, luma: &[u8]) -> Vec<String> {
    let Some(frame) = Luma::of_frame(width, height, luma) else { return Vec::new() };
    let treatments: [fn(&Luma) -> Luma; 5] = [Luma::clone, Luma::halved, Luma::evened, Luma::sharpened, Luma::inverted];
    first_found(treatments.iter().map(|treat| look(&treat(&frame), Reader::Quick)))
}

/// All looks at one still, cheapest and likeliest first.
fn read_still(picture: Luma) -> Result<Vec<String>, PhotoError> {
    let mut sizes: Vec<u32> = [1000, 600, 380].into_iter().filter(|&size| size < picture.long_side()).collect();
    sizes.insert(0, picture.long_side());
    let mut sized = sizes.into_iter().map(|size| picture.shrunk(size)).collect::<Result<Vec<Luma>, PhotoError>>()?;
    if picture.long_side() < 500 {
        let doubled = picture.doubled();
        sized.extend([doubled.doubled(), doubled]);
    }
    let treatments: [fn(&Luma) -> Luma; 5] =
        [Luma::clone, Luma::sharpened, Luma::evened, Luma::softened, Luma::inverted];
    let quick = treatments.iter().flat_map(|treat| sized.iter().map(|luma| look(&treat(luma), Reader::Quick)));
    let patient = sized.iter().map(|luma| look(luma, Reader::Patient));
    Ok(first_found(quick.chain(patient)))
}

fn first_found(looks: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    looks.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

impl Luma {
    /// Brightness of a decoded picture.
    fn of_raster(raster: Raster) -> Result<Self, PhotoError> {
        let Raster { width, height, samples, pixels, .. } = raster;
        let rgb = match samples {
            Samples::Gray => return Ok(Self { width, height, pixels }),
            Samples::Rgb => pixels,
            Samples::Cmyk => crate::color::to_srgb(pixels, samples, None),
        };
        let bright =
            |p: &[u8]| ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29 + 128) >> 8) as u8;
        Ok(Self { width, height, pixels: rgb.chunks_exact(3).map(bright).collect() })
    }
}
