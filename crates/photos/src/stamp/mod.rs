//! The stamp: a few lines of text drawn into the picture (when, where, which duty, the photo's check code), so that a
//! copy of it that went from hand to hand still says what it is of, and where its record can be looked up.
//!
//! White on a darkened strip in the lower left corner: readable on snow and at night alike. The strip never takes more than
//! [`STAMP_MAX_SHARE`] of the picture; text shrinks first, then its ends and its last lines go. The code stays whole to the
//! end: a copy whose record cannot be found is a mere picture, so without room for the code nothing is drawn at all. What
//! the lines say is the caller's; this room only draws.

mod layout;

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use serde::{Deserialize, Serialize};

use self::layout::Layout;
use crate::PhotoError;
use crate::orient::Upright;

/// Most lines of a stamp, the code's included.
pub const STAMP_MAX_LINES: usize = 5;
/// The strip covers at most one in this many parts of the picture.
pub const STAMP_MAX_SHARE: u32 = 8;

/// The characters of GB 2312 and of the national table of 2013, of which school names are made; see `fonts/make.py`.
pub static FONT: &[u8] = include_bytes!("../../fonts/stamp.otf");
/// How much of the picture's light the strip lets through, of 255: white on what is left of white has a contrast of 8.
const LIGHT_LEFT: u16 = 77;
/// Stands for a character that the font does not have.
const MISSING: char = '〓';

/// What to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The lines from the top, the most important first; those beyond [`STAMP_MAX_LINES`] are left out.
    pub lines: Vec<String>,
    /// The last line, by which the picture is found. It is never shortened, and goes last of all.
    pub code: String,
}

/// Draws the stamp and says how many of its lines found room: none, or some with the code as the last of them.
pub(crate) fn draw(picture: &mut Upright, stamp: &Stamp) -> Result<usize, PhotoError> {
    let font = FontRef::try_from_slice(FONT).map_err(PhotoError::broken)?;
    let lines = stamp.lines.iter().map(|line| drawable(line, &font)).filter(|line| !line.is_empty());
    let code = drawable(&stamp.code, &font);
    let lines: Vec<String> = lines.take(STAMP_MAX_LINES - usize::from(!code.is_empty())).collect();
    let Some(layout) = Layout::of(&lines, &code, picture.width, picture.height, &font) else { return Ok(0) };
    darken(picture, &layout);
    for (n, line) in layout.lines.iter().enumerate() {
        write(picture, line, &layout, n, &font);
    }
    Ok(layout.lines.len())
}

/// The line with every character replaced that cannot be drawn.
pub(crate) fn drawable(line: &str, font: &FontRef) -> String {
    let shown = |c: char| match c {
        _ if c.is_control() || c.is_whitespace() => ' ',
        _ if font.glyph_id(c).0 == 0 => MISSING,
        _ => c,
    };
    line.trim().chars().map(shown).collect()
}

fn darken(picture: &mut Upright, layout: &Layout) {
    let row_bytes = picture.width as usize * 3;
    let from = layout.left as usize * 3;
    let rows = picture.pixels.chunks_exact_mut(row_bytes).skip(layout.top as usize).take(layout.height as usize);
    for row in rows {
        for sample in &mut row[from..from + layout.width as usize * 3] {
            *sample = (u16::from(*sample) * LIGHT_LEFT / 255) as u8;
        }
    }
}

/// Draws one line in white, each pixel as far as the letter covers it.
fn write(picture: &mut Upright, line: &str, layout: &Layout, number: usize, font: &FontRef) {
    let scaled = font.as_scaled(layout.scale);
    let (mut x, baseline) = layout.start_of(number);
    for c in line.chars() {
        let id = scaled.glyph_id(c);
        let glyph: Glyph = id.with_scale_and_position(layout.scale, point(x, baseline));
        x += scaled.h_advance(id);
        let Some(outline) = scaled.outline_glyph(glyph) else { continue };
        let bounds = outline.px_bounds();
        outline.draw(|dx, dy, covered| {
            let (x, y) = (bounds.min.x + dx as f32, bounds.min.y + dy as f32);
            if x < 0.0 || y < 0.0 || x >= picture.width as f32 || y >= picture.height as f32 {
                return;
            }
            let at = (y as usize * picture.width as usize + x as usize) * 3;
            for sample in &mut picture.pixels[at..at + 3] {
                let below = f32::from(*sample);
                *sample = (below + (255.0 - below) * covered.clamp(0.0, 1.0)) as u8;
            }
        });
    }
}

/// The font's scale at which a Chinese character is this many pixels wide.
pub(crate) fn scale_of(em_px: f32, font: &FontRef) -> PxScale {
    PxScale::from(em_px * font.height_unscaled() / font.units_per_em().unwrap_or(1000.0))
}
