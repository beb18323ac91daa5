//! The root: what the server says every hour about all streams at once, signed and chained to what it said before.
//!
//! A chain and a seal do not show that a stream's end was cut off by whoever runs the server. A root does, as long as
//! anybody kept it: it is the Merkle tree hash over `(stream, last record, hash)` of all streams in the order of their
//! ids, and no stream may ever be shorter than it was then.

use domain::{ids::StreamId, photo::Digest, time::UtcMs};
use minicbor::{Decode, Encode};

use crate::{KeyId, ProtocolError, PublicKey, ServerEpoch, Signature, SigningKey, sha256, to_cbor};

/// A signed root.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Root {
    /// Rises by one.
    #[n(0)]
    pub no: u64,
    /// In which life of the storage. A number may come again in a later life, when the storage was put back to before it.
    #[n(1)]
    pub epoch: ServerEpoch,
    /// When, by the server's clock.
    #[n(2)]
    pub at: UtcMs,
    /// Over how many streams.
    #[n(3)]
    pub streams: u64,
    /// How many records they hold.
    #[n(4)]
    pub records: u64,
    /// [`Root::digest`] of the root before; zeros for the first.
    #[n(5)]
    pub previous: Digest,
    /// The tree hash over the heads.
    #[n(6)]
    pub heads: Digest,
    /// The key that signed.
    #[n(7)]
    pub key_id: KeyId,
    /// Signature over the eight fields before.
    #[n(8)]
    pub signature: Signature,
}

impl Root {
    /// Signs the root after `previous` over these heads.
    #[must_use]
    pub fn sign(key: &SigningKey, previous: Option<&Self>, epoch: ServerEpoch, at: UtcMs, tree: &HeadTree) -> Self {
        let mut root = Self {
            no: previous.map_or(0, |root| root.no) + 1,
            epoch,
            at,
            streams: tree.streams,
            records: tree.records,
            previous: previous.map_or_else(|| Digest::from([0; 32]), Self::digest),
            heads: tree.hash(),
            key_id: key.public().id(),
            signature: Signature::from([0; 64]),
        };
        root.signature = key.sign(&root.statement());
        root
    }

    /// Verifies that `server` signed it.
    ///
    /// # Errors
    /// [`ProtocolError::BadSignature`].
    pub fn verify(&self, server: &PublicKey) -> Result<(), ProtocolError> {
        if self.key_id != server.id() {
            return Err(ProtocolError::BadSignature);
        }
        server.verify(&self.statement(), &self.signature)
    }

    /// What the next root names as the one before it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        sha256(&[b"huxiao-root-1", &to_cbor(self)])
    }

    fn statement(&self) -> Vec<u8> {
        let counts = (self.streams, self.records);
        to_cbor(&("huxiao-root-1", self.no, self.epoch, self.at, counts, self.previous, self.heads, self.key_id))
    }
}

/// The tree hash over heads that are added in the order of their streams' ids, as RFC 6962 builds it.
#[derive(Clone, Debug, Default)]
pub struct HeadTree {
    /// Whole subtrees from the left, each lower than the one before: height and hash.
    peaks: Vec<(u32, Digest)>,
    streams: u64,
    records: u64,
}

impl HeadTree {
    /// Adds the next stream with its last record and the chain's hash there.
    pub fn add(&mut self, stream_id: StreamId, seq: u64, head: &Digest) {
        let mut peak = (0, sha256(&[b"huxiao-leaf-1", stream_id.as_bytes(), &seq.to_be_bytes(), &**head]));
        while let Some((height, left)) = self.peaks.pop_if(|(height, _)| *height == peak.0) {
            peak = (height + 1, node(&left, &peak.1));
        }
        self.peaks.push(peak);
        self.streams += 1;
        self.records += seq;
    }

    /// The hash over all that were added.
    #[must_use]
    pub fn hash(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else { return sha256(&[b"huxiao-leaf-1"]) };
        peaks.fold(last, |right, left| node(&left, &right))
    }
}

fn node(left: &Digest, right: &Digest) -> Digest {
    sha256(&[b"huxiao-node-1", &**left, &**right])
}

#[cfg(test)]
mod tests {
    use super::*;
    use minicbor::bytes::ByteArray;

    fn stream(n: u8) -> StreamId {
        StreamId::from_slice(&[n; 16]).expect("sixteen bytes")
    }

    /// The definition, word for word: split at the largest power of two below the count.
    fn by_definition(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => sha256(&[b"huxiao-leaf-1"]),
            [leaf] => *leaf,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node(&by_definition(&leaves[..split]), &by_definition(&leaves[split..]))
            }
        }
    }

    #[test]
    fn the_tree_is_the_one_of_the_definition_for_every_size() {
        let (mut tree, mut leaves) = (HeadTree::default(), Vec::new());
        for n in 0..40_u8 {
            assert_eq!(tree.hash(), by_definition(&leaves), "{n} leaves");
            let head = sha256(&[&[n]]);
            tree.add(stream(n), u64::from(n) + 1, &head);
            let seq = (u64::from(n) + 1).to_be_bytes();
            leaves.push(sha256(&[b"huxiao-leaf-1", stream(n).as_bytes(), &seq, &*head]));
        }
    }

    #[test]
    fn a_root_says_what_was_signed_and_names_the_one_before() {
        let key = SigningKey::from_seed(&[7; 32]);
        let epoch = ServerEpoch { number: 1, tag: ByteArray::from([1; 8]) };
        let mut tree = HeadTree::default();
        let first = Root::sign(&key, None, epoch, UtcMs(1), &tree);
        tree.add(stream(1), 3, &sha256(&[b"head"]));
        let second = Root::sign(&key, Some(&first), epoch, UtcMs(2), &tree);
        assert_eq!((second.no, second.previous, second.records), (2, first.digest(), 3));
        assert!(second.verify(&key.public()).is_ok());
        let forged = Root { records: 2, ..second.clone() };
        assert!(matches!(forged.verify(&key.public()), Err(ProtocolError::BadSignature)));
        assert_ne!(forged.digest(), second.digest());
        assert_eq!(crate::from_cbor::<Root>(&to_cbor(&second)).expect("reads"), second);
    }
}
