//! The nouns of school-gate safety work and the rules about them: one file a noun.
//!
//! Pure values only: no clock, no file, no network, no randomness. Everything that a phone and the
//! server must judge alike (distance, proof of presence, corrected time, whether someone was on time)
//! lives here once. Wire shapes carry explicit CBOR indices (`#[n(..)]`): an index is never reused and
//! fields are only added at the end, because records are kept verbatim for years.

pub mod agency;
pub mod answer;
pub mod attachment;
pub mod calendar;
pub mod check_in;
pub mod clock_event;
pub mod correction;
pub mod cover;
pub mod crs;
pub mod day;
pub mod defect;
pub mod device_event;
pub mod division;
pub mod duty;
pub mod duty_note;
pub mod duty_post;
pub mod duty_shift;
pub mod duty_window;
pub mod effort;
pub mod enroll_code;
pub mod escort;
pub mod hazard;
pub mod ids;
pub mod limits;
pub mod live_scan;
pub mod occurrence;
pub mod patrol_demand;
pub mod patrol_point;
pub mod patrol_route;
pub mod patrol_run;
pub mod photo;
pub mod plausibility;
pub mod point_edition;
pub mod point_no;
pub mod point_wish;
pub mod policy;
pub mod position;
pub mod post_edition;
pub mod post_wish;
pub mod presence;
pub mod privacy;
pub mod problem;
pub mod recording;
pub mod role;
pub mod roster;
pub mod ruling;
pub mod school;
pub mod session;
pub mod staff;
pub mod time;

pub use problem::Problem;
