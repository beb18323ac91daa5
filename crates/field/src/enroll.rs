//! Reading an enrollment code as people give it: typed, pasted, or as a picture of the office's QR code.

use domain::enroll_code;

use crate::{Error, error::refused, views::EnrollCode};

/// Reads a typed or pasted code, or the address of the office's QR code.
///
/// # Errors
/// `bad-code`.
pub fn read_code(text: &str) -> Result<EnrollCode, Error> {
    let (server, code) = enroll_code::EnrollCode::read_address(text).ok_or_else(|| refused("bad-code"))?;
    Ok(EnrollCode { server, code: code.to_string() })
}

/// Reads the office's QR code from a picture.
///
/// # Errors
/// `no-code-found`, `bad-code`, and those of the picture.
pub fn scan(image: &[u8]) -> Result<EnrollCode, Error> {
    let texts = photos::qr::read(image)?;
    let first = texts.first().ok_or_else(|| refused("no-code-found"))?;
    texts.iter().find_map(|text| read_code(text).ok()).map_or_else(|| read_code(first), Ok)
}
