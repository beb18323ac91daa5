//! The organization's own key pair: what is sealed to it, only its server can open.
//!
//! X25519, as HPKE (RFC 9180) takes it. The public half is given to phones under a signature of the server key, so
//! that nobody on the way can put another in its place; rescue bundles are encrypted to it ([`crate::bundle`]).

use hpke::{Deserializable as _, Kem as _, Serializable as _, kem::X25519HkdfSha256 as Kem};
use minicbor::{Decode, Encode, bytes::ByteArray};

use crate::{KeyId, ProtocolError, PublicKey, Signature, SigningKey, sha256, to_cbor};

/// The public half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct OrganizationKey(#[n(0)] pub ByteArray<32>);

impl OrganizationKey {
    /// Its short name: the first eight bytes of SHA-256 over it.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let mut id = [0; 8];
        id.copy_from_slice(&sha256(&[&*self.0])[..8]);
        KeyId(ByteArray::from(id))
    }

    /// As HPKE takes it; `None` when it is no key.
    pub(crate) fn point(&self) -> Option<<Kem as hpke::Kem>::PublicKey> {
        <Kem as hpke::Kem>::PublicKey::from_bytes(&*self.0).ok()
    }
}

/// The private half. Its memory is wiped when dropped.
pub struct OrganizationSecret {
    pub(crate) private: <Kem as hpke::Kem>::PrivateKey,
    public: OrganizationKey,
}

impl OrganizationSecret {
    /// From 32 random bytes.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let (private, public) = Kem::derive_keypair(seed);
        let mut bytes = [0; 32];
        public.write_exact(&mut bytes);
        Self { private, public: OrganizationKey(ByteArray::from(bytes)) }
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> OrganizationKey {
        self.public
    }
}

impl std::fmt::Debug for OrganizationSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OrganizationSecret({})", self.public.id())
    }
}

/// The public half with the server's word for it, as phones are given it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct VouchedKey {
    /// The key.
    #[n(0)]
    pub key: OrganizationKey,
    /// By the server key, over the key.
    #[n(1)]
    pub signature: Signature,
}

impl VouchedKey {
    /// Vouches for a key.
    #[must_use]
    pub fn sign(server: &SigningKey, key: OrganizationKey) -> Self {
        Self { key, signature: server.sign(&statement(&key)) }
    }

    /// Verifies that `server` vouched for it, and that it is a key at all.
    ///
    /// # Errors
    /// [`ProtocolError::BadSignature`], [`ProtocolError::BadForm`].
    pub fn verify(&self, server: &PublicKey) -> Result<OrganizationKey, ProtocolError> {
        server.verify(&statement(&self.key), &self.signature)?;
        self.key.point().ok_or(ProtocolError::BadForm("organization key"))?;
        Ok(self.key)
    }
}

fn statement(key: &OrganizationKey) -> Vec<u8> {
    to_cbor(&("huxiao-organization-1", key))
}
