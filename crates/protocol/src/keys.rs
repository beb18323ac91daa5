//! Ed25519 keys and digests, with the one way in which this protocol signs: strictly and under a domain.
//!
//! Every signed statement is a CBOR array whose first element names the statement, so that a signature made
//! for one purpose can never serve another.

use std::fmt;

use domain::photo::Digest;
use ed25519_dalek::Signer;
use minicbor::{Decode, Encode, bytes::ByteArray};
use sha2::{Digest as _, Sha256};

use crate::ProtocolError;

/// A 64-byte signature.
pub type Signature = ByteArray<64>;

/// SHA-256 over the parts, one after the other.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> Digest {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Digest::from(<[u8; 32]>::from(hasher.finalize()))
}

/// The first eight bytes of SHA-256 over a public key: short enough to send with each request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct KeyId(#[n(0)] pub ByteArray<8>);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&*self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl KeyId {
    /// Reads the sixteen hex digits of [`KeyId`]'s display.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
        Some(Self(ByteArray::from(<[u8; 8]>::try_from(bytes).ok()?)))
    }
}

/// A public key: 32 bytes, checked for validity when it verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct PublicKey(#[n(0)] pub ByteArray<32>);

impl PublicKey {
    /// Its short name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let mut id = [0; 8];
        id.copy_from_slice(&sha256(&[&*self.0])[..8]);
        KeyId(ByteArray::from(id))
    }

    /// Verifies strictly (no small-order keys, no malleable signatures).
    ///
    /// # Errors
    /// [`ProtocolError::BadSignature`].
    pub fn verify(&self, statement: &[u8], signature: &Signature) -> Result<(), ProtocolError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0).map_err(|_| ProtocolError::BadSignature)?;
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        key.verify_strict(statement, &signature).map_err(|_| ProtocolError::BadSignature)
    }
}

/// A private key. Its memory is wiped when dropped.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// From 32 random bytes.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(ByteArray::from(self.0.verifying_key().to_bytes()))
    }

    /// Signs a statement.
    #[must_use]
    pub fn sign(&self, statement: &[u8]) -> Signature {
        Signature::from(self.0.sign(statement).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public().id())
    }
}
