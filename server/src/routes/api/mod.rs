//! `/api`: what the dashboard asks. Shapes stand beside their route; OpenAPI and the page's types are made from them.

pub(crate) mod board;
pub(crate) mod burden;
pub(crate) mod device;
pub(crate) mod devices;
mod enroll_codes;
pub(crate) mod escorts;
pub(crate) mod events;
pub(crate) mod evidence;
pub(crate) mod hazards;
mod live;
mod openapi;
pub(crate) mod patrol;
pub(crate) mod people;
mod photo_copy;
pub(crate) mod photo_list;
mod photos;
pub(crate) mod problem;
mod reports;
pub(crate) mod reviews;
pub(crate) mod schools;
pub(crate) mod session;
pub(crate) mod shifts;
pub(crate) mod span;

use axum::{Router, extract::DefaultBodyLimit};
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::Shared;

/// Requests of pages are small.
const BODY_BYTES_MAX: usize = 16 * 1024;

/// All routes under `/api`, and their description at `/api/openapi.json`.
pub(crate) fn router() -> Router<Shared> {
    let (described, description) = OpenApiRouter::with_openapi(openapi::Description::openapi())
        .routes(routes!(session::sign_in, session::read, session::sign_out))
        .routes(routes!(board::read))
        .routes(routes!(shifts::list))
        .routes(routes!(shifts::read))
        .routes(routes!(shifts::decide))
        .routes(routes!(patrol::read))
        .routes(routes!(escorts::list))
        .routes(routes!(people::list))
        .routes(routes!(people::read))
        .routes(routes!(reviews::list))
        .routes(routes!(reviews::rule))
        .routes(routes!(reports::read))
        .routes(routes!(reports::workbook))
        .routes(routes!(burden::read))
        .routes(routes!(events::list))
        .routes(routes!(evidence::read))
        .routes(routes!(photos::read))
        .routes(routes!(photo_copy::read))
        .routes(routes!(photo_list::list))
        .routes(routes!(devices::list))
        .routes(routes!(device::read))
        .routes(routes!(device::set_state))
        .routes(routes!(enroll_codes::give))
        .routes(routes!(schools::list))
        .routes(routes!(hazards::list))
        .split_for_parts();
    let described = described.route("/api/openapi.json", openapi::page(&description));
    // Pages of rows shrink to a tenth; the live channel must not wait in a compressor, so it stands outside.
    described.layer(CompressionLayer::new()).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)).merge(live::router())
}
