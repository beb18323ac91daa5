//! One phone's home folder: database, pictures, key and clocks, held by one program at a time.
//!
//! [`Home`] has no verbs of its own; each noun's file takes a `&Home`. What was begun and not finished when the
//! program last died is tidied here, at the start: half-written pictures, and pictures no row names.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{
    Problem,
    ids::RecordId,
    time::{Anchor, TimeBlock},
};
use photos::vault::Vault;
use protocol::{Body, ServerKeys};
use store::{SetAside, Store, StoreError, StoreKey, Tx, anchors, identity::Identity, photos as rows, records};
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use crate::{
    Changed, Clocks, Error, Tag, Worker, clocks::Reading, disk::Disk, error::refused, key::DeviceKey, recovery,
    sending::Sending,
};

/// The database's file name; a key is never made anew beside it.
const DATABASE: &str = "huxiao.db";
/// Changes kept for a listener that is slow; one that missed some reads everything again.
const CHANGES_KEPT: usize = 64;

/// One phone's home folder, opened. Cloning gives the same home.
#[derive(Clone, Debug)]
pub struct Home(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    dir: PathBuf,
    store: Store,
    vault: Arc<Vault>,
    clocks: Clocks,
    changes: broadcast::Sender<Changed>,
    last_block: Mutex<Option<TimeBlock>>,
    saved: Notify,
    sending: AtomicBool,
    pictures: Mutex<()>,
    told: Option<Problem>,
    metered: AtomicBool,
    untold: AtomicBool,
    disk: Disk,
}

impl Home {
    /// Opens (or makes) the folder with the system's clocks and the folder's own key file.
    ///
    /// A database that cannot be read, or whose key is gone, is put aside and a new one begins ([`Home::told`]).
    ///
    /// # Errors
    /// `home-in-use`, `database-newer`, `disk-full`.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        Self::open_with_clocks(dir, Clocks::system())
    }

    /// Opens the folder, waiting up to `patience` for another program to leave it.
    ///
    /// # Errors
    /// As [`Home::open`].
    pub fn open_patiently(dir: &Path, patience: Duration) -> Result<Self, Error> {
        const PAUSE: Duration = Duration::from_millis(100);
        let begun = Instant::now();
        loop {
            match Self::open(dir) {
                Err(Error::Store(StoreError::InUse)) if begun.elapsed() < patience => std::thread::sleep(PAUSE),
                other => return other,
            }
        }
    }

    /// Opens the folder with clocks of the caller's choice.
    ///
    /// # Errors
    /// As [`Home::open`].
    pub fn open_with_clocks(dir: &Path, clocks: Clocks) -> Result<Self, Error> {
        fs::create_dir_all(dir)?;
        let database = dir.join(DATABASE);
        if let Some(key) = DeviceKey::open(dir, &database)? {
            return Self::assemble(dir, &key, clocks, None);
        }
        let folder = store::put_aside(dir, &recovery::LOCKED)?;
        tracing::error!(folder = %folder.display(), "the key is gone; all that it locked was put aside");
        let key = DeviceKey::open(dir, &database)?.ok_or_else(|| refused("database-broken"))?;
        Self::assemble(dir, &key, clocks, Some(recovery::told(&folder, 0)))
    }

    /// Opens the folder with a key from the system's keystore.
    ///
    /// # Errors
    /// As [`Home::open`].
    pub fn open_with_key(dir: &Path, key: [u8; 32], clocks: Clocks) -> Result<Self, Error> {
        fs::create_dir_all(dir)?;
        Self::assemble(dir, &DeviceKey::new(key), clocks, None)
    }

    fn assemble(dir: &Path, key: &DeviceKey, clocks: Clocks, told: Option<Problem>) -> Result<Self, Error> {
        let (store, aside) = Store::open_or_set_aside(dir, &StoreKey::new(key.derive("store")))?;
        let vault = Vault::open(dir.join("photos"), key.derive("vault"))?;
        if let Some(aside) = &aside {
            tracing::error!(why = aside.why, folder = %aside.folder.display(), "the database was put aside");
            recovery::go_on(&store, aside, clocks.read().block(None, None))?;
        }
        tidy(&store, &vault, aside.as_ref())?;
        let told = aside.as_ref().map(|aside| recovery::told(&aside.folder, aside.records)).or(told);
        let last_block = store.read(last_time)?;
        let (changes, _) = broadcast::channel(CHANGES_KEPT);
        Ok(Self(Arc::new(Parts {
            dir: dir.to_owned(),
            store,
            vault: Arc::new(vault),
            clocks,
            changes,
            last_block: Mutex::new(last_block),
            saved: Notify::new(),
            sending: AtomicBool::new(false),
            pictures: Mutex::new(()),
            told,
            metered: AtomicBool::new(false),
            untold: AtomicBool::new(false),
            disk: Disk::of(dir),
        })))
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.0.dir
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What the person is to be told about this opening: that the database was put aside.
    #[must_use]
    pub fn told(&self) -> Option<&Problem> {
        self.0.told.as_ref()
    }

    /// The pictures.
    #[must_use]
    pub fn vault(&self) -> &Arc<Vault> {
        &self.0.vault
    }

    /// The clocks.
    #[must_use]
    pub fn clocks(&self) -> &Clocks {
        &self.0.clocks
    }

    /// Hears what becomes stale from now on.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.0.changes.subscribe()
    }

    /// Says what became stale; nobody listening is no fault.
    pub fn changed(&self, tags: &[Tag]) {
        let _nobody_listens = self.0.changes.send(Changed { tags: tags.to_vec() });
    }

    /// Whether a round of sync runs at this moment.
    pub(crate) fn is_sending(&self) -> Sending {
        if self.0.sending.load(Ordering::Relaxed) { Sending::Now } else { Sending::Not }
    }

    /// Says whether a round of sync runs.
    pub(crate) fn set_sending(&self, sending: Sending) {
        self.0.sending.store(sending == Sending::Now, Ordering::Relaxed);
    }

    /// Whether the network costs money by the byte, as the host said last.
    pub(crate) fn is_metered(&self) -> bool {
        self.0.metered.load(Ordering::Relaxed)
    }

    /// Says whether it does; whether that is news.
    pub(crate) fn set_metered(&self, metered: bool) -> bool {
        let was_untold = self.0.untold.swap(false, Ordering::Relaxed);
        self.0.metered.swap(metered, Ordering::Relaxed) != metered || was_untold
    }

    /// Whether the host knows what the network costs and has not said it yet.
    pub(crate) fn is_untold(&self) -> bool {
        self.0.untold.load(Ordering::Relaxed)
    }

    /// The host will say it.
    pub(crate) fn wait_to_be_told(&self) {
        self.0.untold.store(true, Ordering::Relaxed);
    }

    /// The room on the disk.
    pub(crate) fn disk(&self) -> &Disk {
        &self.0.disk
    }

    /// Waits until something to send was saved since the last wait.
    pub(crate) async fn saved(&self) {
        self.0.saved.notified().await;
    }

    /// Held while a picture's file and its row are made or unmade, so that one is never removed under the other.
    pub(crate) fn hold_pictures(&self) -> MutexGuard<'_, ()> {
        self.0.pictures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This moment, by all clocks and the best anchor.
    pub(crate) fn moment(&self, tx: &Tx<'_>) -> Result<Moment<'_>, StoreError> {
        let reading = self.0.clocks.read();
        let anchor = anchors::best(tx, reading.boot_id, reading.boot_ms)?;
        Ok(Moment { home: self, reading, anchor })
    }

    /// One read of one state of the database.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.0.store.try_read(look)
    }

    /// One transaction. It returns after COMMIT has, and only then says what became stale.
    pub(crate) fn write<T>(
        &self,
        tags: &[Tag],
        act: impl FnOnce(&Tx<'_>, &Moment<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.0.disk.make_room();
        let done = self.0.store.try_write(|tx| act(tx, &self.moment(tx)?))?;
        if tags.contains(&Tag::Records) {
            self.0.saved.notify_one();
        }
        self.changed(tags);
        Ok(done)
    }
}

/// Removes half-written pictures and pictures that no row names (their form was dropped or never committed). When the
/// rows themselves were lost, nothing is removed.
fn tidy(store: &Store, vault: &Vault, aside: Option<&SetAside>) -> Result<(), Error> {
    vault.sweep_temp()?;
    let named: HashSet<[u8; 32]> = store.read(rows::all_digests)?.into_iter().map(|digest| *digest).collect();
    let orphans: Vec<[u8; 32]> = vault.list()?.into_iter().filter(|digest| !named.contains(digest)).collect();
    match aside {
        Some(aside) => recovery::keep_pictures(vault, orphans, aside),
        None => Ok(orphans.into_iter().try_for_each(|orphan| vault.remove(orphan))?),
    }
}

/// What the clocks said at the last record, to notice a clock that was set since. A later version of the app may have
/// left a record that this one cannot read; work goes on all the same.
fn last_time(tx: &Tx<'_>) -> Result<Option<TimeBlock>, StoreError> {
    Ok(records::page(tx, None, &[], 1)?.first().and_then(|row| row.record().ok()).map(|record| record.time))
}

/// Who this phone is, or the refusal `not-enrolled`.
pub(crate) fn identity(tx: &Tx<'_>) -> Result<Identity, Error> {
    store::identity::get(tx)?.ok_or_else(|| refused("not-enrolled"))
}

/// The keys of this phone's server, or the refusal `not-enrolled`.
pub(crate) fn server_keys(tx: &Tx<'_>) -> Result<ServerKeys, Error> {
    store::server_keys::get(tx)?.ok_or_else(|| refused("not-enrolled"))
}

/// One look at the clocks, good for one transaction.
pub(crate) struct Moment<'h> {
    home: &'h Home,
    reading: Reading,
    anchor: Option<Anchor>,
}

impl Moment<'_> {
    /// The best estimate of now.
    pub(crate) fn now(&self) -> domain::time::UtcMs {
        self.reading.now(self.anchor.as_ref())
    }

    /// The earliest that now can be.
    pub(crate) fn earliest(&self) -> domain::time::UtcMs {
        self.reading.earliest(self.anchor.as_ref())
    }

    /// How well [`Moment::now`] is known, milliseconds either way; nothing by the wall clock alone.
    pub(crate) fn err_ms(&self) -> Option<u32> {
        self.reading.block(self.anchor.as_ref(), None).estimate_err_ms
    }

    /// The clocks as read.
    pub(crate) fn reading(&self) -> Reading {
        self.reading
    }

    /// What a record made now keeps of the clocks.
    pub(crate) fn block(&self) -> TimeBlock {
        self.reading.block(self.anchor.as_ref(), None)
    }

    /// Writes a record of what `worker` did, in this transaction.
    pub(crate) fn append(&self, tx: &Tx<'_>, worker: Worker, body: Body) -> Result<records::Stored, Error> {
        self.append_about(tx, worker, body, Vec::new())
    }

    /// The same of a record about earlier ones.
    pub(crate) fn append_about(
        &self,
        tx: &Tx<'_>,
        worker: Worker,
        body: Body,
        refs: Vec<RecordId>,
    ) -> Result<records::Stored, Error> {
        let mut last = self.home.0.last_block.lock().unwrap_or_else(PoisonError::into_inner);
        let time = self.reading.block(self.anchor.as_ref(), last.as_ref());
        if let Some(event) = last.as_ref().and_then(|before| self.reading.finding(before)) {
            let body = Body::ClockEvent(event);
            let record_id = RecordId(Uuid::now_v7());
            let noted = records::NewRecord { record_id, body, actor: None, session: None, time, refs: Vec::new() };
            records::append(tx, noted)?;
        }
        let stored = records::append(
            tx,
            records::NewRecord {
                record_id: RecordId(Uuid::now_v7()),
                body,
                actor: Some(worker.staff_id),
                session: Some(worker.session_id),
                time,
                refs,
            },
        )?;
        *last = Some(time);
        Ok(stored)
    }
}
