//! `POST /v1/enroll`.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use protocol::{ProblemClass, enroll::EnrollRequest, sha256};

use crate::{
    bound,
    enroll::{self, EnrollRefusal},
    state::Shared,
    wire::{self, Refusal},
};

/// An enrollment request is a code, a key and a few words.
const BYTES_MAX: usize = 4 * 1024;

/// Enrolls a phone.
pub(crate) async fn enroll(
    State(state): State<Shared>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let address = address.ip().to_string();
    let too_many = |seconds| Refusal::later(StatusCode::TOO_MANY_REQUESTS, "too-many-tries", seconds);
    state.enroll_tries.check(&address).map_err(too_many)?;
    let body = wire::read_body(body, BYTES_MAX).await?;
    let (asked, known) = (sha256(&[&body]), bound::known_key(&headers));
    let request: EnrollRequest = wire::read_value(&wire::unpack(&headers, body, BYTES_MAX)?)?;
    match enroll::enroll(&state.db, &state.identity, &request, known.is_some()).await? {
        Ok(answer) => {
            state.metrics.enrollment();
            state.live.changed([crate::live::Tag::Devices]);
            tracing::info!(device = %answer.device_id, "a phone is enrolled");
            let mut response = wire::answer(&headers, &answer);
            if let Some(known) = known {
                bound::sign(&state.identity, (&asked, known), &mut response);
            }
            Ok(response)
        }
        Err(refusal) => {
            state.enroll_tries.failed(&address);
            Err(refusal.into())
        }
    }
}

impl From<EnrollRefusal> for Refusal {
    fn from(refusal: EnrollRefusal) -> Self {
        let (status, code) = match refusal {
            EnrollRefusal::BadSignature => (StatusCode::UNPROCESSABLE_ENTITY, "bad-signature"),
            EnrollRefusal::Unknown => (StatusCode::NOT_FOUND, "code-unknown"),
            EnrollRefusal::Used => (StatusCode::CONFLICT, "code-used"),
            EnrollRefusal::Expired => (StatusCode::GONE, "code-expired"),
        };
        Self::new(status, ProblemClass::Refused, code)
    }
}
