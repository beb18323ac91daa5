//! `/api`: what the dashboard asks. What is answered has its shape in `views`; OpenAPI and the page's types are made from it.

mod attachments;
pub(crate) mod audit;
pub(crate) mod beside;
pub(crate) mod board;
pub(crate) mod burden;
pub(crate) mod calendar;
pub(crate) mod device;
pub(crate) mod devices;
mod enroll_codes;
mod escort_routes;
pub(crate) mod escorts;
pub(crate) mod events;
pub(crate) mod evidence;
pub(crate) mod hazards;
mod live;
pub(crate) mod live_key;
mod openapi;
pub(crate) mod patrol;
mod patrol_routes;
pub(crate) mod people;
mod photo_copy;
pub(crate) mod photo_list;
mod photos;
mod picture_rules;
pub(crate) mod point;
pub(crate) mod point_sheet;
pub(crate) mod points;
mod posts;
pub(crate) mod proposals;
mod reports;
pub(crate) mod reviews;
pub(crate) mod roster;
pub(crate) mod roster_requests;
pub(crate) mod roster_sheet;
pub(crate) mod routes;
pub(crate) mod schools;
pub(crate) mod session;
pub(crate) mod shifts;
pub(crate) mod span;
mod staff_leaves;
pub(crate) mod tags;
pub(crate) mod windows;

use axum::{Router, extract::DefaultBodyLimit};
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::Shared;

/// Requests of pages are small.
const BODY_BYTES_MAX: usize = 16 * 1024;

/// All routes under `/api`, and their description at `/api/openapi.json`.
pub(crate) fn router() -> Router<Shared> {
    let large = OpenApiRouter::new()
        .routes(routes!(calendar::read, calendar::change))
        .routes(routes!(roster_sheet::write, roster_sheet::read))
        .routes(routes!(point_sheet::write, point_sheet::read))
        .layer(DefaultBodyLimit::max(roster_sheet::SHEET_BYTES_MAX));
    let (described, description) = OpenApiRouter::with_openapi(openapi::Description::openapi())
        .routes(routes!(session::sign_in, session::read, session::sign_out))
        .routes(routes!(board::read))
        .routes(routes!(shifts::list))
        .routes(routes!(shifts::read))
        .routes(routes!(shifts::decide))
        .routes(routes!(patrol::read))
        .routes(routes!(escorts::list))
        .routes(routes!(escorts::review))
        .routes(routes!(people::list))
        .routes(routes!(people::read))
        .routes(routes!(reviews::list))
        .routes(routes!(reviews::rule))
        .routes(routes!(reports::read))
        .routes(routes!(reports::workbook))
        .routes(routes!(reports::print))
        .routes(routes!(burden::read))
        .routes(routes!(picture_rules::put))
        .routes(routes!(events::list))
        .routes(routes!(evidence::read))
        .routes(routes!(beside::list))
        .routes(routes!(attachments::add))
        .routes(routes!(attachments::withdraw))
        .routes(routes!(photos::read))
        .routes(routes!(photo_copy::read))
        .routes(routes!(photo_list::list))
        .routes(routes!(audit::list))
        .routes(routes!(devices::list))
        .routes(routes!(device::read))
        .routes(routes!(device::set_state))
        .routes(routes!(enroll_codes::give))
        .routes(routes!(schools::list))
        .routes(routes!(hazards::list))
        .routes(routes!(live_key::open))
        .routes(routes!(tags::rotate))
        .routes(routes!(tags::list))
        .routes(routes!(tags::sheet))
        .routes(routes!(routes::list))
        .routes(routes!(escort_routes::put))
        .routes(routes!(escort_routes::delete))
        .routes(routes!(patrol_routes::put))
        .routes(routes!(patrol_routes::delete))
        .routes(routes!(posts::list, posts::add))
        .routes(routes!(posts::change))
        .routes(routes!(posts::set_state))
        .routes(routes!(windows::list, windows::add))
        .routes(routes!(windows::change, windows::remove))
        .routes(routes!(windows::defaults))
        .routes(routes!(calendar::stop))
        .routes(routes!(roster::read))
        .routes(routes!(roster::set_turn))
        .routes(routes!(roster::set_day))
        .routes(routes!(roster::publish))
        .routes(routes!(roster_sheet::print))
        .routes(routes!(roster_requests::list))
        .routes(routes!(roster_requests::decide))
        .routes(routes!(staff_leaves::add))
        .routes(routes!(staff_leaves::remove))
        .merge(of_points())
        .merge(large)
        .split_for_parts();
    let described = described.route("/api/openapi.json", openapi::page(&description));
    // Pages of rows shrink to a tenth; the live channel must not wait in a compressor, so it stands outside.
    described.layer(CompressionLayer::new()).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)).merge(live::router())
}

/// What is asked and told about must-patrol points.
fn of_points() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(points::list, points::create))
        .routes(routes!(points::ground))
        .routes(routes!(point::read, point::change))
        .routes(routes!(point::set_state))
        .routes(routes!(point::set_place))
        .routes(routes!(proposals::list))
        .routes(routes!(proposals::refuse))
}
