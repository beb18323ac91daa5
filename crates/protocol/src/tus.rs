//! Names and forms of the photo exchange: tus 1.0 as profiled in docs/PROTOCOL.md.
//!
//! `POST /v1/photos` creates (idempotently: the same photo, length and digest give the same place and the current
//! offset), `PATCH` appends, `HEAD` tells how far it is, `DELETE` ends what is unfinished. The place is `/v1/photos/{photo_id}.{attempt}`; the
//! attempt is raised by the server alone, after damage. Bytes count only when their digest is the one in the
//! signed record.

use data_encoding::{BASE64, HEXLOWER};
use domain::{
    ids::{PhotoId, StreamId},
    photo::{Digest, PhotoRole},
};

use crate::{ProtocolError, ServerEpoch};

/// Path under which photos are created.
pub const PATH: &str = "/v1/photos";
/// The protocol version both sides name in `Tus-Resumable`.
pub const VERSION: &str = "1.0.0";
/// Media type of a PATCH body.
pub const OFFSET_MEDIA_TYPE: &str = "application/offset+octet-stream";
/// Header of every answer: in which life of the server's storage it was given. These answers have no receipts.
pub const EPOCH: &str = "huxiao-epoch";

/// What `Upload-Metadata` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadMetadata {
    /// Which picture (or thumbnail).
    pub photo_id: PhotoId,
    /// The stream of the record that names it.
    pub stream_id: StreamId,
    /// The record that names it.
    pub seq: u64,
    /// Digest of the whole.
    pub sha256: Digest,
    /// Picture or thumbnail.
    pub role: PhotoRole,
}

impl UploadMetadata {
    /// The header's value: keys with Base64 values, comma-separated, as tus prescribes.
    #[must_use]
    pub fn header(&self) -> String {
        let field = |key: &str, value: String| format!("{key} {}", BASE64.encode(value.as_bytes()));
        [
            field("photo_id", self.photo_id.to_string()),
            field("stream_id", self.stream_id.to_string()),
            field("seq", self.seq.to_string()),
            field("sha256", HEXLOWER.encode(&*self.sha256)),
            field("role", self.role.code().to_owned()),
        ]
        .join(",")
    }

    /// Reads the header's value; keys it does not know are passed over.
    ///
    /// # Errors
    /// [`ProtocolError::BadForm`] names what is missing or wrong.
    pub fn read(header: &str) -> Result<Self, ProtocolError> {
        let value = |key| value(header, key);
        Ok(Self {
            photo_id: photo_id(header)?,
            stream_id: value("stream_id")?.parse().map_err(|_| ProtocolError::BadForm("stream_id"))?,
            seq: value("seq")?.parse().map_err(|_| ProtocolError::BadForm("seq"))?,
            sha256: digest(header)?,
            role: [PhotoRole::Thumb, PhotoRole::Picture]
                .into_iter()
                .find(|r| value("role").is_ok_and(|v| v == r.code()))
                .ok_or(ProtocolError::BadForm("role"))?,
        })
    }
}

/// What `Upload-Metadata` tells of a picture from the office, which no record names yet. A client may tell more
/// (`filename`, `filetype`); it gets the whole back when it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeMetadata {
    /// Which picture; chosen by the client, so that creating twice is harmless.
    pub photo_id: PhotoId,
    /// Digest of the whole.
    pub sha256: Digest,
    /// The header, word for word.
    pub header: String,
}

impl OfficeMetadata {
    /// Reads the header's value.
    ///
    /// # Errors
    /// [`ProtocolError::BadForm`] names what is missing or wrong.
    pub fn read(header: &str) -> Result<Self, ProtocolError> {
        Ok(Self { photo_id: photo_id(header)?, sha256: digest(header)?, header: header.to_owned() })
    }
}

/// The text under a key of `Upload-Metadata`.
fn value(header: &str, key: &'static str) -> Result<String, ProtocolError> {
    let field = header.split(',').find_map(|f| f.trim().split_once(' ').filter(|(k, _)| *k == key));
    let bytes = field.and_then(|(_, v)| BASE64.decode(v.trim().as_bytes()).ok());
    bytes.and_then(|b| String::from_utf8(b).ok()).ok_or(ProtocolError::BadForm(key))
}

fn photo_id(header: &str) -> Result<PhotoId, ProtocolError> {
    value(header, "photo_id")?.parse().map_err(|_| ProtocolError::BadForm("photo_id"))
}

fn digest(header: &str) -> Result<Digest, ProtocolError> {
    let bytes = HEXLOWER.decode(value(header, "sha256")?.as_bytes()).ok().and_then(|b| <[u8; 32]>::try_from(b).ok());
    bytes.map(Digest::from).ok_or(ProtocolError::BadForm("sha256"))
}

/// The place of an upload: `/v1/photos/{photo_id}.{attempt}`.
#[must_use]
pub fn upload_path(photo_id: PhotoId, attempt: u32) -> String {
    format!("{PATH}/{photo_id}.{attempt}")
}

/// Reads `{photo_id}.{attempt}`.
#[must_use]
pub fn read_upload_name(name: &str) -> Option<(PhotoId, u32)> {
    let (photo_id, attempt) = name.split_once('.')?;
    Some((photo_id.parse().ok()?, attempt.parse().ok()?))
}

/// The value of [`EPOCH`]: the number, and the tag in hex.
#[must_use]
pub fn epoch(epoch: &ServerEpoch) -> String {
    format!("{} {}", epoch.number, HEXLOWER.encode(&*epoch.tag))
}

/// Reads a value of [`EPOCH`].
#[must_use]
pub fn read_epoch(header: &str) -> Option<ServerEpoch> {
    let (number, tag) = header.trim().split_once(' ')?;
    let tag = <[u8; 8]>::try_from(HEXLOWER.decode(tag.as_bytes()).ok()?).ok()?;
    Some(ServerEpoch { number: number.parse().ok()?, tag: tag.into() })
}

/// Reads the value of `Upload-Length` or `Upload-Offset`: digits alone, and no more than the largest number of bytes.
#[must_use]
pub fn read_bytes(header: &str) -> Option<u64> {
    let digits = header.trim();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The value of `Upload-Checksum` for a chunk.
#[must_use]
pub fn upload_checksum(chunk: &Digest) -> String {
    format!("sha256 {}", BASE64.encode(&**chunk))
}

/// Reads an `Upload-Checksum` of algorithm `sha256`.
#[must_use]
pub fn read_upload_checksum(header: &str) -> Option<Digest> {
    let encoded = header.trim().strip_prefix("sha256 ")?;
    Some(Digest::from(<[u8; 32]>::try_from(BASE64.decode(encoded.trim().as_bytes()).ok()?).ok()?))
}
