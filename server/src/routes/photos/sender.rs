//! Who sends a picture: a phone by its signature, or somebody of the office by the dashboard's session.

use axum::{
    extract::FromRequestParts as _,
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use domain::photo::Digest;
use protocol::ProblemClass;

use crate::{
    device_auth::{self, Caller},
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::accounts::Account,
    uploads::Asker,
    wire::Refusal,
};

/// The sender of a request.
#[derive(Debug)]
pub(super) enum Sender {
    /// A phone.
    Phone(Box<Caller>),
    /// Somebody of the office.
    Account(Box<Account>),
}

impl Sender {
    /// Judges the headers, before a byte of the body is read.
    pub(super) async fn of(state: &Shared, parts: &mut Parts) -> Result<Self, Refusal> {
        if is_page(&parts.headers) {
            let viewer = Viewer::from_request_parts(parts, state).await.map_err(told_to_page)?;
            return Ok(Self::Account(Box::new(viewer.account)));
        }
        let caller = device_auth::verify(state, &parts.method, &parts.uri, &parts.headers).await?;
        Ok(Self::Phone(Box::new(caller)))
    }

    pub(super) fn asker(&self) -> Asker<'_> {
        match self {
            Self::Phone(caller) => Asker::Phone(caller.device.id),
            Self::Account(account) => Asker::Account(&account.name),
        }
    }

    /// The digest that was signed for the body.
    pub(super) fn signed(&self) -> Option<&Digest> {
        match self {
            Self::Phone(caller) => Some(&caller.digest),
            Self::Account(_) => None,
        }
    }
}

/// Requests of phones carry a signature; those of pages a cookie.
fn is_page(headers: &HeaderMap) -> bool {
    headers.contains_key(header::COOKIE) && !headers.contains_key(header::AUTHORIZATION)
}

/// A refusal in the form its sender reads: CBOR for a phone, JSON for a page.
pub(super) fn refuse(headers: &HeaderMap, refusal: Refusal) -> Response {
    if !is_page(headers) {
        return refusal.into_response();
    }
    let problem = ApiProblem::new(refusal.status, &refusal.problem.code);
    let mut response = problem.into_response();
    if let Some(seconds) = refusal.problem.retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    for (name, value) in refusal.headers {
        response.headers_mut().insert(name, value);
    }
    response
}

fn told_to_page(problem: ApiProblem) -> Refusal {
    let class = if problem.status() == StatusCode::INTERNAL_SERVER_ERROR {
        ProblemClass::Retryable
    } else {
        ProblemClass::Auth
    };
    Refusal::new(problem.status(), class, problem.code())
}
