//! PNG as screens and scanners write it, taken in row by row: a picture that is to become smaller anyway is halved while it
//! comes, so that it is never whole in memory.
//!
//! It takes eight bits a sample and rows in order, and says `None` to all else and to every header it does not like: the
//! general decoder beside it then has the last word.

use image::ColorType;
use png::{BitDepth, Decoder, Limits as Bounds, Transformations};

use crate::limits::Clock;
use crate::raster::{Raster, Samples, flatten};
use crate::stills::Timed;
use crate::{Limits, PhotoError};

/// Decodes at half its size a picture whose long side is then not under `long_side`.
pub(crate) fn decode_halved(
    bytes: &[u8],
    limits: &Limits,
    clock: &Clock,
    long_side: u32,
) -> Result<Option<Raster>, PhotoError> {
    let max_bytes = usize::try_from(limits.max_decoded_bytes()).unwrap_or(usize::MAX);
    let mut decoder = Decoder::new_with_limits(Timed::new(bytes, clock), Bounds { bytes: max_bytes });
    // Palettes become colours, and so do marked transparent ones.
    decoder.set_transformations(Transformations::EXPAND);
    let Ok(mut reader) = decoder.read_info() else { return Ok(None) };
    let (info, (color, depth)) = (reader.info(), reader.output_color_type());
    let (width, height) = (info.width, info.height);
    let is_large = width.max(height).div_ceil(2) >= long_side.max(1) && width.max(height) > 1;
    if info.interlaced || depth != BitDepth::Eight || !is_large {
        return Ok(None);
    }
    limits.check_pixels(width, height)?;
    let icc = info.icc_profile.as_ref().map(|profile| profile.to_vec());
    let exif = info.exif_metadata.as_ref().map(|block| block.to_vec()).into_iter().collect();
    let (color, samples) = match color {
        png::ColorType::Grayscale => (ColorType::L8, Samples::Gray),
        png::ColorType::GrayscaleAlpha => (ColorType::La8, Samples::Gray),
        png::ColorType::Rgb => (ColorType::Rgb8, Samples::Rgb),
        png::ColorType::Rgba => (ColorType::Rgba8, Samples::Rgb),
        png::ColorType::Indexed => return Ok(None),
    };
    let (across, down) = (width.div_ceil(2), height.div_ceil(2));
    let mut pixels = Vec::with_capacity(across as usize * down as usize * samples.per_pixel());
    let mut upper = Vec::new();
    for y in 0..height {
        // A reader whose source ran out of time complains about the source; the clock knows better.
        let row =
            reader.next_row().map_err(|error| clock.check().err().unwrap_or_else(|| PhotoError::broken(error)))?;
        let row = row.ok_or_else(|| PhotoError::broken("the file ends too early"))?;
        let flat;
        let row = if color.has_alpha() {
            flat = flatten(row.data().to_vec(), color)?.0;
            &flat
        } else {
            row.data()
        };
        if y % 2 == 1 {
            halve(&upper, row, samples, &mut pixels);
        } else if y + 1 == height {
            halve(row, row, samples, &mut pixels);
        } else {
            upper.clear();
            upper.extend_from_slice(row);
        }
        clock.check()?;
    }
    Ok(Some(Raster { width: across, height: down, samples, pixels, full_width: width, full_height: height, icc, exif }))
}

fn halve(upper: &[u8], lower: &[u8], samples: Samples, pixels: &mut Vec<u8>) {
    match samples {
        Samples::Gray => halve_each::<1>(upper, lower, pixels),
        Samples::Rgb => halve_each::<3>(upper, lower, pixels),
        Samples::Cmyk => halve_each::<4>(upper, lower, pixels),
    }
}

/// Appends a row half as long: each pixel is the mean of four.
fn halve_each<const N: usize>(upper: &[u8], lower: &[u8], pixels: &mut Vec<u8>) {
    let start = pixels.len();
    let across = upper.len().div_ceil(2 * N) * N;
    pixels.resize(start + across, 0);
    let mean = |a: u8, b: u8, c: u8, d: u8| ((u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d) + 2) / 4) as u8;
    let pairs = upper.chunks_exact(2 * N).zip(lower.chunks_exact(2 * N));
    for (pixel, (upper, lower)) in pixels[start..].chunks_exact_mut(N).zip(pairs) {
        for n in 0..N {
            pixel[n] = mean(upper[n], upper[n + N], lower[n], lower[n + N]);
        }
    }
    let (last, other) = (upper.chunks_exact(2 * N).remainder(), lower.chunks_exact(2 * N).remainder());
    for (n, pixel) in pixels[start + across - last.len()..].iter_mut().enumerate() {
        *pixel = mean(last[n], last[n], other[n], other[n]);
    }
}

#[cfg(test)]
mod tests {
    use super::halve;
    use crate::raster::Samples;

    #[test]
    fn a_pixel_of_the_half_is_the_mean_of_four_and_an_odd_edge_counts_twice() {
        let mut pixels = Vec::new();
        halve(&[10, 20, 40], &[30, 40, 60], Samples::Gray, &mut pixels);
        assert_eq!(pixels, [25, 50]);
        pixels.clear();
        halve(&[1, 2, 3, 5, 6, 7], &[1, 2, 3, 5, 6, 7], Samples::Rgb, &mut pixels);
        assert_eq!(pixels, [3, 4, 5]);
    }
}
