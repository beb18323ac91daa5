//! The bytes of a sealed file: a mark with the version, a random nonce, then the photo under XChaCha20-Poly1305.
//!
//! The digest is authenticated with it, so a sealed file renamed to another digest does not open.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::{VaultError, random};

/// First bytes of each sealed file; the digit is the version of this layout.
const MARK: &[u8; 4] = b"HXV1";
const NONCE_BYTES: usize = 24;

/// Seals bytes with a fresh nonce. The nonce is long enough to be drawn at random for ever.
pub(super) fn seal(key: &[u8; 32], sha256: &[u8; 32], bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce: [u8; NONCE_BYTES] = random()?;
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: sha256 })
        .map_err(|_| VaultError::Io(std::io::Error::other("the photo could not be sealed")))?;
    Ok([MARK, nonce.as_slice(), &sealed].concat())
}

/// Opens a sealed file; nothing when a single bit of it, of the key or of the digest is another.
pub(super) fn unseal(key: &[u8; 32], sha256: &[u8; 32], file: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = file.strip_prefix(MARK)?.split_first_chunk::<NONCE_BYTES>()?;
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: sha256 }).ok()
}
