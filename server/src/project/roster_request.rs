//! 换班、请假申请 as recorded on a phone; what the office decides about it is no part of the projection.

use domain::{
    day::Day,
    ids::{PostId, StaffId, WindowId},
    roster::{RosterAsk, RosterReason, RosterRequest},
};

use super::Meaning;
use crate::sql::plain_text;

/// A request, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RosterRequestRow {
    pub(crate) post_id: PostId,
    pub(crate) day: Day,
    pub(crate) window_id: WindowId,
    pub(crate) ask: RosterAsk,
    pub(crate) with: Option<StaffId>,
    pub(crate) reason: RosterReason,
    pub(crate) text: String,
}

/// Somebody asked.
pub(super) fn asked(it: &RosterRequest) -> Meaning {
    Meaning::RosterRequest(RosterRequestRow {
        post_id: it.post_id,
        day: it.day,
        window_id: it.window_id,
        ask: it.ask,
        with: it.with,
        reason: it.reason,
        text: plain_text(&it.text),
    })
}
