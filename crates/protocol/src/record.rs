//! One record: the bytes that are chained, sealed, sent, stored and never changed again.
//!
//! `[v, stream_id, seq, record_id, kind, kind_ver, actor, session, time, refs, body]` in deterministic CBOR. One that
//! was written again under another stream has a twelfth element, the place it was first written at. Elements after that
//! are allowed and kept. The body stays raw here, so that a record of a kind nobody knows yet has an envelope that can
//! still be read.

use domain::{
    ids::{RecordId, SessionId, StaffId, StreamId},
    time::TimeBlock,
};
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::{Body, BodyError, Kind, ProtocolError};

/// Version of the envelope.
pub const RECORD_VERSION: u16 = 1;

const ELEMENTS: u64 = 11;

/// A place in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Origin {
    /// The stream.
    #[n(0)]
    pub stream_id: StreamId,
    /// The place in it.
    #[n(1)]
    pub seq: u64,
}

/// A record with its body still as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Whose stream.
    pub stream_id: StreamId,
    /// Place in it, from 1 without a gap.
    pub seq: u64,
    /// The name other records refer to it by.
    pub record_id: RecordId,
    /// What it tells.
    pub kind: Kind,
    /// Version of the body's shape.
    pub kind_ver: u16,
    /// Who acted, as the phone's session says; `None` for what the phone itself notes.
    pub actor: Option<StaffId>,
    /// In which session.
    pub session: Option<SessionId>,
    /// What the clocks said.
    pub time: TimeBlock,
    /// Earlier records this one is about.
    pub refs: Vec<RecordId>,
    /// The body's bytes.
    pub body: Vec<u8>,
    /// Where it was first written, when this is a copy under another stream. Among records that were first written to
    /// one stream, this order is the order in time; where copies stand among others is not.
    pub origin: Option<Origin>,
}

impl Record {
    /// The bytes to chain and keep. Called once, when the record is made.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut e = Encoder::new(Vec::with_capacity(160 + self.body.len()));
        // Writing to a Vec cannot fail; the result only carries the encoder on.
        let _: Result<(), minicbor::encode::Error<_>> = (|| {
            e.array(ELEMENTS + u64::from(self.origin.is_some()))?.u16(RECORD_VERSION)?;
            e.encode(self.stream_id)?.u64(self.seq)?.encode(self.record_id)?;
            e.u16(self.kind.number())?.u16(self.kind_ver)?;
            e.encode(self.actor)?.encode(self.session)?.encode(self.time)?.encode(&self.refs)?;
            Ok(())
        })();
        let mut bytes = e.into_writer();
        bytes.extend_from_slice(&self.body);
        match &self.origin {
            Some(origin) => [bytes, crate::to_cbor(origin)].concat(),
            None => bytes,
        }
    }

    /// Reads an envelope.
    ///
    /// # Errors
    /// [`ProtocolError`] when the bytes are no record of any version.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let mut d = Decoder::new(bytes);
        let Some(elements) = d.array()?.filter(|n| *n >= ELEMENTS) else {
            return Err(ProtocolError::BadForm("a record is an array of at least eleven elements"));
        };
        let _version = d.u16()?;
        let mut record = Self {
            stream_id: d.decode()?,
            seq: d.u64()?,
            record_id: d.decode()?,
            kind: Kind::from_number(d.u16()?),
            kind_ver: d.u16()?,
            actor: d.decode()?,
            session: d.decode()?,
            time: d.decode()?,
            refs: d.decode()?,
            body: raw_element(&mut d, bytes)?,
            origin: None,
        };
        if elements > ELEMENTS {
            record.origin = d.decode()?;
        }
        for _ in ELEMENTS + 1..elements {
            d.skip()?;
        }
        if d.position() != bytes.len() {
            return Err(ProtocolError::Trailing);
        }
        Ok(record)
    }

    /// Reads the body.
    ///
    /// # Errors
    /// [`BodyError`]; the record is kept all the same.
    pub fn read_body(&self) -> Result<Body, BodyError> {
        Body::decode(self.kind, self.kind_ver, &self.body)
    }
}

fn raw_element(d: &mut Decoder<'_>, bytes: &[u8]) -> Result<Vec<u8>, ProtocolError> {
    let start = d.position();
    d.skip()?;
    Ok(bytes[start..d.position()].to_vec())
}
