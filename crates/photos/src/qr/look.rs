//! One look at one picture, behind a guard: the readers are large ports and must not take the app down with them.
//!
//! The modern reader finds what looks like a corner of a code, and tries the corners in threes. A wall of squares has
//! hundreds of corners, and the reader's own loop tries them all for seconds; here the likeliest threes are tried, and how
//! many of them is said beforehand. So what a look can cost depends on the size of the picture, not on what it shows.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::{BitMatrix, DetectorRXingResult, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::QRCodeReader;
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8Source, Reader as _};

use super::treat::Luma;

/// Which readers take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// The modern reader; finds several codes at once in about a millisecond.
    Quick,
    /// Also the older reader and a single threshold for the whole picture, which see some codes that the modern one does not.
    Patient,
}

/// How much may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Effort {
    /// Threes of corners that are still tried; looks that share an effort use it up together.
    threes: u32,
    /// Corners so small that their middle is three pixels high are looked for, too.
    small: bool,
    /// With more corners than this it is no tag that is seen, and nothing more is tried.
    corners: usize,
}

impl Effort {
    /// For one look at a still. A sheet of tags has far fewer threes that come before the right ones.
    pub(crate) const STILL: Self = Self { threes: 1000, small: true, corners: usize::MAX };
    /// For all looks at one frame of a preview.
    pub(crate) const FRAME: Self = Self { threes: 50, small: false, corners: 200 };

    /// Nothing more is tried.
    pub(crate) fn is_spent(&self) -> bool {
        self.threes == 0
    }
}

/// The texts of all codes seen, each once, in the order found.
pub(crate) fn look(picture: &Luma, reader: Reader) -> Vec<String> {
    look_within(picture, reader, &mut Effort::STILL.clone())
}

/// As [`look`], within what is left of an effort.
pub(crate) fn look_within(picture: &Luma, reader: Reader, effort: &mut Effort) -> Vec<String> {
    let mut texts = Vec::new();
    for found in catch_unwind(AssertUnwindSafe(|| search(picture, reader, effort))).unwrap_or_default() {
        if !found.is_empty() && !texts.contains(&found) {
            texts.push(found);
        }
    }
    texts
}

fn search(picture: &Luma, reader: Reader, effort: &mut Effort) -> Vec<String> {
    let source = || Luma8Source::new_with_slice(&picture.pixels, picture.width, picture.height).ok();
    let Some(local) = source() else { return Vec::new() };
    let mut local = BinaryBitmap::new(HybridBinarizer::new(local));
    let found = modern(local.get_black_matrix(), effort);
    if !found.is_empty() || reader == Reader::Quick {
        return found;
    }
    let hints = DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        ..DecodeHints::default()
    };
    if let Ok(code) = QRCodeReader::new().decode_with_hints(&mut local, &hints) {
        return vec![code.getText().to_owned()];
    }
    let Some(global) = source() else { return Vec::new() };
    let mut global = BinaryBitmap::new(GlobalHistogramBinarizer::new(global));
    let found = modern(global.get_black_matrix(), effort);
    if !found.is_empty() {
        return found;
    }
    let older = QRCodeReader::new().decode_with_hints(&mut global, &hints).ok();
    older.iter().map(|code| code.getText().to_owned()).collect()
}

/// The modern reader's own search, with an end.
fn modern(dark: &BitMatrix, effort: &mut Effort) -> Vec<String> {
    let mut corners = FindFinderPatterns(dark, effort.small, 0);
    if corners.len() > effort.corners {
        effort.threes = 0;
        return Vec::new();
    }
    let (mut texts, mut used) = (Vec::new(), Vec::new());
    for three in GenerateFinderPatternSets(&mut corners) {
        let three_corners = [three.bl, three.tl, three.tr];
        if three_corners.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        if effort.threes == 0 {
            break;
        }
        effort.threes -= 1;
        let decoded = SampleQR(dark, &three).and_then(|sampled| Decode(sampled.getBits()));
        if let Some(code) = decoded.ok().filter(|code| code.isValid()) {
            used.extend(three_corners);
            texts.push(code.text());
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::{Effort, Reader, look_within};
    use crate::qr::treat::Luma;

    /// A wall of squares that each look like the corner of a code.
    fn wall(across: u32, down: u32, side: u32) -> Luma {
        let (width, height) = (across * side, down * side);
        let middle = |at: u32| (at % side).abs_diff(side / 2) * 7 / side;
        let dark = |x: u32, y: u32| matches!(middle(x).max(middle(y)), 0 | 1 | 3);
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| if dark(x, y) { 25 } else { 230 })).collect();
        Luma { width, height, pixels }
    }

    #[test]
    fn what_a_wall_of_corners_may_cost_is_said_beforehand() {
        let mut effort = Effort { threes: 7, small: true, corners: 100 };
        assert!(look_within(&wall(8, 6, 42), Reader::Quick, &mut effort).is_empty());
        assert!(effort.is_spent(), "48 corners make far more than seven threes: {effort:?}");

        let mut effort = Effort { threes: 1_000_000, small: true, corners: 20 };
        assert!(look_within(&wall(8, 6, 42), Reader::Quick, &mut effort).is_empty());
        assert!(effort.is_spent(), "with more corners than are looked at none is tried: {effort:?}");
    }
}
