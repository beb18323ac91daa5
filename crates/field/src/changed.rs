//! What became stale: said after each commit, so that whoever shows it reads it again.

use serde::Serialize;
use ts_rs::TS;

/// One group of things a page may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// My records and their states.
    Records,
    /// The line about delivery.
    Sync,
    /// How far pictures are on their way.
    Photos,
    /// Points and what is due.
    Points,
    /// Posts and who is there.
    Duty,
    /// Who is to stand where, and what was asked about it.
    Roster,
    /// Escort routes and sheets.
    Escort,
    /// Runs along must-patrol points.
    Patrol,
    /// What the office asks or has decided about my records.
    Rulings,
    /// Names to choose from.
    People,
    /// Settings of this phone.
    Settings,
    /// Who is signed in, and whether the phone is enrolled.
    Session,
}

impl Tag {
    /// Every group: for a listener that missed something.
    pub const ALL: [Self; 12] = [
        Self::Records,
        Self::Sync,
        Self::Photos,
        Self::Points,
        Self::Duty,
        Self::Roster,
        Self::Escort,
        Self::Patrol,
        Self::Rulings,
        Self::People,
        Self::Settings,
        Self::Session,
    ];
}

/// What became stale with one commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Changed {
    /// The groups.
    pub tags: Vec<Tag>,
}
