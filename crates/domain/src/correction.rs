//! A correction 更正: a new record that names the old one. The old one stays, and both are shown.
//!
//! Lists and boards read what stands after all corrections: the last time and the last text that were said hold, and a
//! record that was voided does not count. A correction is a record too and can itself be voided.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{effort::Effort, ids::RecordId, time::UtcMs};

/// What is put right.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
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
    /// What it cost.
    #[n(3)]
    pub effort: Option<Effort>,
}

/// What stands of a record after its corrections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It does not count.
    pub void: bool,
    /// When it was, instead of what the record says.
    pub time: Option<UtcMs>,
    /// What its text should read.
    pub text: Option<String>,
    /// How often it was corrected.
    pub revisions: u32,
}

impl Standing {
    /// Folds the corrections of one record, in the order in which they were made.
    #[must_use]
    pub fn after<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Self {
        changes.into_iter().fold(Self::default(), |mut standing, change| {
            standing.revisions = standing.revisions.saturating_add(1);
            match change {
                Change::Void => standing.void = true,
                Change::Time(moment) => standing.time = Some(*moment),
                Change::Text(text) => standing.text = Some(text.clone()),
            }
            standing
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_each_sort_holds() {
        let changes =
            [Change::Time(UtcMs(5)), Change::Text("一".into()), Change::Time(UtcMs(7)), Change::Text("二".into())];
        let standing = Standing::after(&changes);
        assert_eq!((standing.time, standing.text.as_deref(), standing.void), (Some(UtcMs(7)), Some("二"), false));
        assert_eq!(standing.revisions, 4);
        assert!(Standing::after(&[Change::Void, Change::Text("三".into())]).void, "void stays void");
        assert_eq!(Standing::after([]), Standing::default());
    }
}
