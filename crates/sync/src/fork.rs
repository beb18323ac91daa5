//! Two histories under one stream: this phone's database was cloned or rolled back, or the server's was.
//!
//! How much both sides share decides what is written again under a new stream. A receipt proves it, but only within
//! the life of the server's storage that signed it; when that has changed, or the server names less than it signed
//! for, nothing is taken as shared and everything goes again. The server counts a record by its name.

use domain::{
    device_event::{DeviceEvent, DeviceFinding},
    ids::StreamId,
    time::TimeBlock,
};
use protocol::ServerEpoch;
use store::{StoreError, Tx, fork, identity, stream};
use uuid::Uuid;

use crate::{Head, notice};

/// What the server was heard to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) head: Option<Head>,
    pub(crate) epoch: Option<ServerEpoch>,
}

/// Freezes the stream and goes on under a new one.
pub(crate) fn branch(tx: &Tx<'_>, held: Held, clock: TimeBlock) -> Result<(), StoreError> {
    let identity = identity::get(tx)?.ok_or(StoreError::NotEnrolled)?;
    let stream = stream::current(tx)?;
    let same_life = held.epoch == Some(identity.epoch);
    let keeps_its_word = held.head.is_some_and(|head| head.seq >= stream.acked_upto);
    let common = if same_life && keeps_its_word { stream.acked_upto } else { 0 };
    let forked = fork::branch(tx, StreamId(Uuid::new_v4()), common)?;
    tracing::error!(
        frozen = %forked.frozen.stream_id,
        opened = %forked.opened.stream_id,
        common,
        again = forked.again,
        unreadable = forked.unreadable,
        "the server holds another history of this phone; going on under a new stream"
    );
    let event = DeviceEvent::counted(DeviceFinding::StreamFrozen, forked.again);
    notice::note(tx, clock, event.about(forked.frozen.stream_id.as_bytes()))
}
