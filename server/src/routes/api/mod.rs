//! `/api`: what the dashboard asks. Shapes stand beside their route; OpenAPI and the page's types are made from them.

pub(crate) mod board;
pub(crate) mod device;
pub(crate) mod devices;
mod enroll_codes;
mod escort_routes;
pub(crate) mod events;
pub(crate) mod evidence;
pub(crate) mod hazards;
mod live;
pub(crate) mod live_key;
mod openapi;
mod patrol_routes;
mod photo_copy;
pub(crate) mod photo_list;
mod photos;
pub(crate) mod point;
pub(crate) mod points;
pub(crate) mod problem;
pub(crate) mod routes;
mod schools;
pub(crate) mod session;
pub(crate) mod shifts;
pub(crate) mod span;
pub(crate) mod tags;

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
        .routes(routes!(points::list, points::create))
        .routes(routes!(points::ground))
        .routes(routes!(point::read, point::change))
        .routes(routes!(point::set_state))
        .routes(routes!(point::set_place))
        .routes(routes!(live_key::open))
        .routes(routes!(tags::rotate))
        .routes(routes!(tags::list))
        .routes(routes!(tags::sheet))
        .routes(routes!(routes::list))
        .routes(routes!(escort_routes::put))
        .routes(routes!(escort_routes::delete))
        .routes(routes!(patrol_routes::put))
        .routes(routes!(patrol_routes::delete))
        .split_for_parts();
    let described = described.route("/api/openapi.json", openapi::page(&description));
    // Pages of rows shrink to a tenth; the live channel must not wait in a compressor, so it stands outside.
    described.layer(CompressionLayer::new()).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)).merge(live::router())
}
