//! PNG as screens and scanners write it, taken in row by row: a picture that is to become smaller anyway is halved while it
//! comes, so that it is never whole in memory.
//!
//! It takes rows in order, and says `None` to all else and to every header it does not like: the general decoder beside it
//! then has the last word.

mod deep;
mod filter;
mod interlaced;
mod rows;
mod whole;

use image::ColorType;
use png::{BitDepth, Decoder, DecodingError, Limits as Bounds, Reader, Transformations};

use self::rows::Rows;
pub(crate) use self::whole::decode_whole;
use self::whole::is_deep;
use crate::halve::halve;
use crate::limits::{Clock, PROFILE_MAX};
use crate::raster::{Raster, Samples, Want, flatten};
use crate::stills::Timed;
use crate::{Limits, PhotoError};

/// Decodes at half its size a picture whose long side is then not under `long_side`, and one of two bytes a sample also where
/// it stays whole.
pub(crate) fn decode_halved(
    bytes: &[u8],
    limits: &Limits,
    clock: &Clock,
    long_side: u32,
) -> Result<Option<Raster>, PhotoError> {
    let Ok(mut reader) = open(bytes, clock) else { return Ok(None) };
    let (info, (color, depth)) = (reader.info(), reader.output_color_type());
    let (width, height) = (info.width, info.height);
    let is_large = Want::AtLeast(long_side).is_half_enough(width, height);
    if info.interlaced || !(is_deep(depth) || depth == BitDepth::Eight && is_large) {
        return Ok(None);
    }
    limits.check_pixels(width, height)?;
    let icc = info.icc_profile.as_ref().map(|profile| profile.to_vec());
    let exif = info.exif_metadata.as_ref().map(|block| block.to_vec()).into_iter().collect();
    if let (true, Some(color)) = (is_deep(depth), color_of((color, depth))) {
        let (pixels, samples) = deep::rows(&mut reader, color, is_large, clock)?;
        let halved = |side: u32| if is_large { side.div_ceil(2) } else { side };
        let (across, down) = (halved(width), halved(height));
        if pixels.len() != across as usize * down as usize * samples.per_pixel() {
            return Err(PhotoError::cut());
        }
        return Ok(Some(Raster {
            width: across,
            height: down,
            samples,
            pixels,
            full_width: width,
            full_height: height,
            icc,
            exif,
        }));
    }
    let (color, samples) = match color {
        png::ColorType::Grayscale => (ColorType::L8, Samples::Gray),
        png::ColorType::GrayscaleAlpha => (ColorType::La8, Samples::Gray),
        png::ColorType::Rgb => (ColorType::Rgb8, Samples::Rgb),
        png::ColorType::Rgba => (ColorType::Rgba8, Samples::Rgb),
        png::ColorType::Indexed => return Ok(None),
    };
    let mut source = Source::of(bytes, reader, color);
    let (across, down) = (width.div_ceil(2), height.div_ceil(2));
    let mut pixels = Vec::with_capacity(across as usize * down as usize * samples.per_pixel());
    for _ in 0..down {
        let (upper, lower) = source.next_two(clock)?;
        if color.has_alpha() {
            let [upper, lower] = [upper, lower].map(|row| flatten(row.to_vec(), color));
            halve(&upper?.0, &lower?.0, samples, &mut pixels);
        } else {
            halve(upper, lower, samples, &mut pixels);
        }
        clock.check()?;
    }
    Ok(Some(Raster { width: across, height: down, samples, pixels, full_width: width, full_height: height, icc, exif }))
}

/// Text, profiles and the like may take so many bytes in a file. The profile that is unpacked is the costliest of them.
const METADATA_MAX: usize = 4 * PROFILE_MAX;

/// The header and all that stands before the picture. A profile beyond its bounds is left out; text is passed by.
fn open<'a>(bytes: &'a [u8], clock: &Clock) -> Result<Reader<Timed<'a>>, DecodingError> {
    let mut decoder = Decoder::new_with_limits(Timed::new(bytes, clock), Bounds { bytes: METADATA_MAX });
    decoder.set_ignore_text_chunk(true);
    // Palettes become colours, and so do marked transparent ones.
    decoder.set_transformations(Transformations::EXPAND);
    decoder.read_info()
}

/// What the samples are; nothing where the library did not expand them.
fn color_of((color, depth): (png::ColorType, BitDepth)) -> Option<ColorType> {
    use png::ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};
    Some(match (color, depth) {
        (Grayscale, BitDepth::Eight) => ColorType::L8,
        (Grayscale, BitDepth::Sixteen) => ColorType::L16,
        (GrayscaleAlpha, BitDepth::Eight) => ColorType::La8,
        (GrayscaleAlpha, BitDepth::Sixteen) => ColorType::La16,
        (Rgb, BitDepth::Eight) => ColorType::Rgb8,
        (Rgb, BitDepth::Sixteen) => ColorType::Rgb16,
        (Rgba, BitDepth::Eight) => ColorType::Rgba8,
        (Rgba, BitDepth::Sixteen) => ColorType::Rgba16,
        (Indexed, _) | (_, BitDepth::One | BitDepth::Two | BitDepth::Four) => return None,
    })
}

/// Where rows come from.
enum Source<'a> {
    Plain(Box<Rows<'a>>),
    /// What has to be expanded first: palettes, few bits a sample, a colour that stands for nothing.
    Library(Box<Expanded<'a>>),
}

impl<'a> Source<'a> {
    fn of(bytes: &'a [u8], reader: Reader<Timed<'a>>, color: ColorType) -> Self {
        let info = reader.info();
        let is_plain = info.bit_depth == BitDepth::Eight && info.color_type == reader.output_color_type().0;
        let pixel_bytes = usize::from(color.bytes_per_pixel());
        let rows = || Rows::of(bytes, info.width as usize * pixel_bytes, info.height, pixel_bytes);
        match is_plain.then(rows).flatten() {
            Some(rows) => Self::Plain(Box::new(rows)),
            None => Self::Library(Box::new(Expanded { left: info.height, upper: Vec::new(), reader })),
        }
    }

    /// Two rows; the last one of an odd number stands for both.
    fn next_two(&mut self, clock: &Clock) -> Result<(&[u8], &[u8]), PhotoError> {
        match self {
            Self::Plain(rows) => rows.next_two(),
            Self::Library(rows) => rows.next_two(clock),
        }
    }
}

/// Rows as the library expands them.
struct Expanded<'a> {
    reader: Reader<Timed<'a>>,
    /// Rows that are still to come.
    left: u32,
    upper: Vec<u8>,
}

impl Expanded<'_> {
    fn next_two(&mut self, clock: &Clock) -> Result<(&[u8], &[u8]), PhotoError> {
        self.upper.clear();
        self.upper.extend_from_slice(next_row(&mut self.reader, clock)?);
        let has_lower = self.left > 1;
        self.left = self.left.saturating_sub(2);
        Ok((&self.upper, if has_lower { next_row(&mut self.reader, clock)? } else { &self.upper }))
    }
}

fn next_row<'a>(reader: &'a mut Reader<Timed<'_>>, clock: &Clock) -> Result<&'a [u8], PhotoError> {
    // A reader whose source ran out of time complains about the source; the clock knows better.
    let row = reader.next_row();
    let row = row.map_err(|error| clock.check().err().unwrap_or_else(|| PhotoError::broken(error)))?;
    row.map(|row| row.data()).ok_or_else(|| PhotoError::broken("the file ends too early"))
}
