//! Sizes and resampling. Pictures only ever get smaller.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8, U8x3, U8x4};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

use crate::PhotoError;
use crate::raster::Samples;

/// The size that keeps the shape and has a long side of at most `long_side`; never larger than given, never zero.
pub(crate) fn fit(width: u32, height: u32, long_side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= long_side {
        return (width, height);
    }
    let scaled = |side: u32| {
        let exact = u64::from(side) * u64::from(long_side) + u64::from(longest) / 2;
        (exact / u64::from(longest)).max(1) as u32
    };
    (scaled(width), scaled(height))
}

/// Bytes between the two passes of a resampling, at most: they stay in a processor's cache then, and fresh memory, which costs
/// more than the work in it, is asked for once.
const BETWEEN: usize = 2 * 1024 * 1024;

/// How carefully to resample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// A Lanczos window of three lobes, as libvips does it: for the picture that is kept.
    Evidence,
    /// A Hamming window, a third of the work and nearly as sharp: for thumbnails and looks at tags.
    Glance,
}

/// Resamples to the given size.
pub(crate) fn resample(
    pixels: &[u8],
    samples: Samples,
    (width, height): (u32, u32),
    (new_width, new_height): (u32, u32),
    care: Care,
) -> Result<Vec<u8>, PhotoError> {
    if (width, height) == (new_width, new_height) {
        return Ok(pixels.to_vec());
    }
    let filter = match care {
        Care::Evidence => FilterType::Lanczos3,
        Care::Glance => FilterType::Hamming,
    };
    // The fourth sample is black ink here and no transparency.
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
    let mut target = vec![0; new_width as usize * new_height as usize * samples.per_pixel()];
    let sizes = ((width, height), (new_width, new_height));
    match samples {
        Samples::Gray => typed::<U8>(pixels, &mut target, sizes, &options),
        Samples::Rgb => typed::<U8x3>(pixels, &mut target, sizes, &options),
        Samples::Cmyk => typed::<U8x4>(pixels, &mut target, sizes, &options),
    }?;
    Ok(target)
}

/// For the three kinds of pixels there are: the library's own way to choose would have this crate build it for all of its
/// thirteen, which took most of the time that building this crate took.
fn typed<P: PixelTrait>(
    pixels: &[u8],
    target: &mut [u8],
    ((width, height), (new_width, new_height)): ((u32, u32), (u32, u32)),
    options: &ResizeOptions,
) -> Result<(), PhotoError> {
    let source = TypedImageRef::<P>::from_buffer(width, height, pixels).map_err(PhotoError::broken)?;
    let line = new_width as usize * P::size();
    // Some rows of the result at a time. The library takes whole fours at once.
    let rows = (BETWEEN / (width as usize * P::size()).max(1)).next_multiple_of(4).max(4);
    let scale = f64::from(height) / f64::from(new_height);
    let mut resizer = Resizer::new();
    let mut top = 0.0;
    for (n, lines) in (1_u32..).zip(target.chunks_mut(rows * line)) {
        let bottom = (f64::from(n) * rows as f64 * scale).min(f64::from(height));
        let part = options.crop(0.0, top, f64::from(width), bottom - top);
        let count = (lines.len() / line) as u32;
        let mut lines = TypedImage::<P>::from_buffer(new_width, count, lines).map_err(PhotoError::broken)?;
        resizer.resize_typed(&source, &mut lines, &part).map_err(PhotoError::broken)?;
        top = bottom;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use fast_image_resize::images::{TypedImage, TypedImageRef};
    use fast_image_resize::pixels::U8;
    use fast_image_resize::{ResizeOptions, Resizer};

    use super::{BETWEEN, Care, resample};
    use crate::raster::Samples;

    /// Too much between the passes for one part.
    const SIZE: (u32, u32) = (1_400, 2_300);
    const NEW: (u32, u32) = (1_117, 1_835);

    #[test]
    fn no_seam_is_seen_where_one_part_of_the_rows_meets_the_next() {
        const { assert!((SIZE.0 * NEW.1) as usize > BETWEEN) };
        let shade = |n: u32| ((n % SIZE.0) / 7 + n / SIZE.0 * 3 + n.wrapping_mul(n) % 11) as u8;
        let pixels: Vec<u8> = (0..SIZE.0 * SIZE.1).map(shade).collect();
        let parts = resample(&pixels, Samples::Gray, SIZE, NEW, Care::Evidence).unwrap();
        let source = TypedImageRef::<U8>::from_buffer(SIZE.0, SIZE.1, &pixels).unwrap();
        let mut whole = vec![0; parts.len()];
        let mut target = TypedImage::<U8>::from_buffer(NEW.0, NEW.1, &mut whole).unwrap();
        Resizer::new().resize_typed(&source, &mut target, &ResizeOptions::new().use_alpha(false)).unwrap();
        let off = parts.iter().zip(&whole).map(|(part, whole)| part.abs_diff(*whole)).max();
        assert!(off <= Some(1), "{off:?}");
    }
}
