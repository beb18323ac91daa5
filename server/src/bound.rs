//! Ties each answer to the request that it is to: the newest key signs both, in a header. Beside it stands what leads a
//! phone on that knows an earlier key. Phones that do not say which key they know are of releases before this, and are
//! answered as then.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use domain::photo::Digest;
use protocol::{
    KeyId,
    answer::{self, AnswerSig, SIGNATURE, Said},
    auth::{self, CONTENT_DIGEST, DeviceSig},
    server_keys::{KEY_CHANGES, KNOWN_KEY},
    tus,
};

use crate::{identity::Identity, state::Shared};

/// Signs what is answered to phones, refusals too.
pub(crate) async fn bind(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let asked = asked(request.headers());
    let mut response = next.run(request).await;
    if let Some((asked, known)) = asked {
        sign(&state.identity, (&asked, known), &mut response);
    }
    response
}

/// Which key of the server the phone knows, if it says so.
pub(crate) fn known_key(headers: &HeaderMap) -> Option<KeyId> {
    KeyId::from_hex(headers.get(KNOWN_KEY)?.to_str().ok()?)
}

fn asked(headers: &HeaderMap) -> Option<(Digest, KeyId)> {
    let signed = DeviceSig::read(headers.get(header::AUTHORIZATION)?.to_str().ok()?).ok()?;
    Some((answer::asked(&signed.signature), known_key(headers)?))
}

/// Signs an answer to the request of this name, for a phone that knows this key.
pub(crate) fn sign(identity: &Identity, (asked, known): (&Digest, KeyId), response: &mut Response) {
    let headers = response.headers();
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let content = text(CONTENT_DIGEST).and_then(auth::read_content_digest);
    let said = Said {
        asked,
        status: response.status().as_u16(),
        content: content.as_ref(),
        upload_offset: text("upload-offset"),
        epoch: text(tus::EPOCH),
    };
    let signed = AnswerSig::sign(identity.key(), said).header();
    let told = [(SIGNATURE, Some(signed.as_str())), (KEY_CHANGES, identity.changes_after(known))];
    for (name, value) in told {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
}
