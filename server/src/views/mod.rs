//! What the dashboard is shown and asks with: the shapes of `/api`, from which its types (`bindings`) are made. Whoever
//! reads them out of the tables and whoever answers with them looks here; a view knows neither.

pub(crate) mod audit;
pub(crate) mod board;
pub(crate) mod burden;
pub(crate) mod calendar;
pub(crate) mod device;
pub(crate) mod devices;
pub(crate) mod enroll_codes;
pub(crate) mod escort_routes;
pub(crate) mod escorts;
pub(crate) mod events;
pub(crate) mod evidence;
pub(crate) mod hazards;
pub(crate) mod live_key;
pub(crate) mod patrol;
pub(crate) mod patrol_routes;
pub(crate) mod people;
pub(crate) mod photo_list;
pub(crate) mod point;
pub(crate) mod point_sheet;
pub(crate) mod points;
pub(crate) mod posts;
pub(crate) mod proposals;
pub(crate) mod reviews;
pub(crate) mod roster;
pub(crate) mod roster_requests;
pub(crate) mod roster_sheet;
pub(crate) mod routes;
pub(crate) mod schools;
pub(crate) mod session;
pub(crate) mod shifts;
pub(crate) mod staff_leaves;
pub(crate) mod tags;
pub(crate) mod windows;
