//! What nobody comes back for: once an hour, and at the start, in steps that may each be run again.
//!
//! Uploads whose last byte is in are finished. Unfinished ones that were silent for [`KEPT_DAYS`], and pictures of
//! the office that were attached to nothing as long, are forgotten. Bytes that no upload names any more go a month
//! after that; chunks that never counted, or no longer do, after a day.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use tokio::sync::watch;

use super::{KEPT_DAYS, finish, forget};
use crate::{
    clock,
    error::Result,
    objects::StagedChunk,
    state::{Shared, State},
    tables::{dropped_photos, upload_chunks, uploads},
};

const EVERY: Duration = Duration::from_secs(3600);
const DAY_MS: i64 = 24 * 3_600_000;
/// Bytes that nobody names stay for so long: a restored backup may name them again.
const DROPPED_DAYS: i64 = 30;
/// A chunk may lie for so long before the offset is moved past it.
const ORPHAN_MS: i64 = DAY_MS;
/// Uploads forgotten in one transaction.
const AT_ONCE: i64 = 100;

/// Sweeps until the server stops.
pub(crate) async fn run(state: Shared, mut stopping: watch::Receiver<bool>) {
    loop {
        let swept = async {
            if let Err(error) = once(&state).await {
                tracing::error!(%error, "sweeping uploads was cut short and is tried again");
            }
            tokio::time::sleep(EVERY).await;
        };
        tokio::select! {
            () = swept => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

async fn once(state: &State) -> Result<()> {
    finish_left_over(state).await?;
    forget_silent(state).await?;
    forget_unnamed(state).await?;
    delete_dropped(state).await?;
    delete_orphans(state).await
}

/// Finishes what a crash left between the last chunk and the picture.
pub(crate) async fn finish_left_over(state: &State) -> Result<()> {
    let left = uploads::unfinished(&mut *state.db.snapshot().await?).await?;
    for upload in left {
        if let Err(refusal) = finish::finish(state, &upload).await? {
            tracing::warn!(photo = %upload.photo_id, ?refusal, "an upload could not be finished");
        }
    }
    Ok(())
}

async fn forget_silent(state: &State) -> Result<()> {
    let before = clock::now().plus(-KEPT_DAYS * DAY_MS);
    loop {
        let mut tx = state.db.begin().await?;
        let silent = uploads::silent_since(&mut tx, before, AT_ONCE).await?;
        for upload in &silent {
            forget(&mut tx, upload).await?;
        }
        tx.commit().await?;
        if silent.is_empty() {
            return Ok(());
        }
        tracing::info!(uploads = silent.len(), "unfinished uploads expired");
    }
}

async fn forget_unnamed(state: &State) -> Result<()> {
    let before = clock::now().plus(-KEPT_DAYS * DAY_MS);
    loop {
        let mut tx = state.db.begin().await?;
        let unnamed = uploads::unnamed_since(&mut tx, before, AT_ONCE).await?;
        for upload in &unnamed {
            if uploads::delete_unnamed(&mut tx, upload).await? {
                dropped_photos::add_unused(&mut tx, &upload.sha256, clock::now()).await?;
            }
        }
        tx.commit().await?;
        if unnamed.is_empty() {
            return Ok(());
        }
        tracing::info!(uploads = unnamed.len(), "pictures of the office that were attached to nothing expired");
    }
}

async fn delete_dropped(state: &State) -> Result<()> {
    let mut tx = state.db.begin().await?;
    let doomed = dropped_photos::begin_deleting(&mut tx, clock::now().plus(-DROPPED_DAYS * DAY_MS)).await?;
    tx.commit().await?;
    for sha256 in doomed {
        state.objects.drop_photo(&sha256).await?;
        let mut tx = state.db.begin().await?;
        dropped_photos::deleted(&mut tx, &sha256).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// An old chunk that is stored anew at this very moment may still be taken for an orphan. Then it is missing when the
/// picture is made, and the upload begins anew: nothing wrong is ever stored.
async fn delete_orphans(state: &State) -> Result<()> {
    let before = clock::now().plus(-ORPHAN_MS);
    let mut staged = state.objects.staged();
    while let Some(found) = staged.try_next().await? {
        if found.modified >= before {
            continue;
        }
        let counts = match &found.chunk {
            Some(StagedChunk { photo_id, attempt, chunk }) => {
                upload_chunks::counts(&mut *state.db.snapshot().await?, *photo_id, *attempt, chunk).await?
            }
            None => false,
        };
        if !counts {
            state.objects.drop_staged(&found).await?;
        }
    }
    Ok(())
}
