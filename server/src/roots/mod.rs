//! Every hour, one signed root over the heads of all streams: in a table, and in a file beside the data that is only ever
//! appended to. Whoever keeps a line of it elsewhere can show later that nothing was cut off or rewritten since.
//!
//! With each root stand the heads that were new in it, so that any root can be computed again from the tables.

mod file;

use std::time::Duration;

use domain::ids::StreamId;
use protocol::{HeadTree, Root};
use tokio::sync::watch;

use crate::{
    clock,
    db::{Conn, Database},
    error::Result,
    folder::Folder,
    identity::Identity,
    state::Shared,
    tables::{
        counters,
        root_leaves::{self, Leaf},
        roots,
    },
};

pub(crate) use file::{Line, append_missing, read as read_file};

/// Time from one root to the next.
const HOUR: Duration = Duration::from_secs(3_600);
/// Streams read at once.
const STREAMS: i64 = 1_000;

/// Takes a root every hour until the server stops.
pub(crate) async fn run(folder: Folder, state: Shared, mut stopping: watch::Receiver<bool>) {
    loop {
        let wait = match hourly(&folder, &state).await {
            Ok(wait) => wait,
            Err(error) => {
                state.metrics.fault();
                tracing::error!(%error, "the hourly root was not taken");
                HOUR / 60
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Takes a root when the last one is an hour old; gives how long the next one has time.
async fn hourly(folder: &Folder, state: &Shared) -> Result<Duration> {
    let last = roots::last(&mut *state.db.snapshot().await?).await?;
    let age = last.map_or(HOUR, |root| Duration::from_millis(clock::now().since(root.at).unsigned_abs()));
    match HOUR.checked_sub(age) {
        Some(wait) if !wait.is_zero() => {
            append_missing(folder, &state.db).await?;
            Ok(wait)
        }
        _ => take(folder, &state.db, &state.identity).await.map(|_| HOUR),
    }
}

/// Signs a root over the heads as they are now. The number is held from before the first head is read, so that no root
/// is over older heads than the one before it.
pub(crate) async fn take(folder: &Folder, db: &Database, identity: &Identity) -> Result<Root> {
    let mut tx = db.begin().await?;
    counters::hold(&mut tx, counters::ROOT_NO).await?;
    let last = roots::last(&mut tx).await?;
    let (tree, fresh) = read_heads(&mut tx).await?;
    let root = Root::sign(identity.key(), last.as_ref(), identity.epoch, clock::now(), &tree);
    roots::insert(&mut tx, &root).await?;
    root_leaves::insert(&mut tx, root.no, &fresh).await?;
    tx.commit().await?;
    append_missing(folder, db).await?;
    Ok(root)
}

/// The tree over all heads, and those that are in no root yet.
async fn read_heads(conn: &mut Conn) -> Result<(HeadTree, Vec<Leaf>)> {
    let (mut tree, mut fresh, mut after) = (HeadTree::default(), Vec::new(), None::<StreamId>);
    loop {
        let page = root_leaves::heads(conn, after, STREAMS).await?;
        let Some(last) = page.last() else { return Ok((tree, fresh)) };
        after = Some(last.leaf.stream_id);
        for head in page {
            tree.add(head.leaf.stream_id, head.leaf.seq, &head.leaf.hash);
            if head.in_root != Some(head.leaf.seq) {
                fresh.push(head.leaf);
            }
        }
    }
}
