//! Short codes for people to compare and to look up by: one of a record, one of a photo. `7F3K-92QA`.
//!
//! A record's code is a digest of its bytes. A photo's code is drawn into the picture by the stamp, so it must be known
//! before the picture's digest and the record exist: it is made of the photo's id alone, which the record will sign
//! together with the digest. The code proves nothing by itself and need not: whoever reads it off a picture finds the one
//! photo that has it, and compares the picture with the stored one, whose bytes are the signed ones.

use domain::ids::PhotoId;

use crate::sha256;

/// The code shown with a record.
#[must_use]
pub fn check_code(record: &[u8]) -> String {
    code_of(&[b"huxiao-check-code-1", record])
}

/// The code drawn into a photo.
#[must_use]
pub fn photo_code(id: PhotoId) -> String {
    code_of(&[b"huxiao-photo-code-1", id.as_bytes()])
}

/// A code as people type it, in the form it is shown in: small letters, blanks and a missing hyphen do not matter, and O is
/// taken for 0, I and L for 1. `None` when it is no code.
#[must_use]
pub fn read_code(typed: &str) -> Option<String> {
    let plain = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(plain).collect();
    let is_code = typed.len() == 8 && typed.bytes().all(|byte| ALPHABET.contains(&byte));
    is_code.then(|| hyphened(&typed))
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Crockford's base 32 of the first forty bits of SHA-256.
fn code_of(parts: &[&[u8]]) -> String {
    let digest = sha256(parts);
    let bits = digest[..5].iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    let characters: String =
        (0..8).rev().map(|i| char::from(ALPHABET[usize::try_from(bits >> (5 * i) & 31).unwrap_or(0)])).collect();
    hyphened(&characters)
}

fn hyphened(characters: &str) -> String {
    format!("{}-{}", &characters[..4], &characters[4..])
}
