//! Must-patrol points as a list to walk, and what a check-in gave.

use domain::{
    ids::{PointId, StaffId},
    patrol_point::{Frequency, PointKind},
    position::{self, Place},
    presence::{Proof, ProofLevel},
    time::UtcMs,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Saved;

/// One of eight directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub enum Compass {
    /// North.
    N,
    /// Northeast.
    NE,
    /// East.
    E,
    /// Southeast.
    SE,
    /// South.
    S,
    /// Southwest.
    SW,
    /// West.
    W,
    /// Northwest.
    NW,
}

impl Compass {
    /// The direction from `here` to `there`.
    #[must_use]
    pub fn from_to(here: Place, there: Place) -> Self {
        match here.compass(there) {
            "NE" => Self::NE,
            "E" => Self::E,
            "SE" => Self::SE,
            "S" => Self::S,
            "SW" => Self::SW,
            "W" => Self::W,
            "NW" => Self::NW,
            _ => Self::N,
        }
    }
}

/// A point and how it stands today.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PointDue {
    /// Identity.
    pub id: PointId,
    /// Its number.
    pub point_no: String,
    /// The number as it is printed and typed.
    pub typed_no: String,
    /// Name.
    pub name: String,
    /// Name of the school it guards.
    pub school: String,
    /// Kind.
    pub kind: PointKind,
    /// Inside a building, where a fix says little.
    pub indoor: bool,
    /// Visits this phone recorded today.
    pub done_today: u32,
    /// Visits wanted today.
    pub need_today: u32,
    /// Latitude, WGS-84 degrees.
    pub lat: f64,
    /// Longitude, WGS-84 degrees.
    pub lon: f64,
    /// Radius in which a fix counts, meters.
    pub radius_m: u32,
    /// Proof asked for.
    pub min_proof: ProofLevel,
    /// Meters from where I am, when that is known.
    pub distance_m: Option<u32>,
    /// Direction from where I am.
    pub bearing: Option<Compass>,
    /// Whether a visit is wanted.
    pub due: Due,
    /// A visit is wanted by then.
    pub due_ms: Option<UtcMs>,
    /// Some visit of today or yesterday is not known on this phone, and its time is over.
    pub overdue: bool,
    /// The rule, where it is another than so many visits each day.
    pub frequency: Option<Frequency>,
}

/// Whether a visit is wanted at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// At once.
    Now,
    /// Later today.
    Later,
    /// Not any more today.
    Done,
}

/// What sort of code was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScanKind {
    /// A tag at a point.
    Tag,
    /// A live code on a screen; only the server can judge it.
    Live,
    /// Something else.
    Other,
}

/// A code that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Scan {
    /// Its text, to be kept with the record.
    pub text: String,
    /// What sort.
    pub kind: ScanKind,
    /// The boot clock at the reading, to be kept with the record.
    pub boot_ms: u64,
    /// The point it says it is of.
    pub point_id: Option<PointId>,
    /// That point's name; empty when this phone does not know it.
    pub point: String,
    /// Digest of the picture it was read in, to be kept with the record; nothing for a text that was typed.
    pub image: Option<String>,
}

/// A colleague who confirms on the same phone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Witness {
    /// Who.
    pub staff_id: StaffId,
    /// The own PIN.
    pub pin: String,
}

/// A fix as the page got it from the system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Position {
    /// Latitude, WGS-84 degrees.
    pub lat: f64,
    /// Longitude, WGS-84 degrees.
    pub lon: f64,
    /// Radius the provider claims, meters.
    pub accuracy_m: f64,
    /// Age of the fix, milliseconds.
    pub fix_age_ms: f64,
    /// Who gave it.
    pub provider: String,
    /// The system said the fix is mocked.
    pub mock: bool,
}

impl Position {
    /// The fix as a record keeps it; `None` for what lies outside the globe. A fix is never a reason to refuse.
    #[must_use]
    pub fn to_domain(&self) -> Option<position::Position> {
        const PROVIDER_CHARS_MAX: usize = 32;
        Some(position::Position {
            place: Place::from_degrees(self.lat, self.lon)?,
            accuracy_m: whole(self.accuracy_m),
            fix_age_ms: whole(self.fix_age_ms),
            provider: self.provider.chars().take(PROVIDER_CHARS_MAX).collect(),
            mock: self.mock,
        })
    }

    /// A fix as a record keeps it, for showing.
    #[must_use]
    pub fn from_domain(fix: &position::Position) -> Self {
        Self {
            lat: fix.place.lat(),
            lon: fix.place.lon(),
            accuracy_m: fix.accuracy_m.into(),
            fix_age_ms: fix.fix_age_ms.into(),
            provider: fix.provider.clone(),
            mock: fix.mock,
        }
    }
}

/// Rounded up into range; what is no number is as bad as can be.
fn whole(value: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of u32")]
    if value.is_nan() { u32::MAX } else { value.ceil().clamp(0.0, f64::from(u32::MAX)) as u32 }
}

/// A check-in was saved, with the proof it showed.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckInSaved {
    /// What was saved.
    #[serde(flatten)]
    pub saved: Saved,
    /// How well presence is proven.
    pub proof: Proof,
}
