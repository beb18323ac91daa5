//! Reading a bundle, frame by frame: each is opened in its order, and only a signed end makes it whole.

use hpke::{Deserializable as _, OpModeR, aead::AeadCtxR, setup_receiver};
use sha2::{Digest as _, Sha256};

use super::{Aead, BundleError, HEAD_BYTES, Kdf, Kem, MAGIC, NAMED_BYTES, Part, VERSION, statement};
use crate::{OrganizationSecret, PublicKey};

/// Opens frames, in order.
pub struct Opener {
    context: AeadCtxR<Aead, Kdf, Kem>,
    head: [u8; HEAD_BYTES],
    frames: u64,
    digest: Sha256,
    device: Option<PublicKey>,
    ended: bool,
}

impl Opener {
    /// Begins with the bytes that begin the file.
    ///
    /// # Errors
    /// [`BundleError::NotABundle`], [`BundleError::Version`], [`BundleError::OtherOrganization`], [`BundleError::Damaged`].
    pub fn begin(secret: &OrganizationSecret, head: &[u8; HEAD_BYTES]) -> Result<Self, BundleError> {
        if &head[..8] != MAGIC {
            return Err(BundleError::NotABundle);
        }
        if head[8] != VERSION {
            return Err(BundleError::Version(head[8]));
        }
        if head[9..NAMED_BYTES] != *secret.public().id().0.as_slice() {
            return Err(BundleError::OtherOrganization);
        }
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(&head[NAMED_BYTES..]);
        let encapsulated = encapsulated.map_err(|_| BundleError::Damaged)?;
        let named = &head[..NAMED_BYTES];
        let context = setup_receiver::<Aead, Kdf, Kem>(&OpModeR::Base, &secret.private, &encapsulated, named)
            .map_err(|_| BundleError::Damaged)?;
        Ok(Self { context, head: *head, frames: 0, digest: Sha256::new(), device: None, ended: false })
    }

    /// Opens the next frame (without the length before it). The first is always the opening.
    ///
    /// # Errors
    /// [`BundleError`]; the file is of no use then.
    pub fn frame(&mut self, sealed: &[u8]) -> Result<Part, BundleError> {
        if self.ended {
            return Err(BundleError::Trailing);
        }
        let plain = self.context.open(sealed, &[]).map_err(|_| BundleError::Damaged)?;
        let part = Part::decode(&plain)?;
        match (&part, self.device) {
            (Part::Opening(opening), None) => self.device = Some(opening.device),
            (Part::Opening(_), Some(_)) | (_, None) => return Err(BundleError::Damaged),
            (Part::End(end), Some(device)) => {
                let digest = <[u8; 32]>::from(self.digest.clone().finalize()).into();
                if (end.frames, end.digest) != (self.frames, digest) {
                    return Err(BundleError::Damaged);
                }
                let stated = statement(&self.head, end.frames, &end.digest);
                device.verify(&stated, &end.signature).map_err(|_| BundleError::BadSignature)?;
                self.ended = true;
            }
            (Part::Run(_) | Part::Picture(_), Some(_)) => {}
        }
        self.digest.update(&plain);
        self.frames += 1;
        Ok(part)
    }

    /// Whether the signed end was seen. A file that ends before is torn.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.ended
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opener(after {} frames)", self.frames)
    }
}
