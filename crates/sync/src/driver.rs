//! Does what the engine decides: runs its effects against the database, the pictures and a transport, and tells it
//! what came of them. Never holds a transaction over a request.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use photos::vault::Vault;
use store::{
    Store, photos as rows, records,
    sync_state::{self, SyncState},
};
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    Activity, Clocks, Effect, Engine, Event, Failure, Http, Now, Step, SyncOutcome, Transport, Wake,
    exchange::{self, Failed},
    upload::{self, Sendable, Sending},
    wakes::Wakes,
};

/// A wait that was stored before a restart is cut to this: the wall clock may have been set since.
const RESUMED_WAIT_MOST_MS: i64 = 15 * 60_000;

/// The longest sleep between two looks at the boot clock.
const NAP_MS: u64 = 15_000;

/// What the host tells about itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// Version of the app.
    pub app_version: String,
}

/// What every step needs.
pub(crate) struct Parts<T> {
    pub(crate) store: Store,
    pub(crate) vault: Arc<Vault>,
    pub(crate) clocks: Arc<dyn Clocks>,
    pub(crate) transport: T,
    pub(crate) options: Options,
    jitter: Jitter,
    pub(crate) sending: Sending,
}

/// Where the random part of waits comes from.
#[derive(Clone, Debug, Default)]
pub enum Jitter {
    /// The system's randomness.
    #[default]
    System,
    /// A number that is counted on at every draw: the same waits in every run that begins with the same number.
    Seeded(Arc<AtomicU64>),
}

impl Jitter {
    fn draw(&self) -> u32 {
        match self {
            Self::System => {
                let mut random = [0; 4];
                // Without randomness everybody waits the whole span, which is safe.
                getrandom::fill(&mut random).map_or(u32::MAX, |()| u32::from_ne_bytes(random))
            }
            Self::Seeded(count) => {
                // The finisher of SplitMix64: neighboring counts give unrelated numbers.
                let mut z = count.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
                z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                (z >> 32) as u32
            }
        }
    }
}

/// Something that whoever shows it may want to read again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Whether something is on its way.
    Activity(Activity),
    /// Receipts or stored pictures changed the state of records.
    Delivered,
    /// The server has more of a picture than before.
    PictureMoved,
    /// The office's things changed.
    Pulled,
    /// A step ended: last contact, failure and counts may differ.
    Ended,
}

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

/// The one that syncs. One in a process; the home folder's lock keeps other processes out.
pub struct Syncer<T = Http> {
    parts: Parts<T>,
    /// Locked while work runs: two callers never send at once.
    engine: Mutex<Engine>,
    wakes: Wakes,
}

impl Syncer<Http> {
    /// Over HTTP.
    ///
    /// # Errors
    /// [`Failure::Phone`].
    pub fn new(store: Store, vault: Arc<Vault>, clocks: Arc<dyn Clocks>, options: Options) -> Result<Self, Failure> {
        Self::over(Http::new()?, store, vault, clocks, options)
    }
}

impl<T: Transport> Syncer<T> {
    /// Over a transport of the caller's choice.
    ///
    /// # Errors
    /// [`Failure::Phone`].
    pub fn over(
        transport: T,
        store: Store,
        vault: Arc<Vault>,
        clocks: Arc<dyn Clocks>,
        options: Options,
    ) -> Result<Self, Failure> {
        let engine = resumed(&store.read(sync_state::get)?, &*clocks);
        let sending = Sending::default();
        let parts = Parts { store, vault, clocks, transport, options, jitter: Jitter::System, sending };
        Ok(Self { parts, engine: Mutex::new(engine), wakes: Wakes::default() })
    }

    /// The same with waits drawn from `jitter`.
    #[must_use]
    pub fn with_jitter(mut self, jitter: Jitter) -> Self {
        self.parts.jitter = jitter;
        self
    }

    /// Asks this rule before each piece of a picture which of them may be sent. Without one, all may.
    pub fn ask_before_pictures(&self, rule: impl Fn() -> Sendable + Send + Sync + 'static) {
        self.parts.sending.set_rule(Arc::new(rule));
    }

    /// Tells [`Syncer::run`] that there may be work. Never waits.
    pub fn wake(&self, wake: Wake) {
        self.wakes.add(wake);
    }

    /// One full exchange now: pushes all, pulls all, sends all pictures; ends at the first failure that only time or
    /// people can mend. Waits while [`Syncer::run`] is at work.
    pub async fn round(&self) -> RoundReport {
        let mut report = RoundReport::default();
        {
            let mut engine = self.engine.lock().await;
            self.work(&mut engine, Wake::Manual, &mut report, &|_| {}).await;
        }
        self.wakes.add(Wake::Timer); // the loop arms its timer anew
        let pending = self.parts.store.read(|tx| Ok((records::pending_count(tx)?, rows::pending_count(tx)?)));
        match pending {
            Ok((pending_records, pending_photos)) => RoundReport { pending_records, pending_photos, ..report },
            Err(error) => RoundReport { failure: Some(error.into()), ..report },
        }
    }

    /// Tells the engine one reason to look for work and does what it decides until it rests: what was done, and
    /// milliseconds to the timer it armed. For hosts that keep the timer themselves; may be dropped at any point.
    pub async fn step(&self, wake: Wake) -> (RoundReport, u64) {
        let mut report = RoundReport::default();
        let mut engine = self.engine.lock().await;
        let after_ms = self.work(&mut engine, wake, &mut report, &|_| {}).await;
        (report, after_ms)
    }

    /// Works for ever: at once, when woken, and when the engine's timer says so. May be dropped at any point.
    pub async fn run(&self, on_change: impl Fn(Change) + Send + Sync) {
        let mut after_ms = 0;
        let mut wake = Wake::Foreground;
        loop {
            tokio::select! {
                () = self.wakes.heard() => {}
                () = self.wait(after_ms) => {}
            }
            let mut engine = self.engine.lock().await;
            after_ms = self.work(&mut engine, wake, &mut RoundReport::default(), &on_change).await;
            wake = Wake::Timer;
        }
    }

    /// Waits so long by the boot clock. The timers of the system stand still while a phone sleeps, so it looks at the
    /// clock again and again.
    async fn wait(&self, after_ms: u64) {
        let due = self.parts.clocks.read().boot_ms.saturating_add(after_ms);
        loop {
            let left = due.saturating_sub(self.parts.clocks.read().boot_ms);
            if left == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(left.min(NAP_MS))).await;
        }
    }

    /// Feeds the engine until it rests; milliseconds to its next timer.
    async fn work(
        &self,
        engine: &mut MutexGuard<'_, Engine>,
        wake: Wake,
        report: &mut RoundReport,
        on_change: &(impl Fn(Change) + Send + Sync),
    ) -> u64 {
        engine.forget_running();
        self.hear(engine);
        let mut effects = engine.handle(self.now(), Event::Wake(wake));
        loop {
            let mut event = None;
            for effect in effects {
                match effect {
                    Effect::Report(activity) => on_change(Change::Activity(activity)),
                    Effect::StartSync { max_bytes } => {
                        event = Some(ended(exchange::sync(&self.parts, max_bytes).await));
                    }
                    Effect::StartQuarantine => event = Some(ended(exchange::quarantine(&self.parts).await)),
                    Effect::StartUpload { max_bytes } => event = Some(self.upload(max_bytes).await),
                    Effect::Arm { after_ms } => {
                        self.remember(engine, report.failure.as_ref(), after_ms);
                        on_change(Change::Ended);
                        return after_ms;
                    }
                }
            }
            // The engine always starts something or arms; were it otherwise, a minute would pass and no more.
            let Some(event) = event else { return 60_000 };
            report.add(&event);
            tell(&event, on_change);
            self.hear(engine);
            effects = engine.handle(self.now(), event);
        }
    }

    /// Gives the engine the wakes that came meanwhile, before what it is told or asked next. It starts nothing here:
    /// it is told of them while it takes its own work as running, or right before it is woken itself.
    fn hear(&self, engine: &mut Engine) {
        let now = self.now();
        for wake in self.wakes.take() {
            engine.note(now, wake);
        }
    }

    async fn upload(&self, max_bytes: usize) -> Event {
        match upload::step(&self.parts, max_bytes).await {
            Ok(outcome) => Event::Uploaded(outcome),
            Err(failure) => Event::UploadFailed(failure),
        }
    }

    /// Keeps how it ended: what the sync line says, and when to go on after a restart.
    fn remember(&self, engine: &Engine, failure: Option<&Failure>, after_ms: u64) {
        let Some(failure) = failure.filter(|it| **it != Failure::NotEnrolled) else { return };
        let wall = self.parts.clocks.read().wall;
        let kept = self.parts.store.write(|tx| {
            let before = sync_state::get(tx)?;
            let state = SyncState {
                last_contact: if failure.is_contact() { Some(wall) } else { before.last_contact },
                last_failure: Some(failure.problem_code().to_owned()),
                attempt: engine.attempt(),
                not_before: Some(wall.plus(i64::try_from(after_ms).unwrap_or(i64::MAX))),
            };
            sync_state::put(tx, &state)
        });
        if let Err(error) = kept {
            tracing::warn!(%error, "how the sync ended could not be kept");
        }
    }

    fn now(&self) -> Now {
        Now { ms: self.parts.clocks.read().boot_ms, jitter: self.parts.jitter.draw() }
    }
}

fn ended(result: Result<SyncOutcome, Failed>) -> Event {
    match result {
        Ok(outcome) => Event::Synced(outcome),
        Err(Failed { failure, sent }) => Event::SyncFailed { failure, sent },
    }
}

fn resumed(state: &SyncState, clocks: &dyn Clocks) -> Engine {
    let clock = clocks.read();
    let wait = state.not_before.map_or(0, |at| at.since(clock.wall)).clamp(0, RESUMED_WAIT_MOST_MS);
    Engine::resumed(state.attempt, clock.boot_ms.saturating_add(wait.unsigned_abs()))
}

impl RoundReport {
    fn add(&mut self, event: &Event) {
        self.failure = None;
        match event {
            Event::Synced(outcome) => {
                self.pushed += outcome.sent;
                self.acked += outcome.acked;
                self.pulled += outcome.pulled;
            }
            Event::Uploaded(outcome) => self.photos_sent += u64::from(outcome.stored_picture),
            Event::SyncFailed { failure, .. } | Event::UploadFailed(failure) => self.failure = Some(failure.clone()),
            Event::Wake(_) => {}
        }
    }
}

fn tell(event: &Event, on_change: &impl Fn(Change)) {
    match event {
        Event::Synced(outcome) => {
            if outcome.acked > 0 {
                on_change(Change::Delivered);
            }
            if outcome.pulled > 0 {
                on_change(Change::Pulled);
            }
        }
        Event::Uploaded(outcome) if outcome.step == Step::Finished => on_change(Change::Delivered),
        Event::Uploaded(outcome) if outcome.step == Step::Moved => on_change(Change::PictureMoved),
        _ => {}
    }
}
