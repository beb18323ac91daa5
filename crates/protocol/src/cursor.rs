//! Where a pull ended, in the server's own words: opaque to the phone, which only gives it back.
//!
//! CBOR of the storage's life and how far each scope was told, under eight bytes of HMAC by a key that only the server
//! has: what comes back is either its own word or nothing.

use hmac::{Hmac, KeyInit as _, Mac as _};
use minicbor::{Decode, Encode};
use sha2::Sha256;

use crate::{ServerEpoch, from_cbor, to_cbor};

const TAG_BYTES: usize = 8;

/// How far a phone was told.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    /// In which life of the server's storage.
    #[n(0)]
    pub epoch: ServerEpoch,
    /// The last number of each scope.
    #[n(1)]
    pub upto: Vec<(u32, u64)>,
    /// Where a scope is still read from its beginning: the floor of its tombstones when that began.
    #[n(2)]
    pub begun: Option<Vec<(u32, u64)>>,
}

impl Cursor {
    /// The bytes for the phone.
    #[must_use]
    pub fn seal(&self, key: &[u8; 32]) -> Vec<u8> {
        Self::tagged(key, &to_cbor(self))
    }

    /// Any bytes under a tag that verifies.
    #[must_use]
    pub fn tagged(key: &[u8; 32], bytes: &[u8]) -> Vec<u8> {
        let tag = keyed(key, bytes).finalize().into_bytes();
        [bytes, &tag[..TAG_BYTES]].concat()
    }

    /// Reads what a phone gave back; `None` when it is not this server's.
    #[must_use]
    pub fn open(key: &[u8; 32], sealed: &[u8]) -> Option<Self> {
        let (bytes, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG_BYTES)?)?;
        keyed(key, bytes).verify_truncated_left(tag).ok()?;
        from_cbor(bytes).ok()
    }
}

fn keyed(key: &[u8; 32], bytes: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(bytes);
    mac
}
