//! What a camera wrote about the picture: which way up, when, and where.
//!
//! All of it is a claim to be weighed, none of it is needed: broken fields are left out one by one, and a picture without
//! any is as welcome. The fields go into the signed record, where the server weighs them; they never stay in the file.

mod place;
mod taken;

use ::exif::{Exif, In, Reader, Tag, Value};

pub use self::place::Place;
pub use self::taken::Taken;

/// The fields that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Exif orientation, 1 to 8.
    pub(crate) orientation: u8,
    pub(crate) taken: Option<Taken>,
    pub(crate) place: Option<Place>,
}

/// Reads the first block that can be read at all.
pub(crate) fn read(blocks: &[Vec<u8>]) -> Facts {
    let Some(exif) = blocks.iter().find_map(|block| parse(block)) else {
        return Facts { orientation: 1, taken: None, place: None };
    };
    Facts { orientation: orientation(&exif), taken: Taken::from_exif(&exif), place: Place::from_exif(&exif) }
}

/// Parses TIFF bytes, keeping what is readable of a damaged block. Some WebP writers leave JPEG's prefix in front.
fn parse(block: &[u8]) -> Option<Exif> {
    let tiff = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    reader.read_raw(tiff.to_vec()).or_else(|error| error.distill_partial_result(|_| ())).ok()
}

fn orientation(exif: &Exif) -> u8 {
    let stated = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    stated.and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=8).contains(n)).unwrap_or(1)
}

/// The text of a field, without blanks around it.
fn text(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines.first().map(|line| line.trim_ascii()),
        _ => None,
    }
}
