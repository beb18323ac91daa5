//! Sizes and resampling. Pictures only ever get smaller.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

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
    let kind = match samples {
        Samples::Gray => PixelType::U8,
        Samples::Rgb => PixelType::U8x3,
        Samples::Cmyk => PixelType::U8x4,
    };
    let filter = match care {
        Care::Evidence => FilterType::Lanczos3,
        Care::Glance => FilterType::Hamming,
    };
    let source = ImageRef::new(width, height, pixels, kind).map_err(PhotoError::broken)?;
    let mut target = Image::new(new_width, new_height, kind);
    // The fourth sample is black ink here and no transparency.
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
    Resizer::new().resize(&source, &mut target, &options).map_err(PhotoError::broken)?;
    Ok(target.into_vec())
}
