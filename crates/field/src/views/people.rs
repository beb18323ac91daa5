//! A name tile.

use domain::{ids::StaffId, staff::StaffKind};
use serde::Serialize;
use ts_rs::TS;

/// A person who may use this phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Identity.
    pub id: StaffId,
    /// Name as colleagues say it.
    pub name: String,
    /// Kind of staff.
    pub kind: StaffKind,
    /// Post 职务.
    pub post: String,
    /// Name of the school or agency they belong to.
    pub place: String,
    /// Whether a PIN is asked for.
    pub has_pin: bool,
}
