//! The seal: the device's signature over a range of its chain, one for each push.
//!
//! It states "these are my records `first..=last`, and the chain ends in `head`". Different ranges over the
//! same chain are all valid, so a retry may cut its batches anew.

use domain::{ids::StreamId, photo::Digest, time::TimeBlock};
use minicbor::{Decode, Encode};

use crate::{KeyId, ProtocolError, PublicKey, Signature, SigningKey, to_cbor};

/// A sealed range.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Seal {
    /// First record of the range.
    #[n(0)]
    pub first: u64,
    /// Last record of the range.
    #[n(1)]
    pub last: u64,
    /// The key that signed.
    #[n(2)]
    pub key_id: KeyId,
    /// What the clocks said when it was sealed.
    #[n(3)]
    pub time: TimeBlock,
    /// Signature over the statement.
    #[n(4)]
    pub signature: Signature,
}

impl Seal {
    /// Seals `first..=last`, whose chain ends in `head`.
    #[must_use]
    pub fn sign(key: &SigningKey, stream_id: StreamId, first: u64, last: u64, head: &Digest, time: TimeBlock) -> Self {
        let key_id = key.public().id();
        let signature = key.sign(&statement(stream_id, first, last, head, key_id, &time));
        Self { first, last, key_id, time, signature }
    }

    /// Verifies that `device` sealed this range with this head.
    ///
    /// # Errors
    /// [`ProtocolError::BadSignature`].
    pub fn verify(&self, device: &PublicKey, stream_id: StreamId, head: &Digest) -> Result<(), ProtocolError> {
        if self.key_id != device.id() {
            return Err(ProtocolError::BadSignature);
        }
        let statement = statement(stream_id, self.first, self.last, head, self.key_id, &self.time);
        device.verify(&statement, &self.signature)
    }
}

fn statement(stream: StreamId, first: u64, last: u64, head: &Digest, key: KeyId, time: &TimeBlock) -> Vec<u8> {
    to_cbor(&("huxiao-seal-1", stream, first, last, head, key, time))
}
