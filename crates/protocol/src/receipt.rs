//! The receipt: the server's signature that it holds a stream up to a record. Only this makes a tick 已送达.

use domain::{ids::StreamId, photo::Digest, time::UtcMs};
use minicbor::{Decode, Encode, bytes::ByteArray};

use crate::{KeyId, ProtocolError, PublicKey, Signature, SigningKey, to_cbor};

/// Which life of the server's storage: the number rises whenever commits may have been lost (restore, fail-over).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ServerEpoch {
    /// Higher than that of any life before.
    #[n(0)]
    pub number: u32,
    /// Random, so that two servers that both count to the same number still differ.
    #[n(1)]
    pub tag: ByteArray<8>,
}

/// What the server holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Receipt {
    /// Of which stream.
    #[n(0)]
    pub stream_id: StreamId,
    /// Committed up to and including this record; 0 for none.
    #[n(1)]
    pub acked_upto: u64,
    /// The chain's hash at that record (the genesis for 0).
    #[n(2)]
    pub head: Digest,
    /// When, by the server's clock.
    #[n(3)]
    pub received_at: UtcMs,
    /// In which life of the server's storage.
    #[n(4)]
    pub epoch: ServerEpoch,
    /// The key that signed.
    #[n(5)]
    pub key_id: KeyId,
    /// Signature over the five fields before.
    #[n(6)]
    pub signature: Signature,
}

impl Receipt {
    /// Signs for `stream_id` up to `acked_upto`.
    #[must_use]
    pub fn sign(
        key: &SigningKey,
        stream_id: StreamId,
        acked_upto: u64,
        head: Digest,
        received_at: UtcMs,
        epoch: ServerEpoch,
    ) -> Self {
        let key_id = key.public().id();
        let statement = statement(stream_id, acked_upto, &head, received_at, epoch, key_id);
        Self { stream_id, acked_upto, head, received_at, epoch, key_id, signature: key.sign(&statement) }
    }

    /// Verifies that `server` signed it.
    ///
    /// # Errors
    /// [`ProtocolError::BadSignature`].
    pub fn verify(&self, server: &PublicKey) -> Result<(), ProtocolError> {
        if self.key_id != server.id() {
            return Err(ProtocolError::BadSignature);
        }
        let statement =
            statement(self.stream_id, self.acked_upto, &self.head, self.received_at, self.epoch, self.key_id);
        server.verify(&statement, &self.signature)
    }
}

fn statement(stream: StreamId, upto: u64, head: &Digest, at: UtcMs, epoch: ServerEpoch, key: KeyId) -> Vec<u8> {
    to_cbor(&("huxiao-receipt-1", stream, upto, head, at, epoch, key))
}
