//! Who is calling: the device signature, checked from headers alone, before a byte of the body is read.

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use domain::photo::Digest;
use protocol::{
    ProblemClass,
    auth::{self, CONTENT_DIGEST, DeviceSig},
};

use crate::{
    ingest::Sender,
    state::State,
    tables::devices::{self, Device, DeviceState},
    wire::Refusal,
};

/// A phone whose signature verified.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) device: Device,
    pub(crate) ctr: u64,
    /// The digest the body must have.
    pub(crate) digest: Digest,
}

impl Caller {
    pub(crate) fn sender(&self) -> Sender {
        Sender { device_id: self.device.id, public_key: self.device.public_key, nonce: self.device.nonce }
    }
}

/// Verifies the caller of a request.
///
/// # Errors
/// 401 for a signature that is missing, wrong or of no known key; 403 for a phone that was suspended or revoked.
pub(crate) async fn verify(state: &State, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let unauthorized = |code| Refusal::new(StatusCode::UNAUTHORIZED, ProblemClass::Auth, code);
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let signature = header(header::AUTHORIZATION.as_str()).and_then(|v| DeviceSig::read(v).ok());
    let signature = signature.ok_or_else(|| unauthorized("bad-sig"))?;
    let digest = header(CONTENT_DIGEST).and_then(auth::read_content_digest).ok_or_else(|| unauthorized("bad-sig"))?;
    let device = {
        let mut conn = state.db.snapshot().await?;
        devices::by_key_id(&mut conn, signature.key_id).await?.ok_or_else(|| unauthorized("unknown-key"))?
    };
    let path = uri.path_and_query().map_or_else(|| uri.path(), |p| p.as_str());
    let request = auth::Request { method: method.as_str(), path, body: &digest, audience: &state.identity.audience };
    signature.verify(&device.public_key, request).map_err(|_| unauthorized("bad-sig"))?;
    let refused = |code| Err(Refusal::new(StatusCode::FORBIDDEN, ProblemClass::Auth, code));
    match device.state {
        DeviceState::Active => Ok(Caller { device, ctr: signature.ctr, digest }),
        DeviceState::Suspended => refused("device-suspended"),
        DeviceState::Revoked => refused("device-revoked"),
    }
}
