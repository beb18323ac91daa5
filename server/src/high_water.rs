//! What this storage had reached, noted outside of its database: which life it is in, and the newest heads it answered
//! for. A database that was put back from a backup lacks them, and the server says so instead of serving from it as if
//! nothing had happened. The operator then begins a new life (`restore`, `raise-epoch`), and phones send again.
//!
//! It lies with the photos, or in a file that `--high-water` names. Written after commits, at most once a second, so it
//! is never ahead of the database; whatever is lost of that second is lost with the proof of it.

use std::{path::PathBuf, time::Duration};

use data_encoding::HEXLOWER;
use domain::ids::StreamId;
use protocol::ServerEpoch;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{Error, db::Conn, error::Result, ingest::Head, objects::Objects, tables::records};

/// Heads that are noted; any one of them is proof enough.
const HEADS: usize = 32;
/// Pause after each writing.
const PAUSE: Duration = Duration::from_secs(1);
const NAME: &str = "high-water.json";

/// Heads of streams that were just committed.
pub(crate) type Heads = Vec<(StreamId, Head)>;

/// Where the mark lies.
#[derive(Clone, Debug)]
pub(crate) enum HighWater {
    /// With the photos.
    Objects(Objects),
    /// In a file of its own.
    File(PathBuf),
}

/// What stands there.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    epoch: u32,
    tag: String,
    heads: Vec<NotedHead>,
}

#[derive(Debug, Serialize, Deserialize)]
struct NotedHead {
    stream_id: StreamId,
    seq: u64,
    hash: String,
}

impl HighWater {
    /// In `file`, or with the photos.
    pub(crate) fn open(file: Option<PathBuf>, objects: &Objects) -> Self {
        file.map_or_else(|| Self::Objects(objects.clone()), Self::File)
    }

    /// Number of the life that was noted last; 0 when nothing was.
    pub(crate) async fn epoch(&self) -> Result<u32> {
        Ok(self.read().await?.map_or(0, |mark| mark.epoch))
    }

    /// Refuses a database that lacks what was noted.
    ///
    /// # Errors
    /// [`Error::Refused`] with what is missing and what to do.
    pub(crate) async fn check(&self, conn: &mut Conn, epoch: ServerEpoch) -> Result<()> {
        let Some(mark) = self.read().await? else { return Ok(()) };
        let missing = if mark.epoch < epoch.number {
            // A new life was begun since, on purpose.
            return Ok(());
        } else if mark.epoch > epoch.number || mark.tag != HEXLOWER.encode(&*epoch.tag) {
            format!("life {} of the storage was served already, and this is life {}", mark.epoch, epoch.number)
        } else {
            match first_missing(conn, &mark.heads).await? {
                None => return Ok(()),
                Some(head) => format!(
                    "record {} of stream {} was confirmed to its phone and is not in it",
                    head.seq, head.stream_id
                ),
            }
        };
        Err(Error::refused(format!(
            "this database is older than what was served from it: {missing}. If you put back a backup, run \
             `huxiao-server raise-epoch` with the same --data first: phones then send again what they still have"
        )))
    }

    /// Notes where the storage stands.
    pub(crate) async fn write(&self, epoch: ServerEpoch, heads: &Heads) -> Result<()> {
        let heads = heads.iter().rev().take(HEADS).map(|(stream_id, head)| NotedHead {
            stream_id: *stream_id,
            seq: head.seq,
            hash: HEXLOWER.encode(&*head.hash),
        });
        let mark = Mark { epoch: epoch.number, tag: HEXLOWER.encode(&*epoch.tag), heads: heads.collect() };
        let mut text = serde_json::to_vec(&mark).unwrap_or_default();
        text.push(b'\n');
        match self {
            Self::Objects(objects) => objects.put_note(NAME, text.into()).await,
            Self::File(path) => crate::folder::replace(path, &text),
        }
    }

    async fn read(&self) -> Result<Option<Mark>> {
        let (bytes, place) = match self {
            Self::Objects(objects) => (objects.get_note(NAME).await?.map(Vec::from), NAME.to_owned()),
            Self::File(path) => (crate::folder::read_if_there(path)?, path.display().to_string()),
        };
        let Some(bytes) = bytes else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| {
            Error::refused(format!("the high-water mark {place} cannot be read ({error}); put it back from a backup"))
        })
    }

    /// Follows the commits until nobody is left who makes some; the last of them is noted.
    pub(crate) async fn follow(
        self,
        epoch: ServerEpoch,
        mut committed: watch::Receiver<Heads>,
        mut stopping: watch::Receiver<bool>,
    ) {
        while committed.changed().await.is_ok() {
            let heads = committed.borrow_and_update().clone();
            if self.epoch().await.is_ok_and(|noted| noted > epoch.number) {
                // This node was left behind when another took over: the mark is not its own any more.
                tracing::error!(
                    epoch = epoch.number,
                    "a later life of this storage is served elsewhere; stop this server"
                );
                continue;
            }
            if let Err(error) = self.write(epoch, &heads).await {
                tracing::error!(%error, "the high-water mark was not written");
            }
            let _stops_or_paused = tokio::time::timeout(PAUSE, stopping.wait_for(|stop| *stop)).await;
        }
    }
}

async fn first_missing<'a>(conn: &mut Conn, heads: &'a [NotedHead]) -> Result<Option<&'a NotedHead>> {
    for head in heads {
        let hash = records::hash_at(conn, head.stream_id, head.seq).await?;
        if hash.is_none_or(|hash| HEXLOWER.encode(&*hash) != head.hash) {
            return Ok(Some(head));
        }
    }
    Ok(None)
}
