//! The verbs a worker has (enroll, sign in, duty, escort, patrol, report a hazard, put right, sync), without a window: one file a noun.
//!
//! Everything is local first: a verb returns only after COMMIT, and no verb but [`enroll`] and [`sync`] touches the
//! network. The window and the command line are two thin hosts of this library, so the whole client runs in tests
//! beside the real server. Problems are codes with arguments ([`Error::problem`]); sentences belong to the hosts.

pub mod answer;
pub mod app;
mod attendance;
pub mod bundle;
pub mod camera_files;
mod changed;
pub mod check_in;
pub mod clock;
mod clocks;
pub mod correction;
pub mod day_review;
mod disk;
pub mod draft;
pub mod duty;
pub mod duty_note;
pub mod enroll;
mod error;
pub mod escort;
pub mod hazard;
mod home;
mod key;
mod lists;
pub mod patrol_run;
pub mod photo;
pub mod pin;
pub mod points;
pub mod policy;
pub mod posts;
mod record_time;
pub mod records;
mod recovery;
pub mod roster;
pub mod roster_request;
pub mod ruling;
pub mod scan;
mod scene;
mod sendable;
mod sending;
pub mod session;
pub mod settings;
pub mod shift;
pub mod space;
mod stamp;
pub mod status;
mod supervision;
pub mod sync;
mod text;
mod timetable;
pub mod torn;
mod typescript;
pub mod views;
mod worker;

pub use changed::{Changed, Tag};
pub use clocks::{Clocks, Reading};
pub use error::Error;
pub use home::Home;
pub use typescript::typescript;
pub use worker::Worker;
