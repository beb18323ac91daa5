//! Bodies of device exchanges: CBOR under our media type, zstd or plain, under caps, with their digest compared.

use std::time::{Duration, Instant};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    defect::{self, Defect},
    photo::Digest,
};
use futures_util::StreamExt as _;
use protocol::{
    MEDIA_TYPE, ProblemClass, ServerEpoch, Unpack, WireProblem,
    auth::{self, CONTENT_DIGEST},
    sha256, to_cbor,
};

use crate::{
    Error,
    feed::PullRefusal,
    ingest::{Head, PushRefusal},
    random,
};

/// A refusal on its way to a phone.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) problem: Box<WireProblem>,
    /// Headers of the exchange it belongs to.
    pub(crate) headers: Vec<(&'static str, HeaderValue)>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, class: ProblemClass, code: &str) -> Self {
        Self { status, problem: Box::new(WireProblem::new(class, code)), headers: Vec::new() }
    }

    /// Come again after so many seconds.
    pub(crate) fn later(status: StatusCode, code: &str, seconds: u32) -> Self {
        let mut refusal = Self::new(status, ProblemClass::Retryable, code);
        refusal.problem.retry_after_s = Some(seconds);
        refusal
    }

    /// Says in which life of the storage this holds.
    pub(crate) fn in_epoch(mut self, epoch: ServerEpoch) -> Self {
        self.problem.epoch = Some(epoch);
        self
    }

    fn with_head(mut self, head: Head) -> Self {
        self.problem.head_seq = Some(head.seq);
        self.problem.head_hash = Some(head.hash);
        self
    }
}

impl From<PushRefusal> for Refusal {
    fn from(refusal: PushRefusal) -> Self {
        match refusal {
            PushRefusal::Gap(head) => Self::new(StatusCode::CONFLICT, ProblemClass::Resync, "gap").with_head(head),
            PushRefusal::Fork(head) => Self::new(StatusCode::CONFLICT, ProblemClass::Fork, "fork").with_head(head),
            PushRefusal::Shrink(code) => Self::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemClass::Shrink, code),
            PushRefusal::Poison(code, head) => {
                let refusal = Self::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemClass::Poison, code);
                match head {
                    Some(head) => refusal.with_head(head),
                    None => refusal,
                }
            }
        }
    }
}

impl From<PullRefusal> for Refusal {
    fn from(refusal: PullRefusal) -> Self {
        match refusal {
            PullRefusal::CursorGone => Self::new(StatusCode::GONE, ProblemClass::Resync, "cursor-gone"),
            PullRefusal::EpochBehind => Self::later(StatusCode::SERVICE_UNAVAILABLE, "epoch-behind", 60),
        }
    }
}

/// A fault of the server: logged here, and the phone comes again.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        if error.is_full() {
            tracing::error!(%error, "a device request failed");
            return Self::later(StatusCode::INSUFFICIENT_STORAGE, "storage-full", spread(30));
        }
        if error.is_busy() {
            tracing::warn!(%error, "a device request must come again");
        } else {
            tracing::error!(%error, "a device request failed");
        }
        Self::later(StatusCode::SERVICE_UNAVAILABLE, "busy", spread(4))
    }
}

/// Between so many seconds and twice as many: who was turned away together does not come back together.
pub(crate) fn spread(seconds: u32) -> u32 {
    Duration::from_secs(seconds.into()).mul_f64(1.0 + random::fraction()).as_secs() as u32
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, cbor(to_cbor(&*self.problem))).into_response();
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        if let Some(seconds) = self.problem.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// With its digest: of an answer only the receipt is signed, and a damaged page of changes must not be believed either.
fn cbor(bytes: Vec<u8>) -> impl IntoResponse {
    let digest = auth::content_digest(&sha256(&[&bytes]));
    let headers = [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")];
    (headers, [(CONTENT_DIGEST, digest)], bytes)
}

/// Longer answers are packed fast: one transaction may have changed very much, and others wait meanwhile.
const CLOSELY_MAX: usize = 512 * 1024;

/// Answers with a value, compressed when the phone takes zstd and it is worth it.
pub(crate) fn answer<T: minicbor::Encode<()>>(request: &HeaderMap, value: &T) -> Response {
    let bytes = to_cbor(value);
    let takes = request.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("zstd"));
    if takes
        && bytes.len() > 512
        && let Some(packed) =
            if bytes.len() <= CLOSELY_MAX { protocol::pack_closely(&bytes) } else { protocol::pack(&bytes, 3) }
    {
        return ([(header::CONTENT_ENCODING, "zstd")], cbor(packed)).into_response();
    }
    cbor(bytes).into_response()
}

/// A sender may be slow for hours, but not silent for longer than this.
const BODY_IDLE: Duration = Duration::from_secs(60);
/// Nor slower than this, in bytes a second, once it had that long to begin.
const BODY_RATE: u64 = 200;

/// Reads a body of at most `cap` bytes, and not one more. There is no limit for the whole: on a bad day a picture takes
/// an hour, and arrives.
pub(crate) async fn read_body(body: Body, cap: usize) -> Result<Vec<u8>, Refusal> {
    let began = Instant::now();
    let mut bytes = Vec::new();
    let mut stream = body.into_data_stream();
    let cut_off = || Refusal::later(StatusCode::REQUEST_TIMEOUT, "cut-off", 1);
    while let Some(chunk) = tokio::time::timeout(BODY_IDLE, stream.next()).await.map_err(|_| cut_off())? {
        let chunk = chunk.map_err(|_| cut_off())?;
        if bytes.len() + chunk.len() > cap {
            return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemClass::Shrink, "too-large"));
        }
        bytes.extend_from_slice(&chunk);
        if crawls(began.elapsed(), bytes.len()) {
            return Err(cut_off());
        }
    }
    Ok(bytes)
}

/// Whether a body comes so slowly that nobody honest sends it.
fn crawls(since: Duration, bytes: usize) -> bool {
    since > BODY_IDLE && (bytes as u64) < since.as_secs() * BODY_RATE
}

/// Compares a body with the digest that was signed for it.
pub(crate) fn compare_digest(bytes: &[u8], signed: &Digest) -> Result<(), Refusal> {
    if sha256(&[bytes]) == *signed {
        return Ok(());
    }
    Err(Refusal::later(StatusCode::BAD_REQUEST, "digest-mismatch", 1))
}

/// Unpacks a body that says it is zstd, to at most `cap` bytes.
pub(crate) fn unpack(headers: &HeaderMap, bytes: Vec<u8>, cap: usize) -> Result<Vec<u8>, Refusal> {
    let malformed = || Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemClass::Poison, "malformed");
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(bytes),
        Some(b"zstd") => protocol::unpack(&bytes, if defect::has(Defect::UnpackUncapped) { 1 << 30 } else { cap })
            .map_err(|error| match error {
                Unpack::Malformed => malformed(),
                Unpack::TooLarge => Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemClass::Shrink, "too-large"),
            }),
        Some(_) => Err(malformed()),
    }
}

/// Reads a value out of a body.
pub(crate) fn read_value<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<T, Refusal> {
    protocol::from_cbor(bytes).map_err(|error| {
        tracing::info!(%error, "a device request could not be read");
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemClass::Poison, "malformed")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_is_welcome_and_crawling_is_not() {
        let seconds = Duration::from_secs;
        assert!(!crawls(seconds(59), 1), "everybody has a minute");
        assert!(crawls(seconds(61), 61 * 199));
        assert!(!crawls(seconds(3_600), 3_600 * 200));
    }
}
