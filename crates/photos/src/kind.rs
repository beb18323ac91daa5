//! What a file is, by its first bytes. Names and extensions lie; browsers and cameras send both wrong.
//!
//! Formats that people do send but that cannot be read get a name of their own, so that the error can say what to do.

use crate::PhotoError;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Jpeg,
    Png,
    WebP,
    Gif,
}

impl Kind {
    /// Looks at the first bytes; `bytes` is not empty.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, PhotoError> {
        if bytes.starts_with(&[0xFF, 0xD8]) {
            return Ok(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(Self::Png);
        }
        if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
            return Ok(Self::Gif);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Ok(Self::WebP);
        }
        Err(unread(bytes).map_or(PhotoError::NotAnImage, |kind| PhotoError::Unsupported { kind }))
    }
}

/// The name of a picture format that is known but not read.
fn unread(bytes: &[u8]) -> Option<&'static str> {
    if bytes.get(4..8) == Some(b"ftyp") {
        return brand_name(bytes);
    }
    const BEGINNINGS: [(&[u8], &str); 9] = [
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"II+\0", "TIFF"),
        (b"\xFF\x0A", "JPEG XL"),
        (b"\0\0\0\x0CJXL \r\n", "JPEG XL"),
        (b"\0\0\0\x0CjP  \r\n", "JPEG 2000"),
        (b"\xFF\x4F\xFF\x51", "JPEG 2000"),
        (b"8BPS", "Photoshop"),
        (b"\0\0\x01\0", "icon"),
    ];
    let by_beginning = BEGINNINGS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind);
    // "BM" alone is two letters that any text may begin with; a real bitmap also names the length of its second header.
    let is_bitmap = bytes.starts_with(b"BM") && matches!(bytes.get(14..18), Some([12..=124, 0, 0, 0]));
    by_beginning.or(is_bitmap.then_some("BMP"))
}

/// ISO base media files (HEIC, AVIF) say in their first box which brands they are made for. Video has the same box.
fn brand_name(bytes: &[u8]) -> Option<&'static str> {
    let length = bytes.get(..4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes) as usize;
    let brands = bytes.get(8..length.clamp(8, bytes.len().min(256)))?;
    let is = |names: &[&[u8]]| brands.chunks_exact(4).any(|brand| names.contains(&brand));
    if is(&[b"avif", b"avis"]) {
        Some("AVIF")
    } else if is(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"]) {
        Some("HEIC")
    } else {
        None
    }
}
