//! One sync: a short transaction to prepare, one request without any transaction open, one or two to apply.

use domain::time::Anchor;
use protocol::{
    PROTO,
    sync::{Backlog, PATH, SyncRequest, SyncResponse},
    to_cbor,
};
use store::{
    StoreError, Tx, anchors, cursor,
    identity::{self, Identity},
    photos, records,
    stream::{self, Stream},
    sync_state::{self, SyncState},
    uploads,
};

use crate::{
    Exchange, Failure, SyncOutcome, Transport, answer, clocks,
    driver::Parts,
    pull::{self, Page},
    push, request,
};

/// Code of the refusal of a cursor that is older than what the server remembers.
const CURSOR_GONE: &str = "cursor-gone";
/// Changes asked for at once are this many times what is pushed at once: the same link carries both.
const WANT_PER_BATCH: usize = 4;
const WANT_LEAST: u32 = 32 * 1024;
const WANT_MOST: u32 = 256 * 1024;

struct Prepared {
    identity: Identity,
    stream: Stream,
    sent: u64,
    sent_bytes: usize,
}

/// Why a sync failed, and how many records it carried.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) failure: Failure,
    pub(crate) sent: u64,
}

/// Pushes at most `max_bytes` of records (but one at least), pulls one page, and applies what the server says.
pub(crate) async fn sync<T: Transport>(parts: &Parts<T>, max_bytes: usize) -> Result<SyncOutcome, Failed> {
    let prepared = parts.store.write(|tx| prepare(tx, parts, max_bytes));
    let (prepared, exchange) = prepared.map_err(|error| Failed { failure: error.into(), sent: 0 })?;
    let sent = prepared.sent;
    let begun = parts.clocks.read();
    let answered = parts.transport.send(&prepared.identity.server_url, exchange).await;
    let ended = parts.clocks.read();
    let outcome = answered.and_then(|it| answer::value::<SyncResponse>(&it)).and_then(|response| {
        push::check(&response, &prepared.identity, &prepared.stream)?;
        let anchor = (begun.boot_id == ended.boot_id)
            .then(|| Anchor::from_exchange(begun.boot_id, begun.boot_ms, ended.boot_ms, response.server_time));
        let took_ms = ended.boot_ms.saturating_sub(begun.boot_ms);
        let outcome = apply(parts, &prepared, &response, anchor)?;
        Ok(SyncOutcome { took_ms, ..outcome })
    });
    outcome.map_err(|failure| Failed { failure: mend(parts, failure), sent })
}

fn prepare<T>(tx: &Tx<'_>, parts: &Parts<T>, max_bytes: usize) -> Result<(Prepared, Exchange), StoreError> {
    let identity = identity::get(tx)?.ok_or(StoreError::NotEnrolled)?;
    let stream = stream::current(tx)?;
    let clock = parts.clocks.read();
    let anchor = anchors::best(tx, clock.boot_id, clock.boot_ms)?;
    let now = clocks::with_estimate(clock, anchor.as_ref());
    let run = push::next_run(tx, &identity, &stream, now, max_bytes)?;
    let (sent, sent_bytes) = run.as_ref().map_or((0, 0), |run| (run.records, run.bytes));
    let sync = SyncRequest {
        proto: PROTO,
        app_version: parts.options.app_version.clone(),
        stream_id: stream.stream_id,
        now,
        anchor,
        backlog: backlog(tx, &stream)?,
        push: run.map(|run| run.push),
        cursor: cursor::get(tx)?.map(Into::into),
        want_bytes: want_bytes(max_bytes),
    };
    let ctr = identity::next_ctr(tx)?;
    let exchange = request::sign(&identity, ctr, request::packed(PATH, to_cbor(&sync)));
    Ok((Prepared { identity, stream, sent, sent_bytes }, exchange))
}

fn backlog(tx: &Tx<'_>, stream: &Stream) -> Result<Backlog, StoreError> {
    let oldest = [records::oldest_pending(tx)?, uploads::oldest_pending(tx)?];
    Ok(Backlog {
        records: stream.pending(),
        photos: uploads::waiting_files(tx)?,
        oldest: oldest.into_iter().flatten().min(),
    })
}

fn want_bytes(max_bytes: usize) -> u32 {
    u32::try_from(max_bytes.saturating_mul(WANT_PER_BATCH)).unwrap_or(u32::MAX).clamp(WANT_LEAST, WANT_MOST)
}

fn apply<T>(
    parts: &Parts<T>,
    prepared: &Prepared,
    response: &SyncResponse,
    anchor: Option<Anchor>,
) -> Result<SyncOutcome, Failure> {
    let wall = parts.clocks.read().wall;
    let acked = parts.store.try_write(|tx| {
        let acked = push::apply(tx, &response.ack, &prepared.identity)?;
        if let Some(anchor) = anchor {
            anchors::put(tx, &anchor)?;
        }
        sync_state::put(tx, &SyncState { last_contact: Some(wall), ..SyncState::default() })?;
        Ok::<_, Failure>(acked)
    })?;
    // A transaction of its own: a page that cannot be applied takes no receipt with it.
    let page = match pull::is_empty(&response.pull) {
        true => Page::default(),
        false => parts.store.write(|tx| pull::apply(tx, &response.pull))?,
    };
    let (pending_records, photos_waiting) =
        parts.store.read(|tx| Ok((records::pending_count(tx)?, photos::next_upload(tx)?.is_some())))?;
    Ok(SyncOutcome {
        sent_bytes: prepared.sent_bytes,
        sent: prepared.sent,
        acked,
        pulled: page.pulled,
        pending_records,
        photos_waiting,
        more: page.more,
        took_ms: 0,
        next_sync_after_s: response.pacing.next_sync_after_s,
        max_batch_bytes: response.pacing.max_batch_bytes,
    })
}

/// Moves what a refusal tells to move. What is left of the failure then.
fn mend<T>(parts: &Parts<T>, failure: Failure) -> Failure {
    let Failure::Resync { code, head } = &failure else { return failure };
    let mended = parts.store.try_write(|tx| {
        if code == CURSOR_GONE {
            cursor::clear(tx)?;
        }
        head.map_or(Ok(()), |head| push::resync(tx, head))
    });
    mended.err().unwrap_or(failure)
}
