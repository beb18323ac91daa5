//! Making a bundle, frame by frame.

use std::convert::Infallible;

use hpke::{
    OpModeS, Serializable as _,
    aead::AeadCtxS,
    rand_core::{TryCryptoRng, TryRng},
    setup_sender_with_rng,
};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Aead, BundleError, End, HEAD_BYTES, Kdf, Kem, MAGIC, NAMED_BYTES, Opening, Part, VERSION, statement};
use crate::{OrganizationKey, SigningKey, sha256};

/// Seals frames, in order.
pub struct Sealer {
    context: AeadCtxS<Aead, Kdf, Kem>,
    head: [u8; HEAD_BYTES],
    frames: u64,
    digest: Sha256,
}

impl Sealer {
    /// Begins a bundle to `organization`; gives the bytes that begin the file. `random` is fresh for each bundle.
    ///
    /// # Errors
    /// [`BundleError::OtherOrganization`] when the key is no key.
    pub fn begin(
        organization: &OrganizationKey,
        opening: Opening,
        random: [u8; 32],
    ) -> Result<(Self, Vec<u8>), BundleError> {
        let key = organization.point().ok_or(BundleError::OtherOrganization)?;
        let mut head = [0; HEAD_BYTES];
        head[..8].copy_from_slice(MAGIC);
        head[8] = VERSION;
        head[9..NAMED_BYTES].copy_from_slice(&*organization.id().0);
        let mut random = Given { seed: Zeroizing::new(random), blocks: 0 };
        let (encapsulated, context) =
            setup_sender_with_rng::<Aead, Kdf, Kem>(&OpModeS::Base, &key, &head[..NAMED_BYTES], &mut random)
                .map_err(|_| BundleError::OtherOrganization)?;
        encapsulated.write_exact(&mut head[NAMED_BYTES..]);
        let mut sealer = Self { context, head, frames: 0, digest: Sha256::new() };
        let mut begun = head.to_vec();
        begun.extend(sealer.frame(&Part::Opening(opening))?);
        Ok((sealer, begun))
    }

    /// The bytes of the next frame.
    ///
    /// # Errors
    /// [`BundleError::TooLarge`] for more than a frame may hold.
    pub fn frame(&mut self, part: &Part) -> Result<Vec<u8>, BundleError> {
        let plain = part.encode();
        self.digest.update(&plain);
        self.frames += 1;
        self.sealed(&plain)
    }

    /// The bytes that end the file, signed by the phone.
    ///
    /// # Errors
    /// [`BundleError::TooLarge`], which an end never is.
    pub fn end(mut self, device: &SigningKey) -> Result<Vec<u8>, BundleError> {
        let digest = <[u8; 32]>::from(self.digest.clone().finalize()).into();
        let signature = device.sign(&statement(&self.head, self.frames, &digest));
        let end = Part::End(End { frames: self.frames, digest, signature });
        self.sealed(&end.encode())
    }

    fn sealed(&mut self, plain: &[u8]) -> Result<Vec<u8>, BundleError> {
        let sealed = self.context.seal(plain, &[]).map_err(|_| BundleError::TooLarge)?;
        let length = u32::try_from(sealed.len()).map_err(|_| BundleError::TooLarge)?.to_be_bytes();
        super::frame_length(length).map_err(|_| BundleError::TooLarge)?;
        Ok([length.as_slice(), &sealed].concat())
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealer(after {} frames)", self.frames)
    }
}

/// Randomness from what the caller gave: this room asks no system for anything.
struct Given {
    seed: Zeroizing<[u8; 32]>,
    blocks: u64,
}

impl TryRng for Given {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, wanted: &mut [u8]) -> Result<(), Infallible> {
        for piece in wanted.chunks_mut(32) {
            self.blocks += 1;
            let block = sha256(&[b"huxiao-bundle-random-1", &*self.seed, &self.blocks.to_be_bytes()]);
            piece.copy_from_slice(&block[..piece.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Given {}
