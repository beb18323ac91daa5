//! What the server answers over HTTP: `/v1` to phones, `/api` to the dashboard, its files, and two pages for whoever
//! looks after the machine.

pub(crate) mod api;
mod dashboard;
mod enroll;
mod enroll_page;
mod health;
mod photos;
mod sync;

use std::time::Duration;

use axum::{
    Router,
    http::HeaderValue,
    middleware,
    routing::{any, get, post},
};
use tower_http::{compression::CompressionLayer, set_header::SetResponseHeaderLayer, trace::TraceLayer};

use crate::{admission, bound, state::Shared};

/// A page may load nothing from elsewhere, and be framed by nobody. Pictures come from here or from memory.
const CSP: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'";
/// The dashboard's policy, up to the scripts that stand in its page.
const CSP_BEFORE_SCRIPT: &str = "default-src 'self'; script-src 'self'";
/// Where it says what pictures are from.
const CSP_PICTURES: &str = "; img-src 'self'";
/// The rest of it.
const CSP_AFTER_SCRIPT: &str = "; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; \
    connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

/// All routes.
pub(crate) fn router(state: Shared) -> Router {
    let header = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(http::HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let devices = Router::new()
        .route(protocol::enroll::PATH, post(enroll::enroll))
        .route(protocol::sync::PATH, post(sync::sync))
        .route(protocol::quarantine::PATH, post(sync::quarantine))
        .route(protocol::tus::PATH, any(photos::collection))
        .route("/v1/photos/{name}", any(photos::upload))
        .route_layer(middleware::from_fn_with_state(state.clone(), admission::admit))
        .route_layer(middleware::from_fn_with_state(state.clone(), bound::bind));
    let pages = Router::new().fallback(dashboard::page).layer(CompressionLayer::new()).with_state(state.clone());
    Router::new()
        .merge(devices)
        .merge(api::router())
        .route("/enroll", get(enroll_page::page))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .fallback_service(pages)
        .with_state(state)
        .layer(header("content-security-policy", CSP))
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("x-frame-options", "DENY"))
        .layer(header("referrer-policy", "no-referrer"))
        .layer(header("permissions-policy", "geolocation=(), camera=(), microphone=()"))
        .layer(header("cross-origin-opener-policy", "same-origin"))
        .layer(TraceLayer::new_for_http())
}

/// How long a stopping server waits for requests that are under way.
pub(crate) const DRAIN: Duration = Duration::from_secs(30);
