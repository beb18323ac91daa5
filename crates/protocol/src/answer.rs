//! How an answer proves which request it is to: the server signs both together.
//!
//! `Huxiao-Answer: key=<16 hex>, sig=<base64url>` over what was asked, the status, the digest of the body and the two
//! headers of a photo answer that move a mark. An answer of earlier that is given once more, or one of another request,
//! does not verify: so a phone believes the time in an answer, a stop, a stored picture, only of the one it waits for.
//! Servers before this header sign receipts alone, and phones before it pass it over.

use data_encoding::BASE64URL_NOPAD;
use domain::photo::Digest;
use minicbor::bytes::ByteArray;

use crate::{KeyId, ProtocolError, PublicKey, Signature, SigningKey, sha256, to_cbor};

/// Name of the header.
pub const SIGNATURE: &str = "huxiao-answer";

/// What is signed of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The request: [`asked`] of its signature, or the digest of its body where nobody is known yet (enrollment).
    pub asked: &'a Digest,
    /// HTTP status.
    pub status: u16,
    /// The body's digest, as `Content-Digest` names it; nothing for an answer without a body.
    pub content: Option<&'a Digest>,
    /// `Upload-Offset`, as it stands there.
    pub upload_offset: Option<&'a str>,
    /// `Huxiao-Epoch`, as it stands there.
    pub epoch: Option<&'a str>,
}

/// What names a request: SHA-256 over the signature in its `Authorization`, which no other request has.
#[must_use]
pub fn asked(request: &Signature) -> Digest {
    sha256(&[&**request])
}

/// The server's signature under an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerSig {
    /// By which key.
    pub key_id: KeyId,
    /// Over request and answer.
    pub signature: Signature,
}

impl AnswerSig {
    /// Signs an answer.
    #[must_use]
    pub fn sign(key: &SigningKey, said: Said<'_>) -> Self {
        let key_id = key.public().id();
        Self { key_id, signature: key.sign(&statement(said, key_id)) }
    }

    /// Verifies it.
    ///
    /// # Errors
    /// [`ProtocolError::BadSignature`].
    pub fn verify(&self, server: &PublicKey, said: Said<'_>) -> Result<(), ProtocolError> {
        if self.key_id != server.id() {
            return Err(ProtocolError::BadSignature);
        }
        server.verify(&statement(said, self.key_id), &self.signature)
    }

    /// The header's value.
    #[must_use]
    pub fn header(&self) -> String {
        format!("key={}, sig={}", self.key_id, BASE64URL_NOPAD.encode(&*self.signature))
    }

    /// Reads the header's value.
    ///
    /// # Errors
    /// [`ProtocolError::BadForm`].
    pub fn read(header: &str) -> Result<Self, ProtocolError> {
        let bad = || ProtocolError::BadForm("answer header");
        let (key, sig) = header.trim().split_once(", ").ok_or_else(bad)?;
        let key_id = key.strip_prefix("key=").and_then(KeyId::from_hex).ok_or_else(bad)?;
        let bytes = sig.strip_prefix("sig=").and_then(|it| BASE64URL_NOPAD.decode(it.as_bytes()).ok());
        let bytes = bytes.and_then(|bytes| <[u8; 64]>::try_from(bytes).ok()).ok_or_else(bad)?;
        Ok(Self { key_id, signature: ByteArray::from(bytes) })
    }
}

fn statement(said: Said<'_>, key: KeyId) -> Vec<u8> {
    let Said { asked, status, content, upload_offset, epoch } = said;
    to_cbor(&("huxiao-answer-1", asked, status, content, upload_offset, epoch, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_one_answer_to_one_request() {
        let server = SigningKey::from_seed(&[9; 32]);
        let (asked, other) = (asked(&server.sign(b"one")), asked(&server.sign(b"two")));
        let body = sha256(&[b"body"]);
        let said = Said { asked: &asked, status: 200, content: Some(&body), upload_offset: None, epoch: None };
        let signed = AnswerSig::read(&AnswerSig::sign(&server, said).header()).expect("reads");
        signed.verify(&server.public(), said).expect("holds");
        let others = [
            Said { asked: &other, ..said },
            Said { status: 403, ..said },
            Said { content: Some(&other), ..said },
            Said { content: None, ..said },
            Said { upload_offset: Some("7"), ..said },
            Said { epoch: Some("2 0101010101010101"), ..said },
        ];
        for changed in others {
            signed.verify(&server.public(), changed).expect_err("something else was said");
        }
        signed.verify(&SigningKey::from_seed(&[8; 32]).public(), said).expect_err("by somebody else");
        for broken in ["", "key=00", "key=0000000000000000, sig=", "sig=AA, key=0000000000000000"] {
            AnswerSig::read(broken).expect_err("no such header");
        }
    }
}
