//! A correction 更正: a new record that names the old one. The old one stays, and both are shown.

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::{ids::RecordId, time::UtcMs};

/// What is put right.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was made by mistake and does not count.
    #[n(0)]
    Void,
    /// It happened then.
    #[n(1)]
    Time(#[n(0)] UtcMs),
    /// Its text should read so.
    #[n(2)]
    Text(#[n(0)] String),
}

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Correction {
    /// Which record.
    #[n(0)]
    pub of: RecordId,
    /// What is put right.
    #[n(1)]
    pub change: Change,
    /// Why, at most [`crate::limits::NOTE_CHARS_MAX`] characters.
    #[n(2)]
    pub reason: String,
}
