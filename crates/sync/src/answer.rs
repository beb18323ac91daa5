//! Judging an answer: is it our server's, and if so, what does it say? Anything else changes nothing.

use domain::defect::{self, Defect};
use protocol::{
    MEDIA_TYPE, ProblemClass, WireProblem,
    auth::{self, CONTENT_DIGEST},
    from_cbor, sha256, unpack,
};

use crate::{Answer, Failure, failure::GATEWAY};

/// Longest body after decompression.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;
/// A header that every answer of the photo exchange carries.
const TUS: &str = "tus-resumable";

/// The value our server answered with.
///
/// # Errors
/// The refusal it answered with, or [`Failure::Unreachable`] for an answer that is not our server's.
pub(crate) fn value<T: for<'b> minicbor::Decode<'b, ()>>(answer: &Answer) -> Result<T, Failure> {
    if !is_success(answer.status) {
        return Err(refusal(answer));
    }
    if !is_ours(answer) {
        return Err(Failure::Unreachable { captive: true });
    }
    from_cbor(&unpacked(answer)?).map_err(|error| {
        tracing::warn!(%error, "an answer that could not be read");
        Failure::Unreachable { captive: false }
    })
}

/// Whether a photo exchange succeeded by our server's word; its answers have no body.
///
/// # Errors
/// As [`value`].
pub(crate) fn photo(answer: &Answer) -> Result<(), Failure> {
    if !is_success(answer.status) {
        return Err(refusal(answer));
    }
    if answer.header(TUS) != Some(protocol::tus::VERSION) && !defect::has(Defect::AnyAnswerTicks) {
        return Err(Failure::Unreachable { captive: true });
    }
    Ok(())
}

/// What an answer that is no success says.
pub(crate) fn refusal(answer: &Answer) -> Failure {
    if is_ours(answer) {
        if let Some(problem) = unpacked(answer).ok().and_then(|body| from_cbor::<WireProblem>(&body).ok()) {
            return problem.into();
        }
        // A class that came after this build: try again later, as with any unknown trouble.
        return retryable(answer, "unknown-problem");
    }
    match answer.status {
        413 => Failure::Shrink { ours: false },
        408 | 423 | 425 | 429 | 500 | 502..=504 | 507 => retryable(answer, GATEWAY),
        _ => Failure::Unreachable { captive: true },
    }
}

/// What our server said in a refusal, if it was our server.
pub(crate) fn told(answer: &Answer) -> Option<WireProblem> {
    if !is_ours(answer) || is_success(answer.status) {
        return None;
    }
    unpacked(answer).ok().and_then(|body| from_cbor(&body).ok())
}

/// Whether a refusal came from our server, by the mark that it carries.
pub(crate) fn is_ours(answer: &Answer) -> bool {
    let media_type = answer.header("content-type").and_then(|value| value.split(';').next());
    media_type.is_some_and(|it| it.trim().eq_ignore_ascii_case(MEDIA_TYPE)) || answer.header(TUS).is_some()
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

fn retryable(answer: &Answer, code: &str) -> Failure {
    let after_s = answer.header("retry-after").and_then(|it| it.trim().parse().ok());
    Failure::from(WireProblem { retry_after_s: after_s, ..WireProblem::new(ProblemClass::Retryable, code) })
}

/// The body, decompressed. One that does not have the digest it came with was damaged on the way; nothing is read of
/// it, because of its contents only the receipt is signed.
fn unpacked(answer: &Answer) -> Result<Vec<u8>, Failure> {
    let told = answer.header(CONTENT_DIGEST);
    if told.is_some_and(|told| auth::read_content_digest(told) != Some(sha256(&[&answer.body]))) {
        return Err(Failure::Unreachable { captive: false });
    }
    match answer.header("content-encoding") {
        None | Some("identity") => Ok(answer.body.clone()),
        Some("zstd") => unpack(&answer.body, BODY_BYTES_MAX).map_err(|_| Failure::Unreachable { captive: false }),
        Some(_) => Err(Failure::Unreachable { captive: true }),
    }
}
