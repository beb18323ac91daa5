//! `/v1/photos`: tus 1.0 whole, with creation, creation-with-upload, checksum, expiration and termination.
//!
//! Phones sign their requests, people of the office send their session's cookie and CSRF token. What the requests do
//! stands in `uploads`; here is what they look like.

mod body;
mod headers;
mod sender;

use axum::{
    body::{Body, HttpBody as _},
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::ids::PhotoId;
use protocol::{
    ProblemClass,
    tus::{self, OfficeMetadata, UploadMetadata},
};

use self::{
    body::Received,
    headers::{LENGTH, METADATA, OFFSET, RESUMABLE, told},
    sender::Sender,
};
use crate::{
    state::Shared,
    tables::uploads::Upload,
    uploads::{self, Reception, UploadRefusal, Wanted},
    wire::Refusal,
};

/// `/v1/photos`
pub(crate) async fn collection(State(state): State<Shared>, request: Request) -> Response {
    answer(state, None, request).await
}

/// `/v1/photos/{photo_id}.{attempt}`
pub(crate) async fn upload(State(state): State<Shared>, Path(name): Path<String>, request: Request) -> Response {
    answer(state, Some(name), request).await
}

async fn answer(state: Shared, name: Option<String>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    // For proxies that pass only GET and POST; whoever signs a request signs the method that is meant.
    if let Some(meant) = parts.headers.get("x-http-method-override") {
        parts.method = Method::from_bytes(meant.as_bytes()).unwrap_or(parts.method);
    }
    let headers = parts.headers.clone();
    let epoch = HeaderValue::from_str(&tus::epoch(&state.identity.epoch));
    let mut response = match parts.method {
        Method::OPTIONS => (StatusCode::NO_CONTENT, headers::abilities()).into_response(),
        _ => {
            // A task of its own: the connection may break at any moment, and what came by it is stored all the same.
            let done = tokio::spawn(async move { exchange(&state, name.as_deref(), &mut parts, body).await });
            let done = done.await.unwrap_or_else(|_| Err(headers::unwell()));
            done.unwrap_or_else(|refusal| sender::refuse(&headers, refusal))
        }
    };
    response.headers_mut().insert(RESUMABLE, HeaderValue::from_static(tus::VERSION));
    if let Ok(epoch) = epoch {
        response.headers_mut().insert(tus::EPOCH, epoch);
    }
    response
}

async fn exchange(state: &Shared, name: Option<&str>, parts: &mut Parts, body: Body) -> Result<Response, Refusal> {
    headers::check_version(&parts.headers)?;
    let sender = Sender::of(state, parts).await?;
    match (&parts.method, name) {
        (&Method::POST, None) => create(state, sender, &parts.headers, body).await,
        (&Method::HEAD, Some(name)) => head(state, &sender, name).await,
        (&Method::PATCH, Some(name)) => append(state, sender, name, &parts.headers, body).await,
        (&Method::DELETE, Some(name)) => terminate(state, &sender, name).await,
        _ => Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, ProblemClass::Refused, "bad-method")),
    }
}

/// Finds or begins an upload, with bytes along when the picture is small.
async fn create(state: &Shared, sender: Sender, headers: &HeaderMap, body: Body) -> Result<Response, Refusal> {
    let length = headers::number(headers, LENGTH).ok_or_else(headers::malformed)?;
    let metadata = headers.get(METADATA).and_then(|v| v.to_str().ok()).ok_or_else(headers::malformed)?;
    let wanted = match &sender {
        Sender::Phone(caller) => {
            let told = UploadMetadata::read(metadata).map_err(|_| headers::malformed())?;
            Wanted::of_phone(caller.device.id, &told, length)
        }
        Sender::Account(account) => {
            let told = OfficeMetadata::read(metadata).map_err(|_| headers::malformed())?;
            Wanted::of_account(&account.name, told, length)
        }
    };
    unlocked(state, wanted.photo_id())?;
    if body.is_end_stream() {
        // Whoever asks without bytes wants to know where it stands.
        state.receiving.hand_over(wanted.photo_id()).await;
    } else {
        headers::check_media_type(headers)?;
    }
    let mut reception = state.receiving.begin(wanted.photo_id());
    let received = body::receive(&sender, headers, body, &mut reception).await?;
    let first = if received.is_torn() { Bytes::new() } else { received.first.clone() };
    let (mut upload, new) = uploads::create(state, wanted, first).await??;
    if received.is_torn() && upload.received == 0 && upload.attempt == 1 {
        upload.received = uploads::append(state, &upload, 0, received.first.clone()).await??;
    }
    let upload = take_rest(state, upload, received, &mut reception).await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    let place = tus::upload_path(upload.photo_id, upload.attempt);
    Ok((status, told(&upload), [(header::LOCATION, place)]).into_response())
}

/// Appends a chunk; of one that broke off on the way, what came.
async fn append(
    state: &Shared,
    sender: Sender,
    name: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    headers::check_media_type(headers)?;
    let offset = headers::number(headers, OFFSET).ok_or_else(headers::malformed)?;
    let upload = find(state, &sender, name).await?;
    unlocked(state, upload.photo_id)?;
    let mut reception = state.receiving.begin(upload.photo_id);
    let received = body::receive(&sender, headers, body, &mut reception).await?;
    if received.is_torn() && upload.attempt > 1 {
        // A line that has lied once is believed no more: only chunks whose digest was checked.
        return Err(body::cut_off());
    }
    let at = uploads::append(state, &upload, offset, received.first.clone()).await??;
    let upload = take_rest(state, Upload { received: at, ..upload }, received, &mut reception).await?;
    Ok((StatusCode::NO_CONTENT, told(&upload)).into_response())
}

/// A long body about whose digest nothing was said comes in several chunks.
async fn take_rest(
    state: &Shared,
    mut upload: Upload,
    mut received: Received,
    reception: &mut Reception,
) -> Result<Upload, Refusal> {
    while let Some(bytes) = received.next(reception).await {
        upload.received = uploads::append(state, &upload, upload.received, bytes).await??;
    }
    Ok(upload)
}

/// Tells how far an upload is.
async fn head(state: &Shared, sender: &Sender, name: &str) -> Result<Response, Refusal> {
    let upload = find(state, sender, name).await?;
    unlocked(state, upload.photo_id)?;
    state.receiving.hand_over(upload.photo_id).await;
    let upload = find(state, sender, name).await?;
    let received = uploads::settle(state, upload.clone()).await??;
    let metadata = [(METADATA, headers::metadata(&upload))];
    let length = [(LENGTH, upload.length.to_string())];
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::OK, told(&Upload { received, ..upload }), no_store, length, metadata).into_response())
}

/// Ends an upload that is no evidence yet.
async fn terminate(state: &Shared, sender: &Sender, name: &str) -> Result<Response, Refusal> {
    let upload = find(state, sender, name).await?;
    uploads::terminate(state, &upload).await??;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Turns a second request for an upload away while another runs: a mistake that is only made on purpose.
fn unlocked(state: &Shared, photo_id: PhotoId) -> Result<(), Refusal> {
    match state.receiving.is_locked(photo_id) {
        true => Err(Refusal::later(StatusCode::LOCKED, "locked", 5)),
        false => Ok(()),
    }
}

async fn find(state: &Shared, sender: &Sender, name: &str) -> Result<Upload, Refusal> {
    let name = tus::read_upload_name(name).ok_or(UploadRefusal::Unknown)?;
    Ok(uploads::find(&state.db, sender.asker(), name).await??)
}

impl From<UploadRefusal> for Refusal {
    fn from(refusal: UploadRefusal) -> Self {
        let refused = |status, code| Self::new(status, ProblemClass::Refused, code);
        match refusal {
            UploadRefusal::Unknown => refused(StatusCode::NOT_FOUND, "photo-unknown"),
            UploadRefusal::Gone => refused(StatusCode::GONE, "attempt-over"),
            UploadRefusal::Mismatch => refused(StatusCode::CONFLICT, "photo-mismatch"),
            UploadRefusal::Empty => refused(StatusCode::BAD_REQUEST, "photo-empty"),
            UploadRefusal::TooLarge => refused(StatusCode::PAYLOAD_TOO_LARGE, "photo-too-large"),
            UploadRefusal::HashMismatch => refused(StatusCode::UNPROCESSABLE_ENTITY, "hash-mismatch"),
            UploadRefusal::NotYours => refused(StatusCode::FORBIDDEN, "not-yours"),
            UploadRefusal::NotNamed => refused(StatusCode::FORBIDDEN, "photo-not-named"),
            UploadRefusal::Stored => refused(StatusCode::FORBIDDEN, "photo-stored"),
            UploadRefusal::RecordMissing => Self::later(StatusCode::TOO_EARLY, "record-missing", 5),
            UploadRefusal::TooMany => Self::later(StatusCode::TOO_MANY_REQUESTS, "too-many-uploads", 60),
            UploadRefusal::Busy => Self::later(StatusCode::SERVICE_UNAVAILABLE, "busy", 5),
            UploadRefusal::Offset(offset) => {
                let mut refusal = Self::new(StatusCode::CONFLICT, ProblemClass::Resync, "offset");
                refusal.headers.push((OFFSET, HeaderValue::from(offset)));
                refusal
            }
        }
    }
}
