//! Bytes in, evidence out: any camera's file becomes one upright, small JPEG, its thumbnail and their digests.
//!
//! This is the only room that names an image codec. Nothing here knows about records, databases or the network: a caller
//! hands over bytes and gets bytes back, so the same code runs in the app, on the command line and in tests.
//! What comes out carries no metadata at all; capture time and position are returned beside it, for the signed record.
//! Files come from the outside world, so every decoder runs behind limits and behind a last guard against panics.

mod color;
mod encode;
mod ends;
mod error;
mod exif;
mod gif;
mod halve;
mod jpeg;
mod kind;
mod limits;
mod mask;
mod orient;
mod png;
mod prepare;
pub mod qr;
mod raster;
mod scale;
mod shrinking;
mod stamp;
mod stills;
pub mod vault;
mod watermark;
mod webp;

pub use error::PhotoError;
pub use exif::{Place, Taken};
pub use jpeg::jpeg_has_metadata;
pub use limits::{LONG_SIDE, Limits, QUALITY, THUMB_LONG_SIDE, THUMB_MAX_BYTES};
pub use mask::{MASK_UNITS, Mask, Spot};
pub use prepare::{Finish, PREVIEW_LONG_SIDE, Prepared, prepare, prepare_finished, prepare_stamped, preview};
pub use stamp::{FONT, STAMP_MAX_LINES, STAMP_MAX_SHARE, Stamp};
pub use watermark::watermarked;
