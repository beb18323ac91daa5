//! The short code drawn into a picture's stamp and shown beside a record: eight characters of its digest.

use crate::sha256;

/// Crockford base 32 of the first forty bits of SHA-256 over the record's bytes: `7F3K-92QA`.
#[must_use]
pub fn check_code(record: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digest = sha256(&[b"huxiao-check-code-1", record]);
    let bits = digest[..5].iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    let characters: String =
        (0..8).rev().map(|i| char::from(ALPHABET[usize::try_from(bits >> (5 * i) & 31).unwrap_or(0)])).collect();
    format!("{}-{}", &characters[..4], &characters[4..])
}
