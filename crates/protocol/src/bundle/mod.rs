//! The rescue bundle: what a phone holds without a durable receipt, as one file that travels by cable.
//!
//! A head, then frames, each under HPKE to the organization's key: whoever carries the file can neither read nor change
//! it, leave a frame out, or put one in. What lies in the frames is what the wire would have carried (sealed runs of
//! records, whole picture files), so the server takes it in by the same doors. The last frame says how many there were
//! and is signed by the phone. Nothing here reads or writes files: one frame at a time, so memory stays small.

mod open;
mod part;
mod seal;

use domain::limits::PHOTO_BYTES_MAX;

use crate::KeyId;

pub use open::Opener;
pub use part::{End, Opening, Part, Picture, Run};
pub use seal::Sealer;

/// Bytes before the first frame: `HXRESCUE`, version, name of the organization's key, the encapsulated key.
pub const HEAD_BYTES: usize = NAMED_BYTES + 32;
/// Ending of the file's name.
pub const ENDING: &str = "hxrescue";
/// Bytes of the length before each frame.
pub const LENGTH_BYTES: usize = 4;

const MAGIC: &[u8; 8] = b"HXRESCUE";
const VERSION: u8 = 1;
/// Of the head, what is bound into the encryption.
const NAMED_BYTES: usize = 17;
/// A picture of the largest kind and what is said about it; no frame is longer.
const FRAME_BYTES_MAX: u64 = PHOTO_BYTES_MAX + 64 * 1024;

/// HPKE suite: X25519, HKDF-SHA256, ChaCha20-Poly1305.
type Kem = hpke::kem::X25519HkdfSha256;
type Kdf = hpke::kdf::HkdfSha256;
type Aead = hpke::aead::ChaCha20Poly1305;

/// Why a file is not taken in. The file is to blame, never the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// It does not begin as one.
    #[error("this is no rescue bundle")]
    NotABundle,
    /// Of a later version.
    #[error("the bundle is of version {0}, which is not known here")]
    Version(u8),
    /// Encrypted to somebody else.
    #[error("the bundle was made for another organization")]
    OtherOrganization,
    /// A frame that does not open, or does not say what a frame says.
    #[error("the bundle is damaged")]
    Damaged,
    /// It ends before its last frame.
    #[error("the bundle is torn: its end is missing")]
    Torn,
    /// The last frame is not signed by the phone that the first one names.
    #[error("the bundle is not signed by its phone")]
    BadSignature,
    /// Something follows the last frame.
    #[error("something follows the end of the bundle")]
    Trailing,
    /// A frame larger than any can be.
    #[error("a part of the bundle is too large")]
    TooLarge,
}

/// Which key of the organization the head of a file says that it was sealed to.
#[must_use]
pub fn sealed_to(head: &[u8; HEAD_BYTES]) -> KeyId {
    let mut id = [0; 8];
    id.copy_from_slice(&head[9..NAMED_BYTES]);
    KeyId(id.into())
}

/// Reads the length of the next frame from the bytes before it.
///
/// # Errors
/// [`BundleError::Damaged`] for one that no frame has; nothing needs to be read or reserved for it then.
pub fn frame_length(bytes: [u8; LENGTH_BYTES]) -> Result<usize, BundleError> {
    let length = u32::from_be_bytes(bytes);
    let fits = length > 0 && u64::from(length) <= FRAME_BYTES_MAX;
    usize::try_from(length).ok().filter(|_| fits).ok_or(BundleError::Damaged)
}

/// What the phone signs at the end.
fn statement(head: &[u8; HEAD_BYTES], frames: u64, digest: &domain::photo::Digest) -> Vec<u8> {
    crate::to_cbor(&("huxiao-bundle-1", crate::sha256(&[head]), frames, digest))
}
