//! Where the lines of a stamp stand: as large as is good to read, as small as the picture allows.

use ab_glyph::{FontRef, PxScale, ScaleFont};

use super::{STAMP_MAX_SHARE, scale_of};

/// A character's width is this part of the picture's long side, where there is room for it.
const USUAL_PART: f32 = 1.0 / 46.0;
/// Smaller characters than this (in pixels) are not worth drawing: nobody can read them.
const LEAST_EM: f32 = 14.0;

/// A strip with its lines, in pixels of the picture.
pub(super) struct Layout {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) scale: PxScale,
    /// The lines that are drawn, shortened where they had to be.
    pub(super) lines: Vec<String>,
    em: f32,
}

impl Layout {
    /// The largest layout that keeps to its share; nothing when not even one line does, or not the code.
    pub(super) fn of(lines: &[String], code: &str, width: u32, height: u32, font: &FontRef) -> Option<Self> {
        let last = || (!code.is_empty()).then(|| code.to_owned());
        let all: Vec<String> = lines.iter().cloned().chain(last()).collect();
        let mut em = (width.max(height) as f32 * USUAL_PART).max(LEAST_EM);
        while em > LEAST_EM {
            let layout = Self::at(em, all.clone(), (width, height), font);
            if layout.fits(width, height) {
                return (!all.is_empty()).then_some(layout);
            }
            em = (em * 0.92).max(LEAST_EM);
        }
        let (scale, room) = (scale_of(LEAST_EM, font), width as f32 - 2.0 * pad(LEAST_EM));
        (0..=lines.len()).rev().find_map(|count| {
            let shortened = lines[..count].iter().map(|line| shortened(line, room, scale, font));
            let layout = Self::at(LEAST_EM, shortened.chain(last()).collect(), (width, height), font);
            let is_whole = !layout.lines.is_empty() && layout.lines.iter().all(|line| !line.is_empty());
            (is_whole && layout.fits(width, height)).then_some(layout)
        })
    }

    fn at(em: f32, lines: Vec<String>, (_, height): (u32, u32), font: &FontRef) -> Self {
        let scale = scale_of(em, font);
        let longest = lines.iter().map(|line| length(line, scale, font)).fold(0.0, f32::max);
        let strip = (lines.len() as f32 * line_height(em) + 2.0 * pad(em)).ceil() as u32;
        Self {
            left: 0,
            top: height.saturating_sub(strip),
            width: (longest + 2.0 * pad(em)).ceil() as u32,
            height: strip,
            scale,
            lines,
            em,
        }
    }

    fn fits(&self, width: u32, height: u32) -> bool {
        let area = |width: u32, height: u32| u64::from(width) * u64::from(height);
        self.width <= width
            && self.height <= height
            && area(self.width, self.height) * u64::from(STAMP_MAX_SHARE) <= area(width, height)
    }

    /// Where the line with this number begins: from the left, and its base line from the top.
    pub(super) fn start_of(&self, number: usize) -> (f32, f32) {
        // The base line of Chinese type lies at 0.88 of its square; half of the line's spare height stands above it.
        let in_line = (line_height(self.em) - self.em) / 2.0 + 0.88 * self.em;
        let down = pad(self.em) + number as f32 * line_height(self.em) + in_line;
        (self.left as f32 + pad(self.em), self.top as f32 + down)
    }
}

fn line_height(em: f32) -> f32 {
    em * 1.3
}

fn pad(em: f32) -> f32 {
    em * 0.45
}

fn length(line: &str, scale: PxScale, font: &FontRef) -> f32 {
    let scaled = ab_glyph::Font::as_scaled(font, scale);
    line.chars().map(|c| scaled.h_advance(scaled.glyph_id(c))).sum()
}

/// The line, or its beginning with an ellipsis, no longer than the room; empty when there is not even room for that.
fn shortened(line: &str, room: f32, scale: PxScale, font: &FontRef) -> String {
    let mut kept: Vec<char> = line.chars().collect();
    let mut text = line.to_owned();
    while length(&text, scale, font) > room {
        if kept.pop().is_none() {
            return String::new();
        }
        text = kept.iter().chain(['…'].iter()).collect();
    }
    text
}
