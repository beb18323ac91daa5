//! One look at one picture, behind a guard: the readers are large ports and must not take the app down with them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::QRCodeReader;
use rxing::qrcode::cpp_port::QrReader;
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

/// The texts of all codes seen, each once, in the order found.
pub(crate) fn look(picture: &Luma, reader: Reader) -> Vec<String> {
    let mut texts = Vec::new();
    for found in catch_unwind(AssertUnwindSafe(|| search(picture, reader))).unwrap_or_default() {
        if !found.is_empty() && !texts.contains(&found) {
            texts.push(found);
        }
    }
    texts
}

fn search(picture: &Luma, reader: Reader) -> Vec<String> {
    let hints = DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        ..DecodeHints::default()
    };
    let source = || Luma8Source::new_with_slice(&picture.pixels, picture.width, picture.height).ok();
    let Some(local) = source() else { return Vec::new() };
    let mut local = BinaryBitmap::new(HybridBinarizer::new(local));
    let found = QrReader.decode_multiple_with_hints(&mut local, &hints).unwrap_or_default();
    if !found.is_empty() || reader == Reader::Quick {
        return found.iter().map(|code| code.getText().to_owned()).collect();
    }
    let older = QRCodeReader::new().decode_with_hints(&mut local, &hints).ok();
    let older = older.or_else(|| {
        let mut global = BinaryBitmap::new(GlobalHistogramBinarizer::new(source()?));
        let modern = QrReader.decode_with_hints(&mut global, &hints).ok();
        modern.or_else(|| QRCodeReader::new().decode_with_hints(&mut global, &hints).ok())
    });
    older.iter().map(|code| code.getText().to_owned()).collect()
}
