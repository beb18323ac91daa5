//! What a record cost the worker: taps and seconds, so that an office sees the price of its own rules.
//!
//! It is about the rule, never about the person: it is shown only summed over a school or a rule.

use minicbor::{Decode, Encode};
use serde::Serialize;

/// The effort of one record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(array)]
pub struct Effort {
    /// Taps and typed characters' fields from opening the form to saving.
    #[n(0)]
    pub taps: u16,
    /// Milliseconds the form was open.
    #[n(1)]
    pub open_ms: u32,
}
