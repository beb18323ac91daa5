//! The one task that writes what phones send. It takes what is waiting, puts it into one transaction with a
//! savepoint for each phone, commits once, and only then answers: many phones share one flush of the disk.

use std::{sync::Arc, time::Instant};

use domain::{
    defect::{self, Defect},
    time::{Anchor, Bound, UtcMs},
};
use sqlx::Connection as _;
use tokio::sync::{Notify, mpsc, oneshot, watch};

use super::{Accepted, Incoming, PushRefusal, Sender, push};
use crate::{
    Error, anchors,
    db::{Conn, Database},
    error::Result,
    high_water::Heads,
    metrics::Metrics,
    patience::Patience,
    tables::devices::{self, Contact, Delivered},
};

/// Waiting requests; the next one is told to come again.
const QUEUE: usize = 1024;
/// Records in one transaction.
const RECORDS: usize = 1024;
/// Requests in one transaction.
const JOBS: usize = 128;

/// What one sync request, or one run of a rescue bundle, wants written.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) sender: Sender,
    /// When it came.
    pub(crate) at: UtcMs,
    /// What the phone said about itself, if it did.
    pub(crate) contact: Option<Contact>,
    /// What the phone says of its boot clock, as far as it is believed.
    pub(crate) anchor: Option<Anchor>,
    /// What its arrival says of that.
    pub(crate) arrival: Option<Bound>,
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
    /// The door, and the task behind it. `committed` is told after each commit that stored records or moved a clock,
    /// `heads` what streams reached by it.
    pub(crate) fn new(
        db: Database,
        (committed, heads): (Arc<Notify>, watch::Sender<Heads>),
        metrics: Arc<Metrics>,
    ) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        (Self { queue }, run(db, (committed, heads), metrics, waiting))
    }

    /// How full the queue is, from 0 to 1.
    pub(crate) fn fullness(&self) -> f64 {
        1.0 - self.queue.capacity() as f64 / QUEUE as f64
    }

    /// Writes a job and waits for its commit.
    ///
    /// # Errors
    /// The job was not written and may be sent again.
    pub(crate) async fn write(&self, job: Job) -> Result<Answer> {
        self.try_write(job).await.unwrap_or(Err(Error::Busy))
    }

    /// [`Writer::write`] that gives the job back when too many wait, for somebody with time to try again.
    pub(crate) async fn try_write(&self, job: Job) -> Result<Result<Answer>, Box<Job>> {
        let (answer, done) = oneshot::channel();
        match self.queue.try_send(Waiting { job, answer }) {
            Ok(()) => Ok(done.await.unwrap_or(Err(Error::Busy))),
            Err(refused) => Err(Box::new(refused.into_inner().job)),
        }
    }
}

async fn run(
    db: Database,
    (committed, heads): (Arc<Notify>, watch::Sender<Heads>),
    metrics: Arc<Metrics>,
    mut waiting: mpsc::Receiver<Waiting>,
) {
    while let Some(first) = waiting.recv().await {
        let mut batch = vec![first];
        let mut records = records_of(&batch[0]);
        while batch.len() < JOBS && records < RECORDS {
            let Ok(next) = waiting.try_recv() else { break };
            records += records_of(&next);
            batch.push(next);
        }
        // Rows are locked in one order everywhere, so that two nodes on one database never wait for each other in a
        // ring. The phone's own row comes first: it alone keeps two pushes of one phone apart.
        if !defect::has(Defect::LocksUnsorted) {
            batch.sort_by_key(|w| (w.job.sender.device_id, w.job.incoming.as_ref().map(Incoming::stream_id)));
        }
        let started = Instant::now();
        let answers = write_batch(&db, &batch, &metrics).await;
        let (fresh, reached) = outcome(&batch, &answers);
        // Counted before anybody is answered: whoever has an answer finds it in the figures.
        metrics.group_commit(fresh, started.elapsed());
        if !reached.is_empty() {
            heads.send_replace(reached);
        }
        for (waiting, answer) in batch.into_iter().zip(answers) {
            // A phone that hung up asks again; what was written stays written.
            let _gone = waiting.answer.send(answer);
        }
        committed.notify_one();
    }
}

fn records_of(waiting: &Waiting) -> usize {
    waiting.job.incoming.as_ref().map_or(0, Incoming::len)
}

/// Writes a group; an answer for each.
async fn write_batch(db: &Database, batch: &[Waiting], metrics: &Metrics) -> Vec<Result<Answer>> {
    let mut patience = Patience::default();
    let written = loop {
        match write_together(db, batch).await {
            Err(error) if patience.bears(&error).await => metrics.again(error.is_deadlock()),
            written => break written,
        }
    };
    written.unwrap_or_else(|error| {
        metrics.fault();
        tracing::error!(%error, requests = batch.len(), "a group of requests was not written");
        let full = error.is_full();
        batch.iter().map(|_| Err(if full { Error::Full } else { Error::Busy })).collect()
    })
}

/// How many records of a group were new, and the heads of the streams they belong to.
fn outcome(batch: &[Waiting], answers: &[Result<Answer>]) -> (usize, Heads) {
    let (mut fresh, mut reached) = (0, Heads::new());
    for (waiting, answer) in batch.iter().zip(answers) {
        if let (Ok(Some(Ok(accepted))), Some(incoming)) = (answer, &waiting.job.incoming) {
            fresh += accepted.fresh;
            reached.push((incoming.stream_id(), accepted.head));
        }
    }
    (fresh, reached)
}

/// One transaction for all; the answers count when it has committed.
async fn write_together(db: &Database, batch: &[Waiting]) -> Result<Vec<Result<Answer>>> {
    let mut answers = Vec::with_capacity(batch.len());
    let mut tx = db.begin().await?;
    for waiting in batch {
        answers.push(write_one(&mut tx, &waiting.job).await?);
    }
    if defect::has(Defect::AckWithoutCommit) && defect::now_and_then() {
        tx.rollback().await?;
        return Ok(answers);
    }
    tx.commit().await?;
    Ok(answers)
}

/// One request under a savepoint of its own: its fault leaves the others alone.
///
/// # Errors
/// What ends the whole transaction: a lock that was not given, or a disk that is full (which undoes more than the
/// savepoint, so that going on would commit the rest piece by piece).
async fn write_one(conn: &mut Conn, job: &Job) -> Result<Result<Answer>> {
    let mut savepoint = conn.begin().await?;
    match write_job(&mut savepoint, job).await {
        Ok(answer) => {
            savepoint.commit().await?;
            Ok(Ok(answer))
        }
        Err(error) if error.is_passing() || error.is_full() => Err(error),
        Err(error) => {
            tracing::error!(%error, device = %job.sender.device_id, "a request was not written");
            savepoint.rollback().await?;
            Ok(Err(error))
        }
    }
}

async fn write_job(conn: &mut Conn, job: &Job) -> Result<Answer> {
    if let Some(contact) = &job.contact {
        devices::touch(conn, job.sender.device_id, contact).await?;
    }
    if let Some(anchor) = &job.anchor {
        anchors::learn(conn, job.sender.device_id, anchor).await?;
    }
    if let Some(arrival) = &job.arrival {
        anchors::learn_arrival(conn, job.sender.device_id, arrival).await?;
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
