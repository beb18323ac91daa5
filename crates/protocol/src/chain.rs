//! The hash chain of a stream: each record's hash covers all before it, from a genesis bound to the key.
//!
//! Hashes are never sent; both sides compute them. Changing, dropping or inserting a record changes every
//! hash after it, and the receipts the phone holds are the witness that finds a chain cut short.

use domain::{ids::StreamId, photo::Digest};

use crate::{PublicKey, sha256};

/// `h_0`: binds the chain to stream, device key and the nonce the server gave at enrollment.
#[must_use]
pub fn genesis(stream_id: StreamId, device: &PublicKey, enroll_nonce: &[u8; 16]) -> Digest {
    sha256(&[b"huxiao-genesis-1", stream_id.as_bytes(), &*device.0, enroll_nonce])
}

/// `h_n` from `h_(n-1)` and the record's bytes.
#[must_use]
pub fn next(previous: &Digest, record: &[u8]) -> Digest {
    sha256(&[b"huxiao-record-1", &**previous, record])
}

/// `h_last` after these records.
#[must_use]
pub fn extend<'a>(from: &Digest, records: impl IntoIterator<Item = &'a [u8]>) -> Digest {
    records.into_iter().fold(*from, |head, record| next(&head, record))
}
