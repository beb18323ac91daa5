//! The tag at a patrol point: a QR code that the server signed for this very point.
//!
//! Text `HX1.` and Base32 (RFC 4648, no padding) of point id, serial number and signature, so that it fits the
//! alphanumeric mode of a QR code. A phone verifies it without network by the server key it got at enrollment.

use data_encoding::BASE32_NOPAD;
use domain::ids::PointId;

use crate::{PublicKey, Signature, SigningKey, to_cbor};

const PREFIX: &str = "HX1.";

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The point it hangs at.
    pub point_id: PointId,
    /// Which print; raised when a tag is replaced.
    pub serial: u32,
    /// The server's signature.
    pub signature: Signature,
}

impl Tag {
    /// Signs a tag.
    #[must_use]
    pub fn sign(key: &SigningKey, point_id: PointId, serial: u32) -> Self {
        Self { point_id, serial, signature: key.sign(&statement(point_id, serial)) }
    }

    /// Whether `server` signed it.
    #[must_use]
    pub fn is_from(&self, server: &PublicKey) -> bool {
        server.verify(&statement(self.point_id, self.serial), &self.signature).is_ok()
    }

    /// The text in the QR code.
    #[must_use]
    pub fn text(&self) -> String {
        let mut bytes = Vec::with_capacity(84);
        bytes.extend_from_slice(self.point_id.as_bytes());
        bytes.extend_from_slice(&self.serial.to_be_bytes());
        bytes.extend_from_slice(&*self.signature);
        format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes))
    }

    /// Reads the text of a QR code; `None` when it is no tag of ours.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(text.trim().strip_prefix(PREFIX)?.as_bytes()).ok()?;
        let (id, rest) = bytes.split_at_checked(16)?;
        let (serial, signature) = rest.split_at_checked(4)?;
        Some(Self {
            point_id: PointId::from_slice(id)?,
            serial: u32::from_be_bytes(serial.try_into().ok()?),
            signature: Signature::from(<[u8; 64]>::try_from(signature).ok()?),
        })
    }
}

fn statement(point_id: PointId, serial: u32) -> Vec<u8> {
    to_cbor(&("huxiao-tag-1", point_id, serial))
}
