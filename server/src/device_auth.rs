//! Who is calling: the device signature, checked from headers alone, before a byte of the body is read.

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use domain::photo::Digest;
use protocol::{
    ProblemClass,
    auth::{self, CONTENT_DIGEST, DeviceSig},
};

use crate::{
    bound, clock,
    ingest::Sender,
    state::State,
    tables::devices::{self, Device},
    wire::Refusal,
};

/// A phone whose signature verified.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) device: Device,
    pub(crate) ctr: u64,
    /// The digest the body must have.
    pub(crate) digest: Digest,
    /// It says which key of the server it knows, and can follow from one to the next.
    pub(crate) says_key: bool,
}

impl Caller {
    pub(crate) fn sender(&self) -> Sender {
        Sender { device_id: self.device.id, public_key: self.device.public_key, nonce: self.device.nonce }
    }
}

/// Verifies the caller of a request, and counts it: every door of phones leads through here.
///
/// # Errors
/// 503 for a phone that calls too often. 401 for a signature that is missing, wrong or of no known key. A phone that was stopped is known all the same: what it
/// may still do is for each exchange to say.
pub(crate) async fn verify(state: &State, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let unauthorized = |code| Refusal::new(StatusCode::UNAUTHORIZED, ProblemClass::Auth, code);
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let signature = header(header::AUTHORIZATION.as_str()).and_then(|v| DeviceSig::read(v).ok());
    let signature = signature.ok_or_else(|| unauthorized("bad-sig"))?;
    let digest = header(CONTENT_DIGEST).and_then(auth::read_content_digest).ok_or_else(|| unauthorized("bad-sig"))?;
    let device = {
        let mut conn = state.db.glance().await?;
        devices::by_key_id(&mut conn, signature.key_id).await?.ok_or_else(|| unauthorized("unknown-key"))?
    };
    let path = uri.path_and_query().map_or_else(|| uri.path(), |p| p.as_str());
    let request = auth::Request { method: method.as_str(), path, body: &digest, audience: &state.identity.audience };
    signature.verify(&device.public_key, request).map_err(|_| unauthorized("bad-sig"))?;
    state.admission.spend(device.id, uri.path())?;
    // A sync writes down more than this by itself, in the group it is committed with.
    if uri.path() != protocol::sync::PATH {
        heard(state, &device).await;
    }
    Ok(Caller { device, ctr: signature.ctr, digest, says_key: bound::known_key(headers).is_some() })
}

/// A call is written down once in so long; an exchange that tells more writes it anyway.
const HEARD_MS: i64 = 30_000;

/// Notes that the phone called, whatever becomes of the call. A note that fails is no reason to refuse.
pub(crate) async fn heard(state: &State, device: &Device) {
    let now = clock::now();
    if device.last_contact.is_some_and(|last| now.since(last) < HEARD_MS) {
        return;
    }
    let noted = async {
        let mut tx = state.db.begin().await?;
        devices::heard(&mut tx, device.id, now).await?;
        Ok::<_, crate::Error>(tx.commit().await?)
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, device = %device.id, "a call was not noted");
    }
}
