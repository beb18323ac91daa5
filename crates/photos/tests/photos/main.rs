//! Stories of photos: from the files that cameras and messengers really make to evidence, or to one clear refusal.
//!
//! All files are made here, byte by byte where it matters; nothing is downloaded and nobody's photo is kept.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod colors;
mod facts;
mod files;
mod formats;
mod masks;
mod orientation;
mod refined;
mod refusals;
mod scaled;
mod scene;
mod stamps;
mod tags;
mod tiff;
mod torn;
mod transparent;
mod vault;
mod watermarks;
