//! The cast of the stories: the world (a real server with the demo district), phones (the real client library),
//! somebody at the office, the two programs, and the network between them, which breaks as real ones do.
//!
//! Nothing here imitates our own code. What a story needs twice stands here; what it needs once stays in the story.

pub mod line;
#[cfg(unix)]
pub mod load;
pub mod network;
pub mod office;
pub mod phone;
pub mod picture;
pub mod programs;
pub mod random;
pub mod sim;
#[cfg(unix)]
pub mod soak;
pub mod term;
pub mod world;

pub use line::Line;
pub use network::{Network, Weather};
pub use office::Office;
pub use phone::Phone;
pub use world::World;
