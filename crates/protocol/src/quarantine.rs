//! One record that the server refuses to read, sent as opaque bytes: `POST /v1/quarantine`.
//!
//! A batch that the server cannot read is cut until one record is left. That one travels here, under its own seal: the
//! server checks its place, its link to the record before and the seal, stores the bytes unread, and the chain goes
//! on. The answer is a [`crate::sync::SyncResponse`] without changes.

use domain::{ids::StreamId, time::TimeBlock};
use minicbor::{Decode, Encode, bytes::ByteVec};

use crate::Seal;

/// Path of the exchange.
pub const PATH: &str = "/v1/quarantine";

/// The phone gives a record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct QuarantineRequest {
    /// [`crate::PROTO`].
    #[n(0)]
    pub proto: u16,
    /// Version of the app.
    #[n(1)]
    pub app_version: String,
    /// The record's stream.
    #[n(2)]
    pub stream_id: StreamId,
    /// The phone's clocks as it wrote this.
    #[n(3)]
    pub now: TimeBlock,
    /// The record's bytes, as they were chained.
    #[n(4)]
    pub record: ByteVec,
    /// Over this one record: its first and last are the record's place.
    #[n(5)]
    pub seal: Seal,
}
