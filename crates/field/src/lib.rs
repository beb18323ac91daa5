//! The verbs a worker has (enroll, sign in, duty, check in, report a hazard, sync), without a window: one file a noun.
//!
//! Everything is local first: a verb returns only after COMMIT, and no verb but [`enroll`] and [`sync`] touches the
//! network. The window and the command line are two thin hosts of this library, so the whole client runs in tests
//! beside the real server. Problems are codes with arguments ([`Error::problem`]); sentences belong to the hosts.

pub mod app;
mod attendance;
pub mod bundle;
mod changed;
pub mod check_in;
mod clocks;
pub mod draft;
pub mod duty;
pub mod enroll;
mod error;
mod findings;
pub mod hazard;
mod home;
mod key;
pub mod photo;
pub mod pin;
pub mod points;
pub mod policy;
pub mod records;
mod recovery;
pub mod session;
pub mod settings;
pub mod space;
mod stamp;
pub mod status;
pub mod sync;
mod text;
pub mod torn;
pub mod views;

pub use changed::{Changed, Tag};
pub use clocks::{Clocks, Reading};
pub use error::Error;
pub use home::Home;
pub use session::Worker;
