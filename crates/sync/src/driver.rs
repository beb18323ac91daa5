//! Does what the engine decides: runs its effects against the database, the pictures and a transport, and tells it
//! what came of them. Never holds a transaction over a request.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use domain::defect::{self, Defect};
use photos::vault::Vault;
use store::{
    Store, photos as rows, receipts, records,
    sync_state::{self, SyncState},
};
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    Activity, Clocks, Effect, Engine, Event, Failure, Http, Jitter, Now, RoundReport, Step, SyncOutcome, Transport,
    Wake,
    exchange::{self, Failed},
    flight::Flight,
    report::Tally,
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

/// The one that syncs. One in a process; the home folder's lock keeps other processes out.
pub struct Syncer<T = Http> {
    parts: Parts<T>,
    /// Locked while work runs: two callers never send at once.
    engine: Mutex<Engine>,
    wakes: Wakes,
    started: Instant,
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
        if let Some(receipt) = store.read(receipts::last)? {
            transport.learn_time(receipt.received_at);
        }
        let sending = Sending::default();
        let parts = Parts { store, vault, clocks, transport, options, jitter: Jitter::System, sending };
        Ok(Self { parts, engine: Mutex::new(engine), wakes: Wakes::default(), started: Instant::now() })
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
    /// people can mend. While [`Syncer::run`] is at work, it hears the wish at once, and this waits until it rests.
    pub async fn round(&self) -> RoundReport {
        self.wakes.add(Wake::Manual);
        let report = {
            let mut engine = self.engine.lock().await;
            self.work(&mut engine, Wake::Manual, &|_| {}).await.0
        };
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
        let mut engine = self.engine.lock().await;
        self.work(&mut engine, wake, &|_| {}).await
    }

    /// Works for ever: at once, when woken, and when the engine's timer says so. May be dropped at any point.
    pub async fn run(&self, on_change: impl Fn(Change) + Send + Sync) {
        let mut after_ms = 0;
        let mut wake = Wake::Foreground;
        loop {
            let due = self.due(after_ms);
            tokio::select! {
                () = self.wakes.heard() => {}
                () = self.wait_until(due) => {}
            }
            let mut engine = self.engine.lock().await;
            after_ms = self.work(&mut engine, wake, &on_change).await.1;
            wake = Wake::Timer;
        }
    }

    /// The boot clock's time after so long.
    fn due(&self, after_ms: u64) -> u64 {
        self.boot_ms().saturating_add(after_ms)
    }

    /// What the boot clock shows.
    fn boot_ms(&self) -> u64 {
        if defect::has(Defect::SleepUncounted) {
            let awake = self.started.elapsed().as_millis();
            return u64::try_from(awake).unwrap_or(u64::MAX);
        }
        self.parts.clocks.read().boot_ms
    }

    /// Waits until the boot clock shows this. The timers of the system stand still while a phone sleeps, so it looks at
    /// the clock again and again.
    async fn wait_until(&self, due: u64) {
        loop {
            let left = due.saturating_sub(self.boot_ms());
            if left == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(left.min(NAP_MS))).await;
        }
    }

    /// Feeds the engine until it rests: what was done, and milliseconds to its next timer. Records and a piece of a
    /// picture may be on their way at once; each is one request and one commit, so neither holds the other.
    async fn work(
        &self,
        engine: &mut MutexGuard<'_, Engine>,
        wake: Wake,
        on_change: &(impl Fn(Change) + Send + Sync),
    ) -> (RoundReport, u64) {
        engine.forget_running();
        self.hear(engine);
        let (mut tally, mut flight) = (Tally::default(), Flight::default());
        let mut effects = engine.handle(self.now(), Event::Wake(wake));
        loop {
            let mut armed = None;
            for effect in effects {
                match effect {
                    Effect::Report(activity) => on_change(Change::Activity(activity)),
                    Effect::StartSync { max_bytes } => flight.records = Some(Box::pin(self.sync(max_bytes))),
                    Effect::StartQuarantine => flight.records = Some(Box::pin(self.quarantine())),
                    Effect::StartUpload { max_bytes } => flight.picture = Some(Box::pin(self.upload(max_bytes))),
                    Effect::Arm { after_ms } => armed = Some(after_ms),
                }
            }
            if flight.is_empty() {
                // The engine always starts something or arms; were it otherwise, a minute would pass and no more.
                let after_ms = armed.unwrap_or(60_000);
                self.remember(engine, tally.failure(), after_ms);
                on_change(Change::Ended);
                return (tally.report(), after_ms);
            }
            let due = armed.map(|after_ms| self.due(after_ms));
            let event = tokio::select! {
                biased;
                event = flight.landed() => event,
                () = self.wakes.heard() => Event::Wake(Wake::Timer),
                () = self.wait_until(due.unwrap_or_default()), if due.is_some() => Event::Wake(Wake::Timer),
            };
            tally.add(&event);
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

    async fn sync(&self, max_bytes: usize) -> Event {
        ended(exchange::sync(&self.parts, max_bytes).await)
    }

    async fn quarantine(&self) -> Event {
        ended(exchange::quarantine(&self.parts).await)
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
        Now { ms: self.boot_ms(), jitter: self.parts.jitter.draw() }
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
