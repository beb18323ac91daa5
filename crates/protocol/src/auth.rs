//! How a device proves itself with each request: a signature by its key, with nothing that can expire.
//!
//! `Authorization: DeviceSig key=<16 hex>, ctr=<n>, sig=<base64url>` over method, path, the digest of the body,
//! `ctr` and the server's audience. The digest travels as `Content-Digest: sha-256=:<base64>:`, so a server can
//! refuse a stranger before it reads a body. `ctr` rises with each request of a key; a repeat is harmless,
//! because every exchange is idempotent.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use domain::photo::Digest;

use crate::{KeyId, ProtocolError, PublicKey, Signature, SigningKey, to_cbor};

/// Name of the header with the body's digest.
pub const CONTENT_DIGEST: &str = "content-digest";

/// What an `Authorization` header said, not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceSig {
    /// Whose key.
    pub key_id: KeyId,
    /// Counter.
    pub ctr: u64,
    /// Signature over the request.
    pub signature: Signature,
}

/// What is signed of a request.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `POST`, `PATCH`, …
    pub method: &'a str,
    /// Path and query, as sent.
    pub path: &'a str,
    /// SHA-256 of the body as sent (compressed), of nothing for an empty one.
    pub body: &'a Digest,
    /// The name the server gave itself at enrollment.
    pub audience: &'a str,
}

impl DeviceSig {
    /// Signs a request.
    #[must_use]
    pub fn sign(key: &SigningKey, request: Request<'_>, ctr: u64) -> Self {
        Self { key_id: key.public().id(), ctr, signature: key.sign(&statement(request, ctr)) }
    }

    /// Verifies the signature.
    ///
    /// # Errors
    /// [`ProtocolError::BadSignature`].
    pub fn verify(&self, device: &PublicKey, request: Request<'_>) -> Result<(), ProtocolError> {
        device.verify(&statement(request, self.ctr), &self.signature)
    }

    /// The header's value.
    #[must_use]
    pub fn header(&self) -> String {
        format!("DeviceSig key={}, ctr={}, sig={}", self.key_id, self.ctr, BASE64URL_NOPAD.encode(&*self.signature))
    }

    /// Reads the header's value.
    ///
    /// # Errors
    /// [`ProtocolError::BadForm`].
    pub fn read(header: &str) -> Result<Self, ProtocolError> {
        let bad = || ProtocolError::BadForm("authorization header");
        let fields = header.strip_prefix("DeviceSig ").ok_or_else(bad)?;
        let (mut key_id, mut ctr, mut signature) = (None, None, None);
        for field in fields.split(',') {
            match field.trim().split_once('=') {
                Some(("key", v)) => key_id = KeyId::from_hex(v),
                Some(("ctr", v)) => ctr = v.parse().ok(),
                Some(("sig", v)) => signature = read_signature(v),
                _ => return Err(bad()),
            }
        }
        Ok(Self { key_id: key_id.ok_or_else(bad)?, ctr: ctr.ok_or_else(bad)?, signature: signature.ok_or_else(bad)? })
    }
}

/// The value of the `Content-Digest` header.
#[must_use]
pub fn content_digest(digest: &Digest) -> String {
    format!("sha-256=:{}:", BASE64.encode(&**digest))
}

/// Reads the value of a `Content-Digest` header.
#[must_use]
pub fn read_content_digest(header: &str) -> Option<Digest> {
    let inner = header.trim().strip_prefix("sha-256=:")?.strip_suffix(':')?;
    Some(Digest::from(<[u8; 32]>::try_from(BASE64.decode(inner.as_bytes()).ok()?).ok()?))
}

fn read_signature(text: &str) -> Option<Signature> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    Some(Signature::from(<[u8; 64]>::try_from(bytes).ok()?))
}

fn statement(request: Request<'_>, ctr: u64) -> Vec<u8> {
    to_cbor(&("huxiao-request-1", request.method, request.path, request.body, ctr, request.audience))
}
