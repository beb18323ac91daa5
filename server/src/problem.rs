//! How `/api` refuses: a status, a stable code, and what the page's sentence names. Never a sentence itself.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::Error;

/// The body of a refusal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ApiProblem {
    #[serde(skip)]
    status: StatusCode,
    /// Kebab-case, one sentence in the page for each.
    code: String,
    /// What the sentence names.
    args: BTreeMap<String, String>,
}

impl ApiProblem {
    pub(crate) fn new(status: StatusCode, code: &str) -> Self {
        Self { status, code: code.to_owned(), args: BTreeMap::new() }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// Wait so many seconds.
    pub(crate) fn too_many_tries(seconds: u32) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-tries");
        problem.args.insert("seconds".to_owned(), seconds.to_string());
        problem
    }

    /// Not for somebody of this role.
    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden")
    }

    /// Not there, or not for you: nobody learns which.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    /// A question that cannot be read.
    pub(crate) fn bad_question() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-question")
    }
}

/// What the domain refuses: a value that cannot be what somebody meant.
impl From<domain::Problem> for ApiProblem {
    fn from(problem: domain::Problem) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, code: problem.code, args: problem.args }
    }
}

/// A fault of the server: logged here, and the page says that it is looked into, or that somebody has to make room.
impl From<Error> for ApiProblem {
    fn from(error: Error) -> Self {
        tracing::error!(%error, "a question of the dashboard failed");
        if error.is_full() {
            return Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage-full");
        }
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server-unwell")
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let retry = self.args.get("seconds").and_then(|s| HeaderValue::from_str(s).ok());
        let mut response = (self.status, Json(&self)).into_response();
        if let Some(retry) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, retry);
        }
        response
    }
}
