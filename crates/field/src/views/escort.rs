//! The escort of a school's pupils: routes, the sheet being filled in, the sheets of a day and their review.

use domain::{
    day::Day,
    duty_note::{Situation, Weather},
    duty_window::WindowKind,
    escort::{Handed, RemainingReason},
    ids::{PostId, RecordId, RouteId, SchoolId},
    time::UtcMs,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Effort, RecordState};

/// What the escort page shows.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EscortPage {
    /// The phone's best estimate of now.
    pub now_ms: UtcMs,
    /// The window now belongs to, at the first of the schools.
    pub window: Option<WindowKind>,
    /// Schools this phone looks after, my own first.
    pub schools: Vec<EscortSchool>,
    /// Their routes.
    pub routes: Vec<EscortRouteShown>,
    /// Today's sheets of this phone, newest first.
    pub sheets: Vec<SheetShown>,
}

/// A school whose pupils are escorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EscortSchool {
    /// Identity.
    pub school_id: SchoolId,
    /// Name.
    pub school: String,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EscortRouteShown {
    /// Identity.
    pub id: RouteId,
    /// Whose.
    pub school_id: SchoolId,
    /// Name of the school.
    pub school: String,
    /// Name, such as 东线.
    pub name: String,
    /// Stops in order.
    pub stops: Vec<StopShown>,
    /// A sheet of it is begun and not saved.
    pub draft: bool,
    /// Sheets of it that this phone saved today.
    pub sheets_today: u32,
}

/// A stop.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StopShown {
    /// Name.
    pub name: String,
    /// Latitude, WGS-84 degrees, if somebody set it.
    pub lat: Option<f64>,
    /// Longitude, WGS-84 degrees.
    pub lon: Option<f64>,
}

/// A sheet to save, and its draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EscortForm {
    /// Which school.
    pub school_id: SchoolId,
    /// Which route; nothing for one that is in no list.
    pub route_id: Option<RouteId>,
    /// Heads that went out.
    pub out: u16,
    /// Heads handed over, stop by stop.
    pub handed: Vec<Handed>,
    /// Heads brought back.
    pub returned: u16,
    /// Why some remain.
    pub reason: Option<RemainingReason>,
    /// How it is.
    pub situation: Situation,
    /// In words.
    pub note: String,
    /// Weather.
    pub weather: Option<Weather>,
}

/// What a sheet adds up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EscortSum {
    /// Heads handed over at all stops.
    pub handed: u32,
    /// Heads nobody accounts for; below zero when more came back or were handed over than went out.
    pub remaining: i32,
    /// It can only be saved with a reason.
    pub needs_reason: bool,
}

/// A sheet that was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SheetShown {
    /// The record's name.
    pub record_id: RecordId,
    /// Which school.
    pub school_id: SchoolId,
    /// Name of the school.
    pub school: String,
    /// Name of the route; empty for one that is in no list.
    pub route: String,
    /// In which window.
    pub window: Option<WindowKind>,
    /// When it was saved.
    pub at_ms: UtcMs,
    /// Name of who saved it.
    pub who: String,
    /// Heads that went out.
    pub out: u16,
    /// Heads handed over.
    pub handed: u32,
    /// Heads brought back.
    pub returned: u16,
    /// Heads nobody accounts for.
    pub remaining: i32,
    /// Why some remain.
    pub reason: Option<RemainingReason>,
    /// How it was.
    pub situation: Situation,
    /// In words.
    pub note: String,
    /// How far it has come.
    pub state: RecordState,
    /// Made by mistake.
    pub voided: bool,
}

/// A day of a school, as the head of the day looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayReviewPage {
    /// Which school.
    pub school_id: SchoolId,
    /// Name of the school.
    pub school: String,
    /// Which day.
    pub day: Day,
    /// Its sheets on this phone, in order.
    pub sheets: Vec<SheetShown>,
    /// What they add up to; those made by mistake left out.
    pub sum: DaySum,
    /// Posts of the school, as far as this phone knows.
    pub posts: Vec<PostDay>,
    /// The newest review, if there is one on this phone.
    pub review: Option<ReviewShown>,
}

/// What the sheets of a day add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DaySum {
    /// Sheets.
    pub sheets: u32,
    /// Heads that went out.
    pub out: u32,
    /// Heads handed over.
    pub handed: u32,
    /// Heads brought back.
    pub returned: u32,
    /// Heads nobody accounts for.
    pub remaining: i32,
    /// Sheets that say that it was not normal.
    pub abnormal: u32,
}

/// A post on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PostDay {
    /// Which.
    pub post_id: PostId,
    /// Its name.
    pub post: String,
    /// Different people who came.
    pub people: u32,
    /// When the first came.
    pub first_on_ms: Option<UtcMs>,
    /// When the last left.
    pub last_off_ms: Option<UtcMs>,
    /// Notes.
    pub entries: u32,
    /// Notes that say that it was not normal.
    pub abnormal: u32,
    /// At least one of its duties was closed.
    pub closed: bool,
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReviewShown {
    /// The record's name.
    pub record_id: RecordId,
    /// Name of who signed.
    pub who: String,
    /// When.
    pub at_ms: UtcMs,
    /// How it was.
    pub situation: Situation,
    /// In words.
    pub text: String,
    /// How far it has come.
    pub state: RecordState,
}

/// A review to save.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReviewForm {
    /// Which school.
    pub school_id: SchoolId,
    /// Which day.
    pub day: Day,
    /// How it was.
    pub situation: Situation,
    /// In words.
    pub text: String,
    /// What it cost.
    pub effort: Option<Effort>,
}
