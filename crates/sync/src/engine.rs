//! What to do next, as a pure function of what happened: events in, effects out, no clock, no network, no chance.
//!
//! The phone runs it under [`crate::Syncer`], a simulator under its own. After each event either records are on their way
//! or a timer is armed, so nothing pending can be forgotten (invariant I17). Facts never wait for bytes: no piece of a
//! picture is begun while there is something to do about records, and records that come up while a piece is on its way
//! go beside it.

use domain::defect::{self, Defect};

use crate::{
    Activity, BatchBytes, ChunkBytes, Effect, Event, Failure, Now, Step, SyncOutcome, UploadOutcome, Wake,
    ladder::Ladder,
};

/// A tap is often followed by another; they go together.
const DEBOUNCE_MS: u64 = 3_000;
/// Between two idle syncs, until the server says otherwise.
const IDLE_MS: u64 = 120_000;
/// No idle sync is farther away than this.
const IDLE_MOST_MS: u64 = 3_600_000;
/// Steps of an upload in a row that moved nothing; then it counts as failed.
const STUCK: u32 = 5;

/// What is being done about records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    Sync,
    Quarantine,
}

/// The engine. See the head of this file.
#[derive(Clone, Debug)]
pub struct Engine {
    records: Ladder,
    photos: Ladder,
    batch: BatchBytes,
    chunk: ChunkBytes,
    /// Records are on their way.
    job: Option<Job>,
    /// A piece of a picture is on its way.
    uploading: bool,
    /// When a sync is next wanted; `None` only while one runs and nobody asked for another.
    sync_at: Option<u64>,
    /// The next exchange gives the one record that the server does not read.
    quarantine: bool,
    photos_waiting: bool,
    idle_ms: u64,
    stuck: u32,
    /// Files begun anew since one was finished.
    restarts: u32,
    shown: Activity,
}

impl Default for Engine {
    fn default() -> Self {
        Self::resumed(0, 0)
    }
}

impl Engine {
    /// An engine that remembers how the last run of the program ended: failures in a row, and the time (on the same
    /// clock as [`Now::ms`]) before which nothing is tried.
    #[must_use]
    pub fn resumed(attempt: u32, not_before: u64) -> Self {
        Self {
            records: Ladder::resumed(attempt, not_before),
            photos: Ladder::default(),
            batch: BatchBytes::of_records(),
            chunk: ChunkBytes::default(),
            job: None,
            uploading: false,
            sync_at: Some(0),
            quarantine: false,
            photos_waiting: false,
            idle_ms: IDLE_MS,
            stuck: 0,
            restarts: 0,
            shown: Activity::Resting,
        }
    }

    /// Whoever did the work that was started is gone without an answer (its task was dropped): nothing is running.
    pub fn forget_running(&mut self) {
        (self.job, self.uploading) = (None, false);
    }

    /// Takes what happened; what to do about it.
    pub fn handle(&mut self, now: Now, event: Event) -> Vec<Effect> {
        match event {
            Event::Wake(wake) => self.note(now, wake),
            Event::Synced(outcome) => self.synced(now, &outcome),
            Event::SyncFailed { failure, sent } => self.sync_failed(now, &failure, sent),
            Event::Uploaded(outcome) => self.uploaded(now, &outcome),
            Event::UploadFailed(failure) => self.upload_failed(now, &failure),
        }
        self.next(now)
    }

    /// Failures in a row.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.records.attempt().max(self.photos.attempt())
    }

    /// Takes a reason to look for work without starting any: for those that came while an event was on its way.
    pub fn note(&mut self, now: Now, wake: Wake) {
        match wake {
            Wake::Timer => {}
            Wake::Capture => self.want_sync(now.ms.saturating_add(DEBOUNCE_MS)),
            Wake::Foreground => {
                self.records.hurry();
                self.photos.hurry();
                self.want_sync(now.ms);
            }
            Wake::Manual => {
                self.records.insist();
                self.photos.insist();
                self.want_sync(now.ms);
            }
        }
    }

    fn synced(&mut self, now: Now, outcome: &SyncOutcome) {
        self.job = None;
        self.photos_waiting = outcome.photos_waiting;
        self.idle_ms = (u64::from(outcome.next_sync_after_s) * 1_000).clamp(DEBOUNCE_MS, IDLE_MOST_MS);
        if outcome.sent > 0 && outcome.acked == 0 {
            // It answered, but signed for nothing new. Asking again at once would go on for ever.
            let failure = Failure::Retryable { after_s: None, code: "no-progress".to_owned() };
            self.records.failed(now, &failure);
            self.want_sync(now.ms);
            return;
        }
        self.records.reset();
        self.batch.took(outcome.sent_bytes, outcome.took_ms);
        self.batch.limit(usize::try_from(outcome.max_batch_bytes).unwrap_or(usize::MAX));
        let unfinished = outcome.more || outcome.pending_records > 0;
        self.want_sync(if unfinished { now.ms } else { now.ms.saturating_add(self.idle_ms) });
    }

    fn sync_failed(&mut self, now: Now, failure: &Failure, sent: u64) {
        let job = self.job.take();
        match failure {
            // Less at once; each halving is progress of its own, and it ends with a single record.
            Failure::Shrink { .. } | Failure::Poison { .. } if sent > 1 && self.batch.bisect() => self.records.insist(),
            // It is a single record that the server does not read: that one is given to it as opaque bytes.
            Failure::Shrink { ours: true } | Failure::Poison { .. } if sent == 1 && job != Some(Job::Quarantine) => {
                self.quarantine = true;
                self.records.failed_and_mended(now, failure);
            }
            Failure::Resync { .. } | Failure::Fork => self.records.failed_and_mended(now, failure),
            _ => {
                if failure.may_be_the_size() {
                    self.batch.halve();
                }
                self.records.failed(now, failure);
            }
        }
        self.want_sync(now.ms);
    }

    fn uploaded(&mut self, now: Now, outcome: &UploadOutcome) {
        self.uploading = false;
        self.photos_waiting = outcome.photos_waiting;
        let no_progress = || Failure::Retryable { after_s: None, code: "no-progress".to_owned() };
        match outcome.step {
            Step::Finished => {
                (self.stuck, self.restarts) = (0, 0);
                self.photos.reset();
            }
            Step::Moved => {
                self.stuck = 0;
                // A file that is begun anew over and over moves each time; its waits must still grow.
                if self.restarts == 0 {
                    self.photos.reset();
                }
            }
            Step::Restarted => {
                self.restarts += 1;
                self.photos.failed_and_mended(now, &no_progress());
            }
            Step::Stuck => {
                self.stuck += 1;
                if self.stuck >= STUCK {
                    self.stuck = 0;
                    self.photos.failed(now, &no_progress());
                }
            }
        }
        if outcome.step != Step::Stuck {
            self.chunk.took(outcome.sent_bytes, outcome.took_ms);
        }
    }

    fn upload_failed(&mut self, now: Now, failure: &Failure) {
        self.uploading = false;
        self.photos_waiting = true;
        match failure {
            Failure::Shrink { .. } if self.chunk.halve() => self.photos.insist(),
            _ => {
                if failure.may_be_the_size() {
                    self.chunk.halve();
                }
                self.photos.failed(now, failure);
            }
        }
    }

    /// A sync is wanted at `at`, or earlier if it was wanted earlier.
    fn want_sync(&mut self, at: u64) {
        self.sync_at = Some(self.sync_at.map_or(at, |earlier| earlier.min(at)));
    }

    /// Starts what is due, and unless that is about records, arms the time at which more is.
    fn next(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = Vec::with_capacity(3);
        if self.job.is_some() {
            return effects;
        }
        let sync_at = self.sync_at.unwrap_or(now.ms).max(self.records.not_before());
        if sync_at <= now.ms {
            self.sync_at = None;
            self.show(Activity::Sending, &mut effects);
            effects.push(self.begin_records());
            return effects;
        }
        let mut wake_at = sync_at;
        if self.photos_waiting && !self.uploading {
            // Without a way to send records there is none for pictures.
            let upload_at = self.photos.not_before().max(self.records.not_before());
            if upload_at <= now.ms {
                self.uploading = true;
                self.show(Activity::Sending, &mut effects);
                effects.push(Effect::StartUpload { max_bytes: self.chunk.get() });
            } else {
                wake_at = sync_at.min(upload_at);
            }
        }
        if !self.uploading {
            self.show(Activity::Resting, &mut effects);
        }
        let forgets = self.records.attempt() > 0 && defect::has(Defect::TimerForgotten);
        if !forgets {
            effects.push(Effect::Arm { after_ms: wake_at - now.ms });
        }
        effects
    }

    fn begin_records(&mut self) -> Effect {
        if std::mem::take(&mut self.quarantine) {
            self.job = Some(Job::Quarantine);
            Effect::StartQuarantine
        } else {
            self.job = Some(Job::Sync);
            Effect::StartSync { max_bytes: self.batch.get() }
        }
    }

    fn show(&mut self, activity: Activity, effects: &mut Vec<Effect>) {
        if std::mem::replace(&mut self.shown, activity) != activity {
            effects.push(Effect::Report(activity));
        }
    }
}
