//! Pictures of noise: no two alike, and as heavy as a real photograph once it is made small.

use super::Chance;

/// A JPEG of noise, between one and a dozen pieces of an upload long.
///
/// # Panics
/// When the encoder refuses a picture of its own size.
#[must_use]
pub fn noise(chance: &mut Chance) -> Vec<u8> {
    let side = *chance.of_these(&[48, 160, 320]);
    let mut pixels = Vec::with_capacity(side * side * 3);
    while pixels.len() < side * side * 3 {
        pixels.extend_from_slice(&chance.draw().to_le_bytes());
    }
    pixels.truncate(side * side * 3);
    let mut jpeg = Vec::new();
    let side = u16::try_from(side).expect("a small picture");
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 85);
    encoder.encode(&pixels, side, side, jpeg_encoder::ColorType::Rgb).expect("noise is a picture");
    jpeg
}
