//! What a frame holds: one byte for its kind, then its bytes. Records are compressed; pictures already are.

use domain::{
    ids::{PhotoId, StreamId},
    limits::SYNC_BYTES_MAX,
    photo::{Digest, PhotoRole},
    time::TimeBlock,
};
use minicbor::{Decode, Encode, bytes::ByteVec};

use super::BundleError;
use crate::{PublicKey, Signature, Unpack, from_cbor, sync::Push, to_cbor, tus::UploadMetadata, unpack};

/// Bytes cost little on a cable, the phone's time more.
const LEVEL: i32 = 3;

/// One frame, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first: whose bundle it is.
    Opening(Opening),
    /// Records.
    Run(Run),
    /// A picture or thumbnail.
    Picture(Picture),
    /// The last.
    End(End),
}

/// Whose bundle it is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Opening {
    /// The phone's key.
    #[n(0)]
    pub device: PublicKey,
    /// Version of the app that made it.
    #[n(1)]
    pub app_version: String,
    /// The phone's clocks as it was made.
    #[n(2)]
    pub made_at: TimeBlock,
}

/// A sealed run of records of one stream, as a sync request would carry it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Run {
    /// The stream.
    #[n(0)]
    pub stream_id: StreamId,
    /// Its records and their seal.
    #[n(1)]
    pub push: Push,
}

/// A whole picture file, as an upload would carry it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Picture {
    /// The picture's id, or its thumbnail's.
    #[n(0)]
    pub photo_id: PhotoId,
    /// The stream of the record that names it.
    #[n(1)]
    pub stream_id: StreamId,
    /// The record that names it.
    #[n(2)]
    pub seq: u64,
    /// Digest of the file.
    #[n(3)]
    pub sha256: Digest,
    /// Whether it is the thumbnail.
    #[n(4)]
    pub is_thumb: bool,
    /// The file.
    #[n(5)]
    pub bytes: ByteVec,
}

impl Picture {
    /// What its upload would say.
    #[must_use]
    pub fn metadata(&self) -> UploadMetadata {
        UploadMetadata {
            photo_id: self.photo_id,
            stream_id: self.stream_id,
            seq: self.seq,
            sha256: self.sha256,
            role: if self.is_thumb { PhotoRole::Thumb } else { PhotoRole::Picture },
        }
    }
}

/// That it is whole, in the phone's word.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct End {
    /// Frames before this one.
    #[n(0)]
    pub frames: u64,
    /// SHA-256 over all they hold.
    #[n(1)]
    pub digest: Digest,
    /// By the phone's key.
    #[n(2)]
    pub signature: Signature,
}

impl Part {
    /// The frame's bytes, before they are encrypted.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (kind, content) = match self {
            Self::Opening(opening) => (0, to_cbor(opening)),
            Self::Run(run) => (1, packed(&to_cbor(run))),
            Self::Picture(picture) => (2, to_cbor(picture)),
            Self::End(end) => (3, to_cbor(end)),
        };
        let mut bytes = Vec::with_capacity(content.len() + 1);
        bytes.push(kind);
        bytes.extend_from_slice(&content);
        bytes
    }

    /// Reads what was in a frame. Kinds of a later version are refused with their file: half of it would be lost.
    ///
    /// # Errors
    /// [`BundleError::Damaged`], [`BundleError::TooLarge`].
    pub fn decode(bytes: &[u8]) -> Result<Self, BundleError> {
        let (kind, content) = bytes.split_first().ok_or(BundleError::Damaged)?;
        let part = match kind {
            0 => from_cbor(content).map(Self::Opening),
            1 => from_cbor(&unpacked(content)?).map(Self::Run),
            2 => from_cbor(content).map(Self::Picture),
            3 => from_cbor(content).map(Self::End),
            _ => return Err(BundleError::Damaged),
        };
        part.map_err(|_| BundleError::Damaged)
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    // Compressing into memory has nothing to fail on; were it to, the reader would say that the bundle is damaged.
    zstd::bulk::compress(bytes, LEVEL).unwrap_or_default()
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, BundleError> {
    unpack(bytes, SYNC_BYTES_MAX).map_err(|error| match error {
        Unpack::Malformed => BundleError::Damaged,
        Unpack::TooLarge => BundleError::TooLarge,
    })
}
