//! Going on and off duty at a post 到岗/离岗: what a worker states about it.

use minicbor::{Decode, Encode};

use crate::{duty_window::WindowKind, ids::PostId, photo::Photo, position::Position, time::UtcMs};

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
}
