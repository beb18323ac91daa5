//! 更正 and 申诉说明: what is said afterwards about another record. The other one stays as it is.

use domain::{
    answer::Answer,
    correction::{Change, Correction},
    ids::RecordId,
};

use super::Meaning;
use crate::sql::plain_text;

/// A correction, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CorrectionRow {
    pub(crate) of: RecordId,
    pub(crate) change: Change,
    pub(crate) reason: String,
}

/// An answer, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AnswerRow {
    pub(crate) about: RecordId,
    pub(crate) text: String,
}

/// Something was put right.
pub(super) fn corrected(it: &Correction) -> Meaning {
    let change = match &it.change {
        Change::Text(text) => Change::Text(plain_text(text)),
        other => other.clone(),
    };
    Meaning::Correction(CorrectionRow { of: it.of, change, reason: plain_text(&it.reason) })
}

/// A question was answered.
pub(super) fn answered(it: &Answer) -> Meaning {
    Meaning::Answer(AnswerRow { about: it.about, text: plain_text(&it.text) })
}
