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
    let mut target = TypedImage::<P>::from_buffer(new_width, new_height, target).map_err(PhotoError::broken)?;
    Resizer::new().resize_typed(&source, &mut target, options).map_err(PhotoError::broken)
}
