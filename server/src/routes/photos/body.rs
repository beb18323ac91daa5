//! Reading the bytes of a picture: under a cap, with the digests that came along compared.
//!
//! A body that breaks off is not thrown away: what came before the break is handed on, for the digest of the whole
//! is checked in the end. On a link that breaks every fifty kilobytes nearly nothing is sent twice.

use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream},
    http::{HeaderMap, StatusCode},
};
use bytes::{Bytes, BytesMut};
use domain::{
    limits::{CHUNK_BYTES_MAX, PHOTO_BYTES_MAX},
    photo::Digest,
};
use futures_util::StreamExt as _;
use protocol::{ProblemClass, sha256, tus};
use sha1::{Digest as _, Sha1};

use super::{
    headers::{CHECKSUM, refused},
    sender::Sender,
};
use crate::{
    uploads::Reception,
    wire::{self, Refusal},
};

/// A sender may be slow for hours, but not silent for longer than this.
const IDLE: Duration = Duration::from_secs(60);
/// What is here already is taken in when another request asks for it, but nothing more is waited for.
const LINGER: Duration = Duration::from_millis(150);
/// A shorter beginning is not worth a place in the store.
const KEEP_FROM: usize = 4 * 1024;

/// What came of a body: the first chunk, and where the rest of a long one comes from.
pub(super) struct Received {
    pub(super) first: Bytes,
    torn: bool,
    rest: Option<Source>,
}

impl Received {
    fn only(first: Bytes, torn: bool) -> Self {
        Self { first, torn, rest: None }
    }

    /// Whether it broke off on the way, so that no digest speaks for it.
    pub(super) fn is_torn(&self) -> bool {
        self.torn
    }

    /// The next chunk of a long body.
    pub(super) async fn next(&mut self, reception: &mut Reception) -> Option<Bytes> {
        let (bytes, end) = self.rest.as_mut()?.read(reception).await;
        if end != End::Full {
            self.rest = None;
        }
        Some(bytes).filter(|bytes| !bytes.is_empty())
    }
}

/// Reads a body and compares it with what was signed and with its checksum. A phone's is at most one chunk. A page's may
/// be a whole picture: with a checksum all of it is read before a byte counts, without one it is read on chunk by chunk.
pub(super) async fn receive(
    sender: &Sender,
    headers: &HeaderMap,
    body: Body,
    reception: &mut Reception,
) -> Result<Received, Refusal> {
    let checksum = Checksum::of(headers)?;
    // A whole picture at the most, held meanwhile for somebody who is signed in.
    let whole = usize::try_from(PHOTO_BYTES_MAX).unwrap_or(usize::MAX);
    let most = if checksum.is_some() && sender.signed().is_none() { whole } else { CHUNK_BYTES_MAX };
    let mut source = Source { stream: body.into_data_stream(), left: Bytes::new(), most };
    let (first, end) = source.read(reception).await;
    match end {
        End::Torn if first.len() < KEEP_FROM => Err(cut_off()),
        End::Torn => Ok(Received::only(first, true)),
        End::Full if checksum.is_none() && sender.signed().is_none() => {
            Ok(Received { first, torn: false, rest: Some(source) })
        }
        End::Full => Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemClass::Shrink, "too-large")),
        End::Whole => {
            if checksum.is_some_and(|checksum| !checksum.is_of(&first)) {
                let status = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
                return Err(Refusal::later(status, "checksum-mismatch", 1));
            }
            if let Some(signed) = sender.signed() {
                wire::compare_digest(&first, signed)?;
            }
            Ok(Received::only(first, false))
        }
    }
}

pub(super) fn cut_off() -> Refusal {
    Refusal::later(StatusCode::REQUEST_TIMEOUT, "cut-off", 1)
}

/// How reading a chunk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// With the body.
    Whole,
    /// At the largest chunk; more follows.
    Full,
    /// The line broke or fell silent, or another request asked for what is here.
    Torn,
}

/// A body, and what was read of it beyond the last chunk.
struct Source {
    stream: BodyDataStream,
    left: Bytes,
    /// Bytes of one chunk.
    most: usize,
}

impl Source {
    async fn read(&mut self, reception: &mut Reception) -> (Bytes, End) {
        let mut bytes = BytesMut::from(std::mem::take(&mut self.left));
        let mut wait = IDLE;
        let end = loop {
            if bytes.len() > self.most {
                self.left = bytes.split_off(self.most).freeze();
                break End::Full;
            }
            let frame = tokio::select! {
                frame = tokio::time::timeout(wait, self.stream.next()) => frame,
                () = reception.asked(), if wait == IDLE => {
                    wait = LINGER;
                    continue;
                }
            };
            match frame {
                Ok(Some(Ok(frame))) => bytes.extend_from_slice(&frame),
                Ok(None) => break End::Whole,
                Ok(Some(Err(_))) | Err(_) => break End::Torn,
            }
        };
        (bytes.freeze(), end)
    }
}

/// What a sender says the body's digest is.
enum Checksum {
    Sha1([u8; 20]),
    Sha256(Digest),
}

impl Checksum {
    fn of(headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        let Some(told) = headers.get(CHECKSUM) else { return Ok(None) };
        let read = told.to_str().ok().and_then(Self::read);
        read.map(Some).ok_or_else(|| refused(StatusCode::BAD_REQUEST, "bad-checksum-algorithm"))
    }

    fn read(told: &str) -> Option<Self> {
        if let Some(encoded) = told.trim().strip_prefix("sha1 ") {
            let digest = data_encoding::BASE64.decode(encoded.trim().as_bytes()).ok()?;
            return Some(Self::Sha1(digest.try_into().ok()?));
        }
        tus::read_upload_checksum(told).map(Self::Sha256)
    }

    fn is_of(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha1(digest) => <[u8; 20]>::from(Sha1::digest(bytes)) == *digest,
            Self::Sha256(digest) => sha256(&[bytes]) == *digest,
        }
    }
}
