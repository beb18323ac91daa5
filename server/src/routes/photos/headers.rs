//! The headers of tus 1.0, read and written.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use chrono::{DateTime, Utc};
use domain::limits::PHOTO_BYTES_MAX;
use protocol::{
    ProblemClass,
    tus::{self, UploadMetadata},
};

use crate::{
    tables::uploads::{Owner, Upload, UploadState},
    uploads::KEPT_DAYS,
    wire::Refusal,
};

pub(super) const OFFSET: &str = "upload-offset";
pub(super) const LENGTH: &str = "upload-length";
pub(super) const METADATA: &str = "upload-metadata";
pub(super) const CHECKSUM: &str = "upload-checksum";
pub(super) const RESUMABLE: &str = "tus-resumable";
const EXPIRES: &str = "upload-expires";
const VERSIONS: &str = "tus-version";

/// What this server can do. Needs no signature.
pub(super) fn abilities() -> [(&'static str, String); 4] {
    [
        (VERSIONS, tus::VERSION.to_owned()),
        ("tus-extension", "creation,creation-with-upload,checksum,expiration,termination".to_owned()),
        ("tus-checksum-algorithm", "sha1,sha256".to_owned()),
        ("tus-max-size", PHOTO_BYTES_MAX.to_string()),
    ]
}

/// Refuses another version of the protocol before anything else is read.
pub(super) fn check_version(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.get(RESUMABLE).is_some_and(|version| version == tus::VERSION) {
        return Ok(());
    }
    let mut refusal = refused(StatusCode::PRECONDITION_FAILED, "bad-tus-version");
    refusal.headers.push((VERSIONS, HeaderValue::from_static(tus::VERSION)));
    Err(refusal)
}

pub(super) fn check_media_type(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.get(header::CONTENT_TYPE).is_some_and(|v| v == tus::OFFSET_MEDIA_TYPE) {
        return Ok(());
    }
    Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad-media-type"))
}

pub(super) fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    tus::read_bytes(headers.get(name)?.to_str().ok()?)
}

/// Where an upload stands, and until when it is kept.
pub(super) fn told(upload: &Upload) -> HeaderMap {
    let mut headers =
        HeaderMap::from_iter([(header::HeaderName::from_static(OFFSET), HeaderValue::from(upload.received))]);
    // Evidence does not expire.
    let expires = upload.received < upload.length
        || upload.state == UploadState::Open
        || matches!(upload.owner, Owner::Account(_));
    let until = upload.updated_at.plus(KEPT_DAYS * 24 * 3_600_000);
    let until = DateTime::<Utc>::from_timestamp_millis(until.0).map(|at| at.format("%a, %d %b %Y %H:%M:%S GMT"));
    if let Some(until) = until.filter(|_| expires).and_then(|at| HeaderValue::from_str(&at.to_string()).ok()) {
        headers.insert(EXPIRES, until);
    }
    headers
}

/// What the client told when it began the upload.
pub(super) fn metadata(upload: &Upload) -> String {
    match (&upload.metadata, &upload.owner) {
        (Some(told), _) => told.clone(),
        (None, Owner::Phone { stream_id, seq, .. }) => UploadMetadata {
            photo_id: upload.photo_id,
            stream_id: *stream_id,
            seq: *seq,
            sha256: upload.sha256,
            role: upload.role,
        }
        .header(),
        (None, Owner::Account(_)) => String::new(),
    }
}

pub(super) fn refused(status: StatusCode, code: &str) -> Refusal {
    Refusal::new(status, ProblemClass::Refused, code)
}

pub(super) fn malformed() -> Refusal {
    refused(StatusCode::BAD_REQUEST, "malformed")
}

/// A fault of the server; the sender comes again.
pub(super) fn unwell() -> Refusal {
    Refusal::later(StatusCode::SERVICE_UNAVAILABLE, "busy", 5)
}
