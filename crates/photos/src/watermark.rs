//! A copy that says who took it away: one line of text in staggered rows all over the picture, faint enough to see through
//! and everywhere, so that no crop is without it.
//!
//! The stored picture is never changed; a watermark is only ever drawn into a copy on its way out, and that copy is no
//! evidence: its bytes are other bytes than the signed ones.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

use crate::color::to_srgb;
use crate::encode::jpeg;
use crate::error::guarded;
use crate::exif;
use crate::limits::Clock;
use crate::orient::{Upright, upright};
use crate::prepare::decode;
use crate::raster::Want;
use crate::stamp::{FONT, drawable, scale_of};
use crate::{Limits, PhotoError, QUALITY};

/// A character's width is this part of the picture's long side.
const EM_PART: f32 = 1.0 / 48.0;
const EM_LEAST: f32 = 12.0;
/// Between two rows, and between two copies in a row, in characters.
const ROW_EM: f32 = 5.5;
const GAP_EM: f32 = 4.0;
/// How much of the letters is seen, white over a dark edge: readable on snow and at night, and seen through on both.
const WHITE: f32 = 0.38;
const DARK: f32 = 0.30;

/// A copy of a stored picture with a line of text all over it, as JPEG. Errors: see [`PhotoError`].
pub fn watermarked(bytes: &[u8], limits: &Limits, text: &str) -> Result<Vec<u8>, PhotoError> {
    let clock = Clock::start(limits);
    guarded(|| {
        let raster = decode(bytes, limits, &clock, Want::Full)?;
        let facts = exif::read(&raster.exif);
        let (width, height) = (raster.width, raster.height);
        let pixels = to_srgb(raster.pixels, raster.samples, raster.icc.as_deref());
        let mut picture = upright(pixels, width, height, facts.orientation);
        cover(&mut picture, text, &clock)?;
        jpeg(&picture, QUALITY)
    })
}

fn cover(picture: &mut Upright, text: &str, clock: &Clock) -> Result<(), PhotoError> {
    let font = FontRef::try_from_slice(FONT).map_err(PhotoError::broken)?;
    let line = drawable(text, &font);
    if line.is_empty() {
        return Ok(());
    }
    let em = (picture.width.max(picture.height) as f32 * EM_PART).max(EM_LEAST);
    let scale = scale_of(em, &font);
    let scaled = font.as_scaled(scale);
    let advance: f32 = line.chars().map(|c| scaled.h_advance(scaled.glyph_id(c))).sum::<f32>() + GAP_EM * em;
    let (mut row, mut baseline) = (0, em * 1.5);
    while baseline < picture.height as f32 + em {
        clock.check()?;
        let mut x = if row % 2 == 0 { em } else { em - advance / 2.0 };
        while x < picture.width as f32 {
            write(picture, &line, (x, baseline), scale, &font);
            x += advance;
        }
        row += 1;
        baseline += ROW_EM * em;
    }
    Ok(())
}

/// Draws the line twice: dark and a little aside, then white.
fn write(picture: &mut Upright, line: &str, (x, baseline): (f32, f32), scale: PxScale, font: &FontRef) {
    let aside = (scale.y * 0.035).max(1.0);
    for (dx, light, share) in [(aside, 0.0, DARK), (0.0, 255.0, WHITE)] {
        let scaled = font.as_scaled(scale);
        let mut at = x + dx;
        for c in line.chars() {
            let id = scaled.glyph_id(c);
            let glyph = id.with_scale_and_position(scale, point(at, baseline + dx));
            at += scaled.h_advance(id);
            let Some(outline) = scaled.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            outline.draw(|gx, gy, covered| {
                let (px, py) = (bounds.min.x + gx as f32, bounds.min.y + gy as f32);
                if px < 0.0 || py < 0.0 || px >= picture.width as f32 || py >= picture.height as f32 {
                    return;
                }
                let from = (py as usize * picture.width as usize + px as usize) * 3;
                for sample in &mut picture.pixels[from..from + 3] {
                    let below = f32::from(*sample);
                    *sample = (below + (light - below) * covered.clamp(0.0, 1.0) * share) as u8;
                }
            });
        }
    }
}
