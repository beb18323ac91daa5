//! Writes down who looked at what, before it is shown. A page of thumbnails is many views at once, and they share one
//! flush of the disk.

use domain::time::UtcMs;
use tokio::sync::{mpsc, oneshot};

use crate::{
    Error,
    db::Database,
    error::Result,
    tables::audit_log::{self, Action},
};

/// Views in one transaction.
const ENTRIES: usize = 256;

/// What somebody did.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) at: UtcMs,
    pub(crate) account: String,
    pub(crate) action: Action,
    pub(crate) subject: String,
}

type Waiting = (Entry, oneshot::Sender<()>);

/// The door to the task that writes.
#[derive(Clone, Debug)]
pub(crate) struct Audit(mpsc::Sender<Waiting>);

impl Audit {
    /// The door, and the task behind it.
    pub(crate) fn new(db: Database) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (door, waiting) = mpsc::channel(ENTRIES);
        (Self(door), run(db, waiting))
    }

    /// Writes an entry and waits for its commit.
    ///
    /// # Errors
    /// It was not written, and what it is about must not be shown.
    pub(crate) async fn write(&self, entry: Entry) -> Result<()> {
        let (done, written) = oneshot::channel();
        let not_written = || Error::refused("the audit log was not written");
        self.0.send((entry, done)).await.map_err(|_| not_written())?;
        written.await.map_err(|_| not_written())
    }
}

async fn run(db: Database, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(ENTRIES);
    while waiting.recv_many(&mut batch, ENTRIES).await > 0 {
        let (entries, done): (Vec<Entry>, Vec<_>) = batch.drain(..).unzip();
        match write(&db, &entries).await {
            Ok(()) => done.into_iter().for_each(|done| {
                let _gone = done.send(());
            }),
            // Dropping the senders tells those who wait.
            Err(error) => tracing::error!(%error, "the audit log was not written"),
        }
    }
}

async fn write(db: &Database, entries: &[Entry]) -> Result<()> {
    let mut tx = db.begin().await?;
    audit_log::insert(&mut tx, entries).await?;
    tx.commit().await?;
    Ok(())
}
