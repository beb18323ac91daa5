//! What came of one round: sums over all that was sent and fetched, and why it ended where it did.

use crate::{Event, Failure};

/// What one full exchange did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundReport {
    /// Records sent.
    pub pushed: u64,
    /// Records a receipt covers that did not before.
    pub acked: u64,
    /// Changes applied.
    pub pulled: u64,
    /// Pictures that became stored.
    pub photos_sent: u64,
    /// Records without a receipt.
    pub pending_records: u64,
    /// Pictures not stored.
    pub pending_photos: u64,
    /// Why it ended early.
    pub failure: Option<Failure>,
}

/// Adds up while work goes on. Records and pictures fail, and recover, each by themselves.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    sums: RoundReport,
    records_failed: Option<Failure>,
    pictures_failed: Option<Failure>,
}

impl Tally {
    pub(crate) fn add(&mut self, event: &Event) {
        match event {
            Event::Synced(outcome) => {
                self.sums.pushed += outcome.sent;
                self.sums.acked += outcome.acked;
                self.sums.pulled += outcome.pulled;
                self.records_failed = None;
            }
            Event::Uploaded(outcome) => {
                self.sums.photos_sent += u64::from(outcome.stored_picture);
                self.pictures_failed = None;
            }
            Event::SyncFailed { failure, .. } => self.records_failed = Some(failure.clone()),
            Event::UploadFailed(failure) => self.pictures_failed = Some(failure.clone()),
            Event::Wake(_) => {}
        }
    }

    /// What stands in the way: of the records, or else of the pictures.
    pub(crate) fn failure(&self) -> Option<&Failure> {
        self.records_failed.as_ref().or(self.pictures_failed.as_ref())
    }

    pub(crate) fn report(self) -> RoundReport {
        let failure = self.failure().cloned();
        RoundReport { failure, ..self.sums }
    }
}
