//! What the hazard form offers to choose from.

use serde::Serialize;
use ts_rs::TS;

/// The choices of the hazard form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HazardForm {
    /// Schools this phone looks after, its own first.
    pub schools: Vec<SchoolChoice>,
    /// Categories, the ones a guard meets most first.
    pub categories: Vec<CategoryChoice>,
}

/// A school to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SchoolChoice {
    /// School code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// A category to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CategoryChoice {
    /// Three letters.
    pub code: String,
    /// Chinese label.
    pub label: String,
    /// English label.
    pub label_en: String,
}
