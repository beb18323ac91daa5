//! What an entry of the audit log says: a code with its values, never a sentence. Pages word it in the reader's language,
//! and what names were then stays named so.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deed {
    PhoneState,
    BundleIn,
    EnrollCode,
    PointMade,
    PointChanged,
    PointState,
    PlaceRefused,
    PointsIn,
    PointsOut,
    TagRotated,
    TagsPrinted,
    LiveKeyGiven,
    PatrolRoute,
    PatrolRouteGone,
    EscortRoute,
    EscortRouteGone,
    PostMade,
    PostChanged,
    PostState,
    WindowMade,
    WindowChanged,
    WindowGone,
    WindowDefaults,
    CalendarChanged,
    ClassesStopped,
    ClassesResumed,
    DistrictStopped,
    DistrictResumed,
    RosterDraft,
    RosterDay,
    RosterPublished,
    RosterIn,
    RosterOut,
    RequestRuled,
    LeaveEntered,
    LeaveGone,
    RecordRuled,
    ShiftDecided,
    DayReviewed,
    ReportTaken,
    PictureRules,
}

/// A deed with its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Told {
    pub(crate) deed: Deed,
    /// Names, counts, code words and ids.
    pub(crate) args: BTreeMap<String, String>,
}

impl Told {
    pub(crate) fn of(deed: Deed) -> Self {
        Self { deed, args: BTreeMap::new() }
    }

    /// Adds a value.
    pub(crate) fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }

    /// The column it stands in.
    pub(crate) fn subject(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// Reads it back; `None` of what earlier builds wrote as a sentence, or of a deed that only a later one knows.
    pub(crate) fn read(subject: &str) -> Option<Self> {
        serde_json::from_str(subject).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deed_comes_back_as_it_was_told_and_an_old_sentence_is_none() {
        let told = Told::of(Deed::PhoneState).with("no", "0001").with("reason", "找到了 \"在门卫室\"");
        assert_eq!(Told::read(&told.subject()), Some(told));
        assert_eq!(Told::read("0001 active: 找到了"), None);
        assert_eq!(Told::read(r#"{"deed":"of_tomorrow","args":{}}"#), None);
    }
}
