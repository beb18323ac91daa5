//! Why bytes were not accepted.

/// A fault of the bytes, never of the person.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolError {
    /// Not the CBOR this shape prescribes.
    #[error("malformed bytes: {0}")]
    Malformed(#[from] minicbor::decode::Error),
    /// Bytes after the end of the value.
    #[error("bytes after the end of the value")]
    Trailing,
    /// A signature that does not verify, or a key that is no key.
    #[error("signature does not verify")]
    BadSignature,
    /// A header or text that does not have its form.
    #[error("bad form: {0}")]
    BadForm(&'static str),
}
