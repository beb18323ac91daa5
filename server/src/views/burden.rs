//! What the office's rules cost those who record: taps, seconds and pictures a duty.

use domain::{day::Day, policy::PictureRules};
use serde::{Deserialize, Serialize};

/// What records of one kind cost.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct BurdenRow {
    /// Kind of record; notes of duties by what they are.
    pub(crate) kind: String,
    pub(crate) records: i64,
    /// Of those: records whose phone counted.
    pub(crate) counted: i64,
    pub(crate) taps: i64,
    /// Seconds the forms were open.
    pub(crate) seconds: i64,
    pub(crate) photos: i64,
    /// Lists, figures and reports that one entry of it feeds.
    pub(crate) feeds: Vec<String>,
    /// It is recorded of a shift, so that what a shift costs can be said.
    pub(crate) of_shift: bool,
}

/// The meter.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Burden {
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    /// Schools whose records are summed.
    pub(crate) schools: i64,
    pub(crate) rows: Vec<BurdenRow>,
    /// Shifts that somebody came to: a post, a window and a day each, however many people stood there.
    pub(crate) shifts: i64,
    /// What the office asks of pictures.
    #[schema(value_type = Object)]
    pub(crate) pictures: PictureRules,
    /// Of its schools: those that ask something else.
    pub(crate) otherwise: i64,
    /// Whether the viewer may say what is asked: of this school, or of all the meter is about.
    pub(crate) may_rule: bool,
    /// Points that ask for more than a worker's word, and for tag and position or picture.
    pub(crate) points_b: i64,
    pub(crate) points_a: i64,
    pub(crate) points: i64,
}

/// What is to be asked of pictures.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct PictureRulesWish {
    /// Code of the school whose phones it is for; without it the viewer's own office, and every school whose days it keeps.
    pub(crate) school: Option<String>,
    #[schema(value_type = Object)]
    pub(crate) pictures: PictureRules,
}

/// It is asked.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PicturesRuled {
    /// Schools and offices that ask it now.
    pub(crate) offices: u32,
}
