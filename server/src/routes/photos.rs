//! `/v1/photos`: tus 1.0 with creation, creation-with-upload and checksum.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use domain::limits::{CHUNK_BYTES_MAX, PHOTO_BYTES_MAX};
use protocol::{
    ProblemClass, sha256,
    tus::{self, UploadMetadata},
};

use crate::{
    device_auth::{self, Caller},
    state::Shared,
    tables::uploads::Upload,
    uploads::{self, UploadRefusal},
    wire::{self, Refusal},
};

const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";
const RESUMABLE: &str = "tus-resumable";

/// What this server can do. Needs no signature.
pub(crate) async fn options() -> impl IntoResponse {
    let headers = [
        (RESUMABLE, tus::VERSION.to_owned()),
        ("tus-version", tus::VERSION.to_owned()),
        ("tus-extension", "creation,creation-with-upload,checksum".to_owned()),
        ("tus-checksum-algorithm", "sha256".to_owned()),
        ("tus-max-size", PHOTO_BYTES_MAX.to_string()),
    ];
    (StatusCode::NO_CONTENT, headers)
}

/// Finds or begins an upload, with bytes along when the picture is small.
pub(crate) async fn create(
    State(state): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let caller = device_auth::verify(&state, &method, &uri, &headers).await?;
    let malformed = || refused(StatusCode::BAD_REQUEST, "malformed");
    let length = number(&headers, LENGTH).ok_or_else(malformed)?;
    let metadata = headers.get("upload-metadata").and_then(|v| v.to_str().ok()).ok_or_else(malformed)?;
    let metadata = UploadMetadata::read(metadata).map_err(|_| malformed())?;
    let bytes = read_chunk(&caller, &headers, body).await?;
    let (upload, new) = uploads::create(&state.db, caller.device.id, length, &metadata).await??;
    let offset = if bytes.is_empty() || upload.received > 0 {
        uploads::settle(&state, upload.clone()).await?
    } else {
        uploads::append(&state, &upload, 0, bytes.into()).await?
    };
    let offset = match offset {
        // Another request was quicker: where it stands now is the answer.
        Err(UploadRefusal::Offset(offset)) => offset,
        other => other?,
    };
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    let place = tus::upload_path(upload.photo_id, upload.attempt);
    Ok((status, told(offset), [(header::LOCATION, place)]).into_response())
}

/// Appends a chunk.
pub(crate) async fn append(
    State(state): State<Shared>,
    Path(name): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let caller = device_auth::verify(&state, &method, &uri, &headers).await?;
    if headers.get(header::CONTENT_TYPE).is_none_or(|v| v != tus::OFFSET_MEDIA_TYPE) {
        return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad-media-type"));
    }
    let offset = number(&headers, OFFSET).ok_or_else(|| refused(StatusCode::BAD_REQUEST, "malformed"))?;
    let upload = find(&state, &caller, &name).await?;
    let bytes = read_chunk(&caller, &headers, body).await?;
    let offset = uploads::append(&state, &upload, offset, bytes.into()).await??;
    Ok((StatusCode::NO_CONTENT, told(offset)).into_response())
}

/// Tells how far an upload is.
pub(crate) async fn head(
    State(state): State<Shared>,
    Path(name): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let caller = device_auth::verify(&state, &method, &uri, &headers).await?;
    let upload = find(&state, &caller, &name).await?;
    let length = upload.length;
    let offset = uploads::settle(&state, upload).await??;
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::OK, told(offset), no_store, [(LENGTH, length.to_string())]).into_response())
}

async fn find(state: &Shared, caller: &Caller, name: &str) -> Result<Upload, Refusal> {
    let name = tus::read_upload_name(name).ok_or(UploadRefusal::Unknown)?;
    Ok(uploads::find(&state.db, caller.device.id, name).await??)
}

/// Reads a body and compares it with what was signed and with its checksum.
async fn read_chunk(caller: &Caller, headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Refusal> {
    let bytes = wire::read_body(body, CHUNK_BYTES_MAX).await?;
    if let Some(checksum) = headers.get("upload-checksum") {
        let wanted = checksum.to_str().ok().and_then(tus::read_upload_checksum);
        let wanted = wanted.ok_or_else(|| refused(StatusCode::BAD_REQUEST, "bad-checksum-algorithm"))?;
        if sha256(&[&bytes]) != wanted {
            let status = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
            return Err(with_tus(Refusal::later(status, "checksum-mismatch", 1)));
        }
    }
    wire::compare_digest(&bytes, &caller.digest)?;
    Ok(bytes)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

fn told(offset: u64) -> [(&'static str, String); 2] {
    [(RESUMABLE, tus::VERSION.to_owned()), (OFFSET, offset.to_string())]
}

fn refused(status: StatusCode, code: &str) -> Refusal {
    with_tus(Refusal::new(status, ProblemClass::Refused, code))
}

fn with_tus(mut refusal: Refusal) -> Refusal {
    refusal.headers.push((RESUMABLE, HeaderValue::from_static(tus::VERSION)));
    refusal
}

impl From<UploadRefusal> for Refusal {
    fn from(refusal: UploadRefusal) -> Self {
        match refusal {
            UploadRefusal::Unknown => refused(StatusCode::NOT_FOUND, "photo-unknown"),
            UploadRefusal::Gone => refused(StatusCode::GONE, "attempt-over"),
            UploadRefusal::Mismatch => refused(StatusCode::CONFLICT, "photo-mismatch"),
            UploadRefusal::TooLarge => refused(StatusCode::PAYLOAD_TOO_LARGE, "photo-too-large"),
            UploadRefusal::HashMismatch => refused(StatusCode::UNPROCESSABLE_ENTITY, "hash-mismatch"),
            UploadRefusal::NotYours => refused(StatusCode::FORBIDDEN, "not-yours"),
            UploadRefusal::Offset(offset) => {
                let mut refusal = with_tus(Self::new(StatusCode::CONFLICT, ProblemClass::Resync, "offset"));
                refusal.headers.push((OFFSET, HeaderValue::from(offset)));
                refusal
            }
        }
    }
}
