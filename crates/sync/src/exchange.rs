//! One sync: a short transaction to prepare, one request without any transaction open, one or two to apply.

use domain::{
    device_event::{DeviceEvent, DeviceFinding},
    photo::Digest,
    time::{Anchor, TimeBlock},
};
use protocol::{
    PROTO, ServerKeys, WireProblem,
    quarantine::{self, QuarantineRequest},
    sync::{Backlog, PATH, Pull, SyncRequest, SyncResponse},
    to_cbor,
};
use store::{
    StoreError, Tx, anchors,
    identity::{self, Identity},
    organization_key, records, renewal,
    stream::{self, Stream},
    sync_state::{self, SyncState},
    uploads,
};

use crate::{
    Exchange, Failure, Head, SyncOutcome, Transport, answer,
    bound::{self, Asked},
    clocks,
    driver::Parts,
    enroll,
    fork::{self, Held},
    notice,
    pull::{self, Ask, Page},
    push::{self, Size},
    request, upload,
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
    /// What the answer has to name.
    digest: Digest,
    sent: u64,
    sent_bytes: usize,
    asked: Ask,
}

/// Why a sync failed, and how many records it carried.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) failure: Failure,
    pub(crate) sent: u64,
}

/// Pushes at most `max_bytes` of records (but one at least), pulls one page, and applies what the server says.
pub(crate) async fn sync<T: Transport>(parts: &Parts<T>, max_bytes: usize) -> Result<SyncOutcome, Failed> {
    carry(parts, parts.store.write(|tx| prepare(tx, parts, max_bytes))).await
}

/// Gives the server the one record that it will not read, as opaque bytes.
pub(crate) async fn quarantine<T: Transport>(parts: &Parts<T>) -> Result<SyncOutcome, Failed> {
    carry(parts, parts.store.write(|tx| prepare_quarantine(tx, parts))).await
}

/// Sends what was prepared, outside of any transaction, and applies the answer.
async fn carry<T: Transport>(
    parts: &Parts<T>,
    prepared: Result<(Prepared, Exchange), StoreError>,
) -> Result<SyncOutcome, Failed> {
    let (prepared, exchange) = prepared.map_err(|error| Failed { failure: error.into(), sent: 0 })?;
    let sent = prepared.sent;
    let asked = Asked { digest: prepared.digest, method: exchange.method };
    let begun = parts.clocks.read();
    let answered = parts.transport.send(&prepared.identity.server_url, exchange).await;
    let ended = parts.clocks.read();
    let answer = answered.map_err(|failure| Failed { failure, sent })?;
    let heard = bound::judge(parts, asked, &answer).map_err(|failure| Failed { failure, sent })?;
    let mut held = answer::told(&answer).map(|problem| held_in(&problem)).unwrap_or_default();
    let outcome = answer::value::<SyncResponse>(&answer).and_then(|response| {
        push::check(&response, &heard.keys, &prepared.identity, &prepared.stream)?;
        let receipt = &response.ack.receipt;
        parts.transport.learn_time(receipt.received_at);
        held =
            Held { head: Some(Head { seq: receipt.acked_upto, hash: Some(receipt.head) }), epoch: Some(receipt.epoch) };
        // The time of an answer that was given before, or to another, would be read as that of now.
        let anchor = (begun.boot_id == ended.boot_id && heard.timely)
            .then(|| Anchor::from_exchange(begun.boot_id, begun.boot_ms, ended.boot_ms, response.server_time));
        let took_ms = ended.boot_ms.saturating_sub(begun.boot_ms);
        let outcome = apply(parts, (&prepared, &heard.keys), &response, anchor)?;
        Ok(SyncOutcome { took_ms, ..outcome })
    });
    outcome.map_err(|failure| {
        let known = prepared.identity.epoch;
        let failure = match held.epoch {
            // What a life that is over refuses, and why, is no reason to move anything either.
            Some(theirs) if push::is_behind(theirs, known) => push::epoch_behind(theirs, known),
            _ => mend(parts, failure, held),
        };
        Failed { failure, sent }
    })
}

fn held_in(problem: &WireProblem) -> Held {
    let head = problem.head_seq.map(|seq| Head { seq, hash: problem.head_hash });
    Held { head, epoch: problem.epoch }
}

fn prepare<T>(tx: &Tx<'_>, parts: &Parts<T>, max_bytes: usize) -> Result<(Prepared, Exchange), StoreError> {
    let identity = identity::get(tx)?.ok_or(StoreError::NotEnrolled)?;
    let stream = stream::current(tx)?;
    let clock = parts.clocks.read();
    let anchor = anchors::best(tx, clock.boot_id, clock.boot_ms)?;
    let now = clocks::with_estimate(clock, anchor.as_ref());
    let asked = pull::ask(tx)?;
    // What is asked about a lost feed takes the room of the records; they go with the next request.
    let run = match &asked.repair {
        Some(things) if !things.is_empty() => None,
        _ => push::next_run(tx, &identity, &stream, now, Size::Bytes(max_bytes))?,
    };
    let (sent, sent_bytes) = run.as_ref().map_or((0, 0), |run| (run.records, run.bytes));
    let sync = SyncRequest {
        proto: PROTO,
        app_version: parts.options.app_version.clone(),
        stream_id: stream.stream_id,
        now,
        anchor,
        backlog: backlog(tx, &stream)?,
        push: run.map(|run| run.push),
        cursor: asked.cursor.clone().map(Into::into),
        want_bytes: want_bytes(max_bytes),
        wants_organization_key: organization_key::is_wanted(tx)?.then_some(true),
        repair: asked.repair.clone(),
    };
    let ctr = identity::next_ctr(tx)?;
    let (exchange, digest) = request::sign(&identity, ctr, request::packed(PATH, to_cbor(&sync)));
    Ok((Prepared { identity, stream, digest, sent, sent_bytes, asked }, exchange))
}

fn prepare_quarantine<T>(tx: &Tx<'_>, parts: &Parts<T>) -> Result<(Prepared, Exchange), StoreError> {
    let identity = identity::get(tx)?.ok_or(StoreError::NotEnrolled)?;
    let stream = stream::current(tx)?;
    let now = parts.clocks.read();
    let run = push::next_run(tx, &identity, &stream, now, Size::One)?.ok_or(StoreError::Mismatch)?;
    tracing::error!(seq = run.push.seal.first, "the server cannot read a record; it is sent as it is");
    let give = QuarantineRequest {
        proto: PROTO,
        app_version: parts.options.app_version.clone(),
        stream_id: stream.stream_id,
        now,
        record: run.push.records.into_iter().next().ok_or(StoreError::Mismatch)?,
        seal: run.push.seal,
    };
    let ctr = identity::next_ctr(tx)?;
    let (exchange, digest) = request::sign(&identity, ctr, request::packed(quarantine::PATH, to_cbor(&give)));
    let asked = Ask::default();
    Ok((Prepared { identity, stream, digest, sent: 1, sent_bytes: run.bytes, asked }, exchange))
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
    (prepared, keys): (&Prepared, &ServerKeys),
    response: &SyncResponse,
    anchor: Option<Anchor>,
) -> Result<SyncOutcome, Failure> {
    let wall = parts.clocks.read().wall;
    let acked = parts.store.try_write(|tx| {
        let acked = push::apply(tx, &response.ack, &prepared.identity)?;
        if let Some(anchor) = anchor {
            anchors::put(tx, &anchor)?;
        }
        if let Some(vouched) = &response.organization_key {
            enroll::keep_organization_key(tx, vouched, keys)?;
        }
        sync_state::put(tx, &SyncState { last_contact: Some(wall), ..SyncState::default() })?;
        Ok::<_, Failure>(acked)
    })?;
    // A transaction of its own: a page that cannot be applied takes no receipt with it.
    let page = match pull::is_empty(&response.pull, &prepared.asked) {
        true => Page::default(),
        false => parts.store.write(|tx| take_page(tx, &response.pull, &prepared.asked, parts.clocks.read()))?,
    };
    let pending_records = parts.store.read(records::pending_count)?;
    let photos_waiting = upload::is_waiting(parts)?;
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

/// Applies a page; one that was held back is told as trouble until an exchange goes well.
fn take_page(tx: &Tx<'_>, pull: &Pull, asked: &Ask, clock: TimeBlock) -> Result<Page, StoreError> {
    let page = pull::apply(tx, pull, asked)?;
    if let Some(things) = page.held_back {
        tracing::error!(things, "the server takes away most of what this phone has; it was not believed");
        let state = sync_state::get(tx)?;
        sync_state::put(tx, &SyncState { last_failure: Some("mass-delete".to_owned()), ..state })?;
        notice::note_daily(tx, clock, DeviceEvent::counted(DeviceFinding::RemovalHeldBack, things))?;
    }
    Ok(page)
}

/// Moves what a refusal tells to move. What is left of the failure then.
fn mend<T>(parts: &Parts<T>, failure: Failure, held: Held) -> Failure {
    let mended = parts.store.try_write(|tx| match &failure {
        Failure::Resync { code, head } => {
            if code == CURSOR_GONE {
                renewal::begin(tx)?;
            }
            head.map_or(Ok(()), |head| push::resync(tx, head))
        }
        // Bytes that do not follow on what the server has: perhaps it has another history.
        Failure::Poison { .. } => held.head.map_or(Ok(()), |head| push::agrees(tx, head)),
        _ => Ok(()),
    });
    let failure = mended.err().unwrap_or(failure);
    if failure != Failure::Fork {
        return failure;
    }
    parts.store.write(|tx| fork::branch(tx, held, parts.clocks.read())).err().map_or(failure, Failure::from)
}
