//! Sending what waits and fetching what changed: the engine of the `sync` room over this home.
//!
//! A commit rings the bell; the engine gathers, sends and backs off by itself. What it moves is told through the
//! home's own changes, so that pages have one place to listen.

use std::{sync::Arc, time::Duration};

use ::sync::{Activity, Change, Http, Jitter, Options, Syncer, Transport};
use domain::time::TimeBlock;
use tokio::sync::broadcast::error::RecvError;

pub use ::sync::{Failure, RoundReport, Sendable, Wake};

use crate::{Clocks, Error, Home, Tag, app::VERSION, sendable::sendable, sending::Sending, space, torn};

impl ::sync::Clocks for Clocks {
    fn read(&self) -> TimeBlock {
        self.read().block(None, None)
    }
}

/// What shows how far records have come.
const DELIVERED: &[Tag] =
    &[Tag::Records, Tag::Sync, Tag::Photos, Tag::Duty, Tag::Roster, Tag::Escort, Tag::Patrol, Tag::Rulings];
/// What is told from things the office gives.
const PULLED: &[Tag] = &[
    Tag::Points,
    Tag::Duty,
    Tag::Roster,
    Tag::Escort,
    Tag::Patrol,
    Tag::Rulings,
    Tag::Records,
    Tag::People,
    Tag::Session,
    Tag::Sync,
];
/// Waits between rounds of [`Delivery::until_delivered`].
const WAIT_MS_FIRST: u64 = 1_000;
const WAIT_MS_MAX: u64 = 60_000;
/// Between two looks for pictures that may leave this phone.
const GIVE_ROOM_EVERY: Duration = Duration::from_secs(6 * 3600);

/// The one that sends and fetches for a home; one in a process.
pub struct Delivery<T = Http> {
    home: Home,
    syncer: Syncer<T>,
}

impl Delivery<Http> {
    /// For this home, over HTTP.
    ///
    /// # Errors
    /// `internal` when the system gives no TLS.
    pub fn new(home: &Home) -> Result<Self, Error> {
        Self::over(home, Http::new()?, Jitter::System)
    }
}

impl<T: Transport> Delivery<T> {
    /// For this home, over a transport and with waits of the caller's choice.
    ///
    /// # Errors
    /// Only those of the database.
    pub fn over(home: &Home, transport: T, jitter: Jitter) -> Result<Self, Error> {
        let options = Options { app_version: VERSION.to_owned() };
        let clocks = Arc::new(home.clocks().clone());
        let syncer = Syncer::over(transport, home.store().clone(), home.vault().clone(), clocks, options)?;
        let asked = home.clone();
        syncer.ask_before_pictures(move || sendable(&asked));
        Ok(Self { home: home.clone(), syncer: syncer.with_jitter(jitter) })
    }

    /// Gives the engine one reason to look for work, and lets it work until it rests: what was done, and milliseconds
    /// to the timer it armed. For hosts that keep the timer themselves, as [`Delivery::run`] does for the window.
    pub async fn step(&self, wake: Wake) -> (RoundReport, u64) {
        self.syncer.step(wake).await
    }

    /// Says that there may be work. Never waits.
    pub fn wake(&self, wake: Wake) {
        self.syncer.wake(wake);
    }

    /// One full exchange now. A failure is part of the report: nothing is lost by it.
    pub async fn round(&self) -> RoundReport {
        self.note_room();
        self.home.set_sending(Sending::Now);
        let report = self.syncer.round().await;
        self.home.set_sending(Sending::Not);
        self.home.changed(&[DELIVERED, PULLED].concat());
        report
    }

    /// Rounds with growing waits between failures, until nothing waits. It gives up only on what no waiting mends;
    /// `failed` hears each failure that is waited out.
    pub async fn until_delivered(&self, mut failed: impl FnMut(&Failure)) -> RoundReport {
        let (mut total, mut wait_ms) = (RoundReport::default(), WAIT_MS_FIRST);
        loop {
            let report = self.round().await;
            let went_on = report.acked + report.photos_sent + report.pulled > 0;
            add(&mut total, &report);
            match &total.failure {
                None if total.pending_records + total.pending_photos == 0 => return total,
                Some(failure) if !mends_itself(failure) => return total,
                Some(failure) => failed(failure),
                None => {}
            }
            wait_ms = if went_on { WAIT_MS_FIRST } else { (wait_ms * 2).min(WAIT_MS_MAX) };
            tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        }
    }

    /// Works for ever beside the window: after each commit, after each wake, and when the server asked to come again.
    pub async fn run(&self) {
        let ring = async {
            loop {
                self.home.saved().await;
                self.syncer.wake(Wake::Capture);
            }
        };
        tokio::select! {
            () = self.syncer.run(|change| self.tell(&change)) => {}
            () = ring => {}
            () = self.hear_settings() => {}
            () = self.look_after_pictures() => {}
        }
    }

    /// The host says whether the network costs money by the byte. Unknown is no.
    pub fn set_metered(&self, metered: bool) {
        if self.home.set_metered(metered) {
            self.home.changed(&[Tag::Sync, Tag::Photos]);
            self.wake(Wake::Foreground);
        }
    }

    /// The host will say what the network costs: until then no picture goes, because what went cannot be called back.
    pub fn wait_to_be_told(&self) {
        self.home.wait_to_be_told();
    }

    /// Which pictures may go over the network there is.
    #[must_use]
    pub fn sendable(&self) -> Sendable {
        sendable(&self.home)
    }

    /// What may go over mobile data was chosen anew: perhaps there is something to send now.
    async fn hear_settings(&self) {
        let mut changes = self.home.changes();
        loop {
            match changes.recv().await {
                Ok(changed) if !changed.tags.contains(&Tag::Settings) => {}
                Ok(_) | Err(RecvError::Lagged(_)) => self.wake(Wake::Foreground),
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Looks once for pictures that cannot be sent any more; lets those go that are safe elsewhere, now and then.
    async fn look_after_pictures(&self) {
        let home = self.home.clone();
        let looked = tokio::task::spawn_blocking(move || torn::look_through(&home)).await;
        if let Ok(Err(error)) = looked {
            tracing::warn!(%error, "the pictures that wait could not be looked through");
        }
        loop {
            if let Err(error) = space::give_room(&self.home) {
                tracing::warn!(%error, "delivered pictures could not be let go");
            }
            self.note_room();
            tokio::time::sleep(GIVE_ROOM_EVERY).await;
        }
    }

    /// The office hears that little room is left before pictures are refused.
    fn note_room(&self) {
        if let Err(error) = space::note_low(&self.home) {
            tracing::warn!(%error, "little storage is left, and that could not be noted");
        }
    }

    fn tell(&self, change: &Change) {
        match change {
            Change::Activity(Activity::Sending) => self.home.set_sending(Sending::Now),
            Change::Activity(Activity::Resting) => self.home.set_sending(Sending::Not),
            _ => {}
        }
        match change {
            Change::Delivered => self.home.changed(DELIVERED),
            Change::PictureMoved => self.home.changed(&[Tag::Photos]),
            Change::Pulled => self.home.changed(PULLED),
            _ => self.home.changed(&[Tag::Sync]),
        }
    }
}

fn add(total: &mut RoundReport, round: &RoundReport) {
    total.pushed += round.pushed;
    total.acked += round.acked;
    total.pulled += round.pulled;
    total.photos_sent += round.photos_sent;
    total.pending_records = round.pending_records;
    total.pending_photos = round.pending_photos;
    total.failure = round.failure.clone();
}

/// Whether waiting may help: networks and busy servers come back, a revoked key does not.
fn mends_itself(failure: &Failure) -> bool {
    match failure {
        Failure::NoNetwork | Failure::Unreachable { .. } | Failure::Retryable { .. } => true,
        Failure::Resync { .. } | Failure::Shrink { .. } => true,
        // Somebody has to do something; a failure that came after this build is told rather than waited out.
        _ => false,
    }
}
