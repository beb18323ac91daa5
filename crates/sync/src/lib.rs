//! How what a phone saved reaches the server, and what the office changed reaches the phone.
//!
//! [`Engine`] decides (pure: events in, effects out), [`Syncer`] does what it decides, over a [`Transport`]. Each
//! step is one request and one commit, and a step that is cut anywhere can be done again: what is pending is
//! derived from the database, and only a receipt that verifies moves a mark. Protocol: docs/PROTOCOL.md.

mod answer;
mod backoff;
mod batch;
mod bound;
mod chunk;
mod clocks;
mod driver;
mod engine;
mod enroll;
mod event;
mod exchange;
mod failure;
mod flight;
mod fork;
mod http;
mod jitter;
mod ladder;
mod lane;
mod notice;
mod pull;
mod push;
mod report;
mod request;
mod route;
mod tls;
mod transport;
mod upload;
mod wakes;

pub use batch::BatchBytes;
pub use chunk::ChunkBytes;
pub use clocks::Clocks;
pub use driver::{Change, Options, Syncer};
pub use engine::Engine;
pub use enroll::{Enrollment, enroll};
pub use event::{Activity, Effect, Event, Now, Step, SyncOutcome, UploadOutcome, Wake};
pub use failure::{Failure, Head};
pub use http::Http;
pub use jitter::Jitter;
pub use report::RoundReport;
pub use transport::{Answer, Exchange, Method, Transport};
pub use upload::Sendable;
