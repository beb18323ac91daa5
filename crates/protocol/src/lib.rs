//! The wire between phone and server, and the evidence that stays: record bytes, chain, seal, receipt,
//! and one file for each exchange (enroll, sync, photos, rescue bundle). Explained for implementers in docs/PROTOCOL.md.
//!
//! No IO: bytes and values in, bytes and values out. Whatever is signed or hashed is deterministic CBOR
//! (arrays, shortest integers, no floats, no maps) or a stored byte string taken verbatim; nothing is ever
//! re-serialized before it is verified. Shapes only grow at the end; golden vectors in `tests/` hold them.

pub mod answer;
pub mod auth;
mod body;
pub mod bundle;
pub mod chain;
mod check_code;
mod cursor;
pub mod enroll;
mod entity;
mod error;
mod keys;
mod kind;
mod live_code;
mod organization;
mod packed;
mod problem;
pub mod quarantine;
mod receipt;
mod record;
mod root;
mod seal;
pub mod server_keys;
pub mod sync;
mod tag;
pub mod tus;

pub use body::{Body, BodyError};
pub use check_code::{check_code, photo_code, read_code};
pub use cursor::Cursor;
pub use entity::{Entity, EntityKind};
pub use error::ProtocolError;
pub use keys::{KeyId, PublicKey, Signature, SigningKey, sha256};
pub use kind::Kind;
pub use live_code::{LiveCode, LiveKey, STEP_MS};
pub use organization::{OrganizationKey, OrganizationSecret, VouchedKey};
pub use packed::{Unpack, pack, pack_closely, unpack};
pub use problem::{ProblemClass, WireProblem};
pub use receipt::{Receipt, ServerEpoch};
pub use record::{Origin, RECORD_VERSION, Record};
pub use root::{HeadTree, Root};
pub use seal::Seal;
pub use server_keys::{KeyChange, ServerKeys};
pub use tag::Tag;

/// Version of the exchange, sent by the phone; a push is accepted from every version ever released.
pub const PROTO: u16 = 1;
/// Media type of device requests and answers. An answer of any other type is not our server.
pub const MEDIA_TYPE: &str = "application/vnd.huxiao+cbor";

/// Encodes a value as the CBOR its shape prescribes.
pub fn to_cbor<T: minicbor::Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    // A Vec takes every byte, and our shapes have no failing encoders.
    let _: Result<(), _> = minicbor::encode(value, &mut bytes);
    bytes
}

/// Decodes a value from exactly these bytes; anything after it is refused.
///
/// # Errors
/// [`ProtocolError::Malformed`] when the bytes are not that shape.
pub fn from_cbor<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<T, ProtocolError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let value = decoder.decode::<T>()?;
    if decoder.position() != bytes.len() {
        return Err(ProtocolError::Trailing);
    }
    Ok(value)
}
