//! Putting a record right, and what the office asks or decides about it.

use domain::{
    correction::Change,
    ids::{PhotoId, RecordId},
    ruling::Verdict,
    time::UtcMs,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Effort, RecordRow, RecordState};

/// What is put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Correction {
    /// It was made by mistake and does not count.
    Void,
    /// It happened then.
    Time {
        /// When.
        at_ms: UtcMs,
    },
    /// Its text should read so.
    Text {
        /// The text.
        text: String,
    },
}

impl Correction {
    /// As a record keeps it.
    #[must_use]
    pub fn to_domain(&self) -> Change {
        match self {
            Self::Void => Change::Void,
            Self::Time { at_ms } => Change::Time(*at_ms),
            Self::Text { text } => Change::Text(text.clone()),
        }
    }

    /// As it is shown.
    #[must_use]
    pub fn from_domain(change: &Change) -> Self {
        match change {
            Change::Void => Self::Void,
            Change::Time(at_ms) => Self::Time { at_ms: *at_ms },
            Change::Text(text) => Self::Text { text: text.clone() },
        }
    }
}

/// What of a record can be put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Correctable {
    /// That it counts.
    Void,
    /// When it was.
    Time,
    /// What was written.
    Text,
}

/// A correction of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CorrectionShown {
    /// The correction's own name.
    pub record_id: RecordId,
    /// What is put right.
    pub change: Correction,
    /// Why.
    pub reason: String,
    /// Name of who did.
    pub who: String,
    /// When.
    pub at_ms: UtcMs,
    /// How far it has come.
    pub state: RecordState,
}

/// What the office asks or has decided about one of my records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RulingRow {
    /// About which record.
    pub record_id: RecordId,
    /// Decision.
    pub verdict: Verdict,
    /// What was noticed, as code words.
    pub reasons: Vec<String>,
    /// In words.
    pub note: String,
    /// When.
    pub at_ms: UtcMs,
    /// The record, if it was made on this phone.
    pub record: Option<RecordRow>,
    /// My newest answer.
    pub answer: Option<AnswerShown>,
    /// A question nobody answered yet.
    pub open: bool,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerShown {
    /// The answer's own name.
    pub record_id: RecordId,
    /// In words.
    pub text: String,
    /// When.
    pub at_ms: UtcMs,
    /// How far it has come.
    pub state: RecordState,
    /// Pictures it names.
    pub photos: u32,
}

/// An answer to save.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerForm {
    /// About which record.
    pub record_id: RecordId,
    /// In words.
    pub text: String,
    /// Pictures of the draft `answer:<record>`.
    pub photo_ids: Vec<PhotoId>,
    /// What it cost.
    pub effort: Option<Effort>,
}
