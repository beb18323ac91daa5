//! Colours to sRGB, the one space that screens, printers and browsers of every office take for granted.
//!
//! A profile that cannot be read, or belongs to another kind of samples, is ignored: a photo with colours slightly off is
//! evidence, a refused photo is none.

use std::panic::{AssertUnwindSafe, catch_unwind};

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformExecutor, TransformOptions};

use crate::limits::PROFILE_MAX;
use crate::raster::Samples;

/// Turns samples into sRGB pixels of three bytes, by the profile where it says something else than sRGB.
pub(crate) fn to_srgb(pixels: Vec<u8>, samples: Samples, icc: Option<&[u8]>) -> Vec<u8> {
    let by_profile = icc.filter(|icc| icc.len() <= PROFILE_MAX).and_then(|icc| {
        // A profile is foreign data for a large library, so it gets a guard of its own and costs at most its colours.
        catch_unwind(AssertUnwindSafe(|| converted(&pixels, samples, icc))).ok().flatten()
    });
    by_profile.unwrap_or_else(|| plain(pixels, samples))
}

/// The conversion without a profile. For inks: each colour is what its own ink and the black ink let through.
fn plain(pixels: Vec<u8>, samples: Samples) -> Vec<u8> {
    match samples {
        Samples::Rgb => pixels,
        Samples::Gray => pixels.iter().flat_map(|&gray| [gray; 3]).collect(),
        Samples::Cmyk => pixels
            .chunks_exact(4)
            .flat_map(|inks| {
                let light = 255 - u32::from(inks[3]);
                [inks[0], inks[1], inks[2]].map(|ink| ((255 - u32::from(ink)) * light).div_ceil(255) as u8)
            })
            .collect(),
    }
}

/// The conversion by a profile; nothing when the profile does not fit or changes nothing.
fn converted(pixels: &[u8], samples: Samples, icc: &[u8]) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(icc).ok()?;
    let layout = match (samples, profile.color_space) {
        (Samples::Gray, DataColorSpace::Gray) => Layout::Gray,
        (Samples::Rgb, DataColorSpace::Rgb) => Layout::Rgb,
        (Samples::Cmyk, DataColorSpace::Cmyk) => Layout::Rgba,
        _ => return None,
    };
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgb, TransformOptions::default()).ok()?;
    if samples == Samples::Rgb && changes_nothing(&*transform)? {
        return None;
    }
    let mut result = vec![0; pixels.len() / samples.per_pixel() * 3];
    transform.transform(pixels, &mut result).ok()?;
    Some(result)
}

/// Most cameras attach sRGB itself under many names. Asking the transform about a few colours finds all of them, and leaves
/// their pixels exactly as they were.
fn changes_nothing(transform: &(dyn TransformExecutor<u8> + Send + Sync)) -> Option<bool> {
    const STEPS: [u8; 5] = [0, 40, 110, 190, 255];
    let asked: Vec<u8> = STEPS
        .iter()
        .flat_map(|&r| STEPS.iter().flat_map(move |&g| STEPS.iter().flat_map(move |&b| [r, g, b])))
        .collect();
    let mut answer = vec![0; asked.len()];
    transform.transform(&asked, &mut answer).ok()?;
    Some(asked.iter().zip(&answer).all(|(a, b)| a.abs_diff(*b) <= 2))
}
