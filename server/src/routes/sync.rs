//! `POST /v1/sync`: push, pull and pacing in one round trip.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::Response,
};
use domain::{
    limits,
    time::{Anchor, UtcMs},
};
use protocol::{
    ProblemClass, Receipt,
    sync::{Ack, Pacing, Pull, SyncRequest, SyncResponse},
};

use crate::{
    anchors, clock,
    device_auth::{self, Caller},
    feed,
    ingest::{self, Head, Job, PushRefusal},
    live::Tag,
    sql::plain_text,
    state::{Shared, State as Parts},
    tables::{
        devices::{self, Contact, DeviceState},
        streams,
    },
    wire::{self, Refusal},
};

/// Seconds to the next idle sync. A tap does not wait for it.
const NEXT_SYNC_S: u32 = 120;
/// A phone that was stopped is told so soon after it has brought its records.
const STOPPED_NEXT_SYNC_S: u32 = 5;
/// Largest compressed request the server likes.
const BATCH_BYTES: u32 = 256 * 1024;

/// One exchange.
pub(crate) async fn sync(
    State(state): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let caller = device_auth::verify(&state, &method, &uri, &headers).await?;
    let body = wire::read_body(body, limits::SYNC_BYTES_MAX).await?;
    wire::compare_digest(&body, &caller.digest)?;
    let request: SyncRequest = wire::read_value(&wire::unpack(&headers, body, limits::SYNC_BYTES_MAX)?)?;
    let answer = exchange(&state, &caller, request).await?;
    state.metrics.sync();
    Ok(wire::answer(&headers, &answer))
}

async fn exchange(state: &Parts, caller: &Caller, mut request: SyncRequest) -> Result<SyncResponse, Refusal> {
    let now = clock::now();
    let sender = caller.sender();
    let prepared = request.push.take().map(|push| ingest::prepare(request.stream_id, push)).transpose();
    let (incoming, unreadable) = match prepared {
        Ok(incoming) => (incoming, None),
        Err(refusal) => (None, Some(refusal)),
    };
    let outcomes = incoming.as_ref().map(ingest::Incoming::outcomes).unwrap_or_default();
    let job = Job { sender, contact: contact(caller, &request, now), anchors: heard(&request, now), incoming };
    let answer = state.writer.write(job).await?;
    state.live.changed([Tag::Devices]);
    let pushed = match unreadable {
        Some(refusal) => Some(Err(refusal)),
        None => answer,
    };
    let head = match pushed {
        Some(Ok(accepted)) => accepted.head,
        Some(Err(refusal)) => return Err(refused(state, caller, refusal, now).await),
        None if stopped(caller, &request) => return Err(told_to_stop(caller)),
        None => held(state, caller, &request).await?,
    };
    let receipt = Receipt::sign(&state.identity.key, request.stream_id, head.seq, head.hash, now, state.identity.epoch);
    let mut conn = state.db.snapshot().await?;
    let cursor = request.cursor.as_ref().map(|cursor| cursor.as_slice());
    let in_use = caller.device.state == DeviceState::Active;
    let pull = match in_use {
        true => feed::pull(&mut conn, &state.identity, caller.device.unit, cursor, request.want_bytes).await?,
        false => Pull::default(),
    };
    Ok(SyncResponse {
        epoch: state.identity.epoch,
        server_time: clock::now(),
        // Nothing outlives the loss of this disk until a backup or replica says so.
        ack: Ack { receipt, durable_upto: 0, outcomes },
        pull,
        pacing: Pacing {
            next_sync_after_s: if in_use { NEXT_SYNC_S } else { STOPPED_NEXT_SYNC_S },
            max_batch_bytes: BATCH_BYTES,
        },
    })
}

/// Whether the phone was stopped and has nothing left to bring. Until then its evidence is taken, and marked as late.
fn stopped(caller: &Caller, request: &SyncRequest) -> bool {
    caller.device.state != DeviceState::Active && request.backlog.photos == 0
}

fn told_to_stop(caller: &Caller) -> Refusal {
    let code = format!("device-{}", caller.device.state.word());
    Refusal::new(StatusCode::FORBIDDEN, ProblemClass::Auth, &code)
}

/// Writes down that a push was not taken, so that the office sees a phone that cannot get rid of its work.
async fn refused(state: &Parts, caller: &Caller, refusal: PushRefusal, now: UtcMs) -> Refusal {
    let refusal = Refusal::from(refusal);
    let noted = async {
        let mut tx = state.db.begin().await?;
        devices::refused(&mut tx, caller.device.id, &refusal.problem.code, now).await?;
        Ok::<_, crate::Error>(tx.commit().await?)
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, device = %caller.device.id, "a refusal was not noted");
    }
    refusal
}

fn contact(caller: &Caller, request: &SyncRequest, now: UtcMs) -> Contact {
    Contact {
        at: now,
        ctr: caller.ctr,
        app_version: plain_text(&request.app_version).chars().take(40).collect(),
        backlog: request.backlog,
        clock_off_ms: request.now.wall.since(now),
    }
}

/// What this exchange tells about the phone's boot clock: its own anchor if we believe it, and what we see ourselves.
fn heard(request: &SyncRequest, now: UtcMs) -> Vec<Anchor> {
    let told = request.anchor.filter(|anchor| anchors::plausible(anchor, &request.now, now));
    let seen = Anchor {
        boot_id: request.now.boot_id,
        boot_ms: request.now.boot_ms,
        server: now,
        err_ms: anchors::SERVER_ONLY_ERR_MS,
    };
    told.into_iter().chain([seen]).collect()
}

/// What is held of the phone's stream when nothing was pushed.
async fn held(state: &Parts, caller: &Caller, request: &SyncRequest) -> Result<Head, Refusal> {
    let genesis = Head { seq: 0, hash: ingest::genesis(request.stream_id, &caller.sender()) };
    let mut conn = state.db.snapshot().await?;
    match streams::get(&mut conn, request.stream_id).await? {
        Some(stream) if stream.device_id == caller.device.id => Ok(Head { seq: stream.head_seq(), hash: stream.head }),
        Some(_) => Err(ingest::PushRefusal::Fork(genesis).into()),
        None => Ok(genesis),
    }
}
