//! Going on and off duty at a post 到岗/离岗: what a worker states about it.

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::{
    duty_note::AbsenceReason,
    duty_window::WindowKind,
    effort::Effort,
    ids::{PostId, StaffId},
    live_scan::LiveScan,
    photo::{Digest, Photo},
    position::Position,
    time::UtcMs,
};

/// 到岗: the actor is at the post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DutyOn {
    /// Which post.
    #[n(0)]
    pub post_id: PostId,
    /// The window the phone took it for; `None` outside all windows.
    #[n(1)]
    pub window: Option<WindowKind>,
    /// When the worker says it was, if entered afterwards (补录); otherwise the record's own time holds.
    #[n(2)]
    pub stated_at: Option<UtcMs>,
    /// Where the phone was.
    #[n(3)]
    pub position: Option<Position>,
    /// Pictures of post and street, no children; never demanded.
    #[n(4)]
    pub photos: Vec<Photo>,
    /// What came to be known with a later release.
    #[n(5)]
    pub detail: Option<OnDetail>,
}

/// What a later release adds to a coming. New facts go to the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(array)]
pub struct OnDetail {
    /// Recorded by the actor, as lead on a shared phone, for these people; the actor counts only if among them.
    #[n(0)]
    pub people: Option<Vec<StaffId>>,
    /// The text of a code that was read at the post.
    #[n(1)]
    pub tag: Option<String>,
    /// A live code that was read at the gate.
    #[n(2)]
    pub live: Option<LiveScan>,
    /// What it cost.
    #[n(3)]
    pub effort: Option<Effort>,
    /// Digest of the picture file or camera frame that the code was read in.
    #[n(4)]
    #[serde(serialize_with = "crate::photo::serialize_hex")]
    pub tag_image: Option<Digest>,
    /// They were called and are there; when they came nobody said, at the latest now.
    #[n(5)]
    pub called: Option<bool>,
}

/// 离岗: the actor leaves the post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DutyOff {
    /// Which post.
    #[n(0)]
    pub post_id: PostId,
    /// The window the phone took it for.
    #[n(1)]
    pub window: Option<WindowKind>,
    /// When the worker says it was, if entered afterwards.
    #[n(2)]
    pub stated_at: Option<UtcMs>,
    /// Where the phone was.
    #[n(3)]
    pub position: Option<Position>,
    /// What came to be known with a later release.
    #[n(4)]
    pub detail: Option<OffDetail>,
}

/// What a later release adds to a leaving. New facts go to the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(array)]
pub struct OffDetail {
    /// Recorded by the actor for these people; the actor leaves only if among them.
    #[n(0)]
    pub people: Option<Vec<StaffId>>,
    /// Why before the end of the window.
    #[n(1)]
    pub early: Option<AbsenceReason>,
    /// What it cost.
    #[n(2)]
    pub effort: Option<Effort>,
}
