//! The description of `/api` for programs, at `/api/openapi.json`.

use axum::{
    http::header,
    response::IntoResponse,
    routing::{MethodRouter, get},
};
use utoipa::OpenApi;

use crate::state::Shared;

/// The description without its routes, which are added where they are declared.
#[derive(OpenApi)]
#[openapi(info(
    title = "Huxiao dashboard",
    description = "What the office's pages ask the server. Times are UTC milliseconds, ids UUIDs. Sign in at \
                   POST /api/session; every request but a GET carries the header x-huxiao-csrf."
))]
pub(crate) struct Description;

/// The page with the finished description.
pub(crate) fn page(description: &utoipa::openapi::OpenApi) -> MethodRouter<Shared> {
    let json = description.to_json().unwrap_or_default();
    get(move || {
        let json = json.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], json).into_response() }
    })
}
