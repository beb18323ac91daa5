//! The one task that writes what phones send. It takes what is waiting, puts it into one transaction with a
//! savepoint for each phone, commits once, and only then answers: many phones share one flush of the disk.

use std::{sync::Arc, time::Instant};

use domain::time::{Anchor, UtcMs};
use sqlx::Connection as _;
use tokio::sync::{Notify, mpsc, oneshot};

use super::{Accepted, Incoming, PushRefusal, Sender, push};
use crate::{
    Error, anchors,
    db::{Conn, Database},
    error::Result,
    metrics::Metrics,
    tables::{
        devices::{self, Contact, Delivered},
        retime_queue,
    },
};

/// Waiting requests; the next one is told to come again.
const QUEUE: usize = 1024;
/// Records in one transaction.
const RECORDS: usize = 256;
/// Requests in one transaction.
const JOBS: usize = 128;

/// What one sync request wants written.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) sender: Sender,
    /// When it came.
    pub(crate) at: UtcMs,
    /// What the phone said about itself, if it did.
    pub(crate) contact: Option<Contact>,
    pub(crate) anchors: Vec<Anchor>,
    pub(crate) incoming: Option<Incoming>,
}

/// What became of it: the push's outcome, if there was one. Committed when it is read.
pub(crate) type Answer = Option<Result<Accepted, PushRefusal>>;

struct Waiting {
    job: Job,
    answer: oneshot::Sender<Result<Answer>>,
}

/// The door to the task.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Waiting>,
}

impl Writer {
    /// The door, and the task behind it. `committed` is told after each commit that stored records or moved a clock.
    pub(crate) fn new(
        db: Database,
        committed: Arc<Notify>,
        metrics: Arc<Metrics>,
    ) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        (Self { queue }, run(db, committed, metrics, waiting))
    }

    /// Writes a job and waits for its commit.
    ///
    /// # Errors
    /// The job was not written and may be sent again.
    pub(crate) async fn write(&self, job: Job) -> Result<Answer> {
        let (answer, done) = oneshot::channel();
        self.queue.try_send(Waiting { job, answer }).map_err(|_| Error::refused("too many requests are waiting"))?;
        done.await.map_err(|_| Error::refused("the server is stopping"))?
    }
}

async fn run(db: Database, committed: Arc<Notify>, metrics: Arc<Metrics>, mut waiting: mpsc::Receiver<Waiting>) {
    while let Some(first) = waiting.recv().await {
        let mut batch = vec![first];
        let mut records = records_of(&batch[0]);
        while batch.len() < JOBS && records < RECORDS {
            let Ok(next) = waiting.try_recv() else { break };
            records += records_of(&next);
            batch.push(next);
        }
        // Rows are locked in the order of streams, so that two nodes on one database never wait for each other in a ring.
        batch.sort_by_key(|w| w.job.incoming.as_ref().map(Incoming::stream_id));
        let started = Instant::now();
        let fresh = write_batch(&db, batch, &metrics).await;
        metrics.group_commit(fresh, started.elapsed());
        committed.notify_one();
    }
}

fn records_of(waiting: &Waiting) -> usize {
    waiting.job.incoming.as_ref().map_or(0, Incoming::len)
}

/// Writes a group and answers each; gives how many records were new.
async fn write_batch(db: &Database, batch: Vec<Waiting>, metrics: &Metrics) -> usize {
    let mut answers = Vec::with_capacity(batch.len());
    let written: Result<()> = async {
        let mut tx = db.begin().await?;
        for waiting in &batch {
            answers.push(write_one(&mut tx, &waiting.job).await);
        }
        Ok(tx.commit().await?)
    }
    .await;
    if let Err(error) = &written {
        metrics.fault();
        tracing::error!(%error, requests = batch.len(), "a group of requests was not written");
    }
    let mut answers = answers.into_iter();
    let mut fresh = 0;
    for waiting in batch {
        let answer = match (&written, answers.next()) {
            (Ok(()), Some(answer)) => answer,
            _ => Err(Error::refused("not written")),
        };
        if let Ok(Some(Ok(accepted))) = &answer {
            fresh += accepted.fresh;
        }
        // A phone that hung up asks again; what was written stays written.
        let _gone = waiting.answer.send(answer);
    }
    fresh
}

/// One request under a savepoint of its own: its fault leaves the others alone.
async fn write_one(conn: &mut Conn, job: &Job) -> Result<Answer> {
    let mut savepoint = conn.begin().await?;
    let answer = write_job(&mut savepoint, job).await;
    match &answer {
        Ok(_) => savepoint.commit().await?,
        Err(error) => {
            tracing::error!(%error, device = %job.sender.device_id, "a request was not written");
            savepoint.rollback().await?;
        }
    }
    answer
}

async fn write_job(conn: &mut Conn, job: &Job) -> Result<Answer> {
    if let Some(contact) = &job.contact {
        devices::touch(conn, job.sender.device_id, contact).await?;
    }
    for anchor in &job.anchors {
        if anchors::learn(conn, job.sender.device_id, anchor).await? {
            retime_queue::mark(conn, job.sender.device_id, anchor.boot_id).await?;
        }
    }
    match &job.incoming {
        Some(incoming) => {
            let answer = push(conn, &job.sender, incoming, job.at).await?;
            if answer.is_ok() {
                // The phone counted before it sent; what it sent is no longer unsent.
                devices::delivered(conn, job.sender.device_id, Delivered::Records(incoming.len())).await?;
            }
            Ok(Some(answer))
        }
        None => Ok(None),
    }
}
