//! What a worker answers to a question about a record 申诉说明.

use minicbor::{Decode, Encode};

use crate::{effort::Effort, ids::RecordId, photo::Photo};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Answer {
    /// About which record.
    #[n(0)]
    pub about: RecordId,
    /// At most [`crate::limits::NOTE_CHARS_MAX`] characters.
    #[n(1)]
    pub text: String,
    /// Pictures, at most [`crate::limits::CHECK_IN_PHOTOS_MAX`].
    #[n(2)]
    pub photos: Vec<Photo>,
    /// What it cost.
    #[n(3)]
    pub effort: Option<Effort>,
}
