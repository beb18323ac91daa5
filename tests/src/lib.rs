//! The cast of the stories: the world (a real server with the demo district), phones (the real client library), and
//! the network between them, which breaks as real ones do.

pub mod network;

pub use network::{Network, Weather};
