//! Tags: which hang where, and what is asked about them.

use domain::{ids::PointId, time::UtcMs};
use serde::{Deserialize, Serialize};

use crate::tables::tags::{Form, IssuedTag};

/// Somebody at a moment.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Signed {
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    /// Sign-in name, or `command-line`.
    pub(crate) account: String,
}

/// One print, or one key of a live code.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct TagRow {
    pub(crate) form: Form,
    pub(crate) serial: u32,
    pub(crate) made: Signed,
    /// When it was last printed or opened.
    pub(crate) issued: Option<Signed>,
    pub(crate) retired: Option<Signed>,
    /// Why it was retired.
    pub(crate) reason: Option<String>,
}

/// The tag that hangs, or is to hang, at a point.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct HangingTag {
    #[schema(value_type = String)]
    pub(crate) point_id: PointId,
    /// The number with its check digit.
    pub(crate) typed_no: String,
    pub(crate) point: String,
    pub(crate) school: String,
    pub(crate) school_code: String,
    pub(crate) serial: u32,
    /// When it was last printed; nothing: never.
    pub(crate) issued: Option<Signed>,
}

/// Tags by number of point.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct TagList {
    pub(crate) tags: Vec<HangingTag>,
    /// There may be more than these; a school or a station narrows them.
    pub(crate) more: bool,
}

/// What is retired, and why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct TagWish {
    pub(crate) form: Form,
    /// Why, in words for whoever looks later.
    pub(crate) reason: String,
}

impl Signed {
    pub(crate) fn of((at_ms, account): (UtcMs, String)) -> Self {
        Self { at_ms, account }
    }
}

impl TagRow {
    pub(crate) fn of(it: IssuedTag) -> Self {
        Self {
            form: it.form,
            serial: it.serial,
            made: Signed::of(it.made),
            issued: it.issued.map(Signed::of),
            retired: it.retired.map(Signed::of),
            reason: it.reason,
        }
    }
}
