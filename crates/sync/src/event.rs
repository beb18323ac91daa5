//! The engine's vocabulary: what can happen, and what can be done about it. Plain values; whoever runs the engine, the
//! phone or a simulator, speaks to it in these alone.

use crate::Failure;

/// The moment of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds of a clock that never runs backward.
    pub ms: u64,
    /// A random number over its whole range, drawn anew for each event.
    pub jitter: u32,
}

/// Why to look for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Something was saved.
    Capture,
    /// Somebody opened the app, or the network came back.
    Foreground,
    /// Somebody asked to send now.
    Manual,
    /// The armed time has come.
    Timer,
}

/// What a sync did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncOutcome {
    /// Bytes of records it pushed.
    pub sent_bytes: usize,
    /// Records it pushed.
    pub sent: u64,
    /// Records that a receipt now covers and did not before.
    pub acked: u64,
    /// Changes applied.
    pub pulled: u64,
    /// Records still without a receipt.
    pub pending_records: u64,
    /// Pictures could be sent now.
    pub photos_waiting: bool,
    /// The server has more to give.
    pub more: bool,
    /// How long it took.
    pub took_ms: u64,
    /// When the server wants the next idle sync, seconds.
    pub next_sync_after_s: u32,
    /// Largest request the server likes.
    pub max_batch_bytes: u32,
}

/// What one step of an upload did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadOutcome {
    /// Bytes it sent.
    pub sent_bytes: usize,
    /// What became of the file.
    pub step: Step,
    /// It was a picture (no thumbnail), and the server has the whole of it now.
    pub stored_picture: bool,
    /// More could be sent now.
    pub photos_waiting: bool,
    /// How long it took.
    pub took_ms: u64,
}

/// What one step of an upload did to its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The server has no more of it than before.
    Stuck,
    /// The server has more of it.
    Moved,
    /// Nothing more is to be done about it.
    Finished,
    /// What the server had of it is gone or damaged; it begins anew.
    Restarted,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// There may be work.
    Wake(Wake),
    /// The sync that was started is done.
    Synced(SyncOutcome),
    /// It failed; for [`Failure::Resync`], the marks have been moved as told, and for [`Failure::Fork`], a new stream has
    /// begun.
    SyncFailed {
        /// Why.
        failure: Failure,
        /// Records it carried.
        sent: u64,
    },
    /// The step of an upload that was started is done.
    Uploaded(UploadOutcome),
    /// It failed.
    UploadFailed(Failure),
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Push at most so many bytes of records, and pull. Answered by one event.
    StartSync {
        /// At most so many bytes of records, but at least one record.
        max_bytes: usize,
    },
    /// Give the server the next record as opaque bytes: it does not read it. Answered by [`Event::Synced`] or
    /// [`Event::SyncFailed`].
    StartQuarantine,
    /// Send one piece of the most urgent picture. Answered by one event.
    StartUpload {
        /// At most so many bytes.
        max_bytes: usize,
    },
    /// Wake with [`Wake::Timer`] after so long; replaces what was armed before.
    Arm {
        /// Milliseconds from now.
        after_ms: u64,
    },
    /// Tell whoever shows it.
    Report(Activity),
}

/// Whether something is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Yes.
    Sending,
    /// No.
    Resting,
}
