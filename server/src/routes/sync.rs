//! `POST /v1/sync`: push, pull and pacing in one round trip; and `POST /v1/quarantine`, for the one record of a push
//! that could not be read.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::Response,
};
use domain::{
    defect::{self, Defect},
    ids::StreamId,
    limits,
    time::{TimeBlock, UtcMs},
};
use protocol::{
    ProblemClass, Receipt,
    quarantine::QuarantineRequest,
    sync::{Ack, Backlog, Pacing, Pull, RecordOutcome, SyncRequest, SyncResponse},
};

use crate::{
    Durability, anchors, clock,
    device_auth::{self, Caller},
    feed,
    ingest::{self, Head, Incoming, Job, PushRefusal},
    live::Tag,
    sql::plain_text,
    state::{Shared, State as Parts},
    tables::{
        devices::{self, Contact, DeviceState},
        streams,
    },
    wire::{self, Refusal},
};

/// The oldest version of the exchange that is given changes.
const PULL_FROM: u16 = 1;
/// Seconds to the next idle sync. A tap does not wait for it.
const NEXT_SYNC_S: u32 = 120;
/// A phone that has just heard the server for the first time since it was switched on tells so by coming again: what it
/// recorded in this boot can be dated then.
const UNDATED_NEXT_SYNC_S: u32 = 5;
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
    if !in_use(&caller) && defect::has(Defect::StoppedBeforeDrain) {
        return Err(told_to_stop(&state, &caller));
    }
    let request = match read(&caller, &headers, body).await {
        Ok(request) => request,
        Err(refusal) => {
            // What it holds is not known then, but that it called is.
            device_auth::heard(&state, &caller.device).await;
            return Err(refusal);
        }
    };
    let answer = exchange(&state, &caller, request).await?;
    state.metrics.sync();
    Ok(wire::answer(&headers, &answer))
}

/// Takes the one record that could not be read, as opaque bytes.
pub(crate) async fn quarantine(
    State(state): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let caller = device_auth::verify(&state, &method, &uri, &headers).await?;
    let body = wire::read_body(body, limits::SYNC_BYTES_MAX).await?;
    wire::compare_digest(&body, &caller.digest)?;
    let given: QuarantineRequest = wire::read_value(&wire::unpack(&headers, body, limits::SYNC_BYTES_MAX)?)?;
    let incoming = ingest::opaque(given.stream_id, given.record.into(), given.seal)?;
    let answer = take_quarantined(&state, &caller, (given.stream_id, &given.now), incoming).await?;
    Ok(wire::answer(&headers, &answer))
}

async fn take_quarantined(
    state: &Parts,
    caller: &Caller,
    (stream_id, clocks): (StreamId, &TimeBlock),
    incoming: Incoming,
) -> Result<SyncResponse, Refusal> {
    let now = clock::now();
    let outcomes = incoming.outcomes();
    let arrival = Some(anchors::arrival(clocks, now));
    let job = Job { sender: caller.sender(), contact: None, anchor: None, arrival, incoming: Some(incoming), at: now };
    let (head, backed_up) = match state.writer.write(job).await? {
        Some(Ok(accepted)) => (accepted.head, accepted.durable_upto),
        Some(Err(refusal)) => return Err(refused(state, caller, refusal, now).await),
        None => return Err(Refusal::later(StatusCode::SERVICE_UNAVAILABLE, "busy", 5)),
    };
    tracing::warn!(device = %caller.device.id, stream = %stream_id, seq = head.seq, "a record was taken unread");
    state.live.changed([Tag::Devices]);
    Ok(answer(state, caller, ((stream_id, head, backed_up), now), outcomes, Pull::default()))
}

fn answer(
    state: &Parts,
    caller: &Caller,
    ((stream_id, head, backed_up), now): ((StreamId, Head, u64), UtcMs),
    outcomes: Vec<RecordOutcome>,
    pull: Pull,
) -> SyncResponse {
    let durable_upto = match state.durability {
        Durability::Local => head.seq,
        Durability::Backup => backed_up.min(head.seq),
    };
    let key = state.identity.key_for(caller.says_key);
    let receipt = Receipt::sign(key, stream_id, head.seq, head.hash, now, state.identity.epoch);
    SyncResponse {
        epoch: state.identity.epoch,
        server_time: clock::now(),
        ack: Ack { receipt, durable_upto, outcomes },
        pull,
        pacing: Pacing {
            next_sync_after_s: if in_use(caller) { NEXT_SYNC_S } else { STOPPED_NEXT_SYNC_S },
            max_batch_bytes: BATCH_BYTES,
        },
        organization_key: None,
    }
}

async fn read(caller: &Caller, headers: &HeaderMap, body: Body) -> Result<SyncRequest, Refusal> {
    let body = wire::read_body(body, limits::SYNC_BYTES_MAX).await?;
    wire::compare_digest(&body, &caller.digest)?;
    wire::read_value(&wire::unpack(headers, body, limits::SYNC_BYTES_MAX)?)
}

async fn exchange(state: &Parts, caller: &Caller, mut request: SyncRequest) -> Result<SyncResponse, Refusal> {
    if request.proto != protocol::PROTO && defect::has(Defect::OldVersionRefused) {
        return Err(Refusal::new(StatusCode::UPGRADE_REQUIRED, ProblemClass::Refused, "server-upgraded"));
    }
    let now = clock::now();
    let sender = caller.sender();
    let carried = request.push.is_some();
    let prepared = request.push.take().map(|push| ingest::prepare(request.stream_id, push)).transpose();
    let (incoming, unreadable) = match prepared {
        Ok(incoming) => (incoming, None),
        Err(refusal) => (None, Some(refusal)),
    };
    let outcomes = incoming.as_ref().map(Incoming::outcomes).unwrap_or_default();
    let contact = Some(contact(caller, &request, now));
    let pushes = incoming.is_some();
    let anchor = request.anchor.filter(|anchor| anchors::plausible(anchor, &request.now, now));
    let arrival = Some(anchors::arrival(&request.now, now));
    let job = Job { sender, contact, anchor, arrival, incoming, at: now };
    let written = match state.writer.write(job).await {
        // Who only asks is answered even when the call cannot be noted.
        Err(error) if error.is_full() && !pushes => None,
        written => written?,
    };
    state.live.changed([Tag::Devices]);
    let pushed = match unreadable {
        Some(refusal) => Some(Err(refusal)),
        None => written,
    };
    let (head, backed_up) = match pushed {
        Some(Ok(accepted)) => (accepted.head, accepted.durable_upto),
        Some(Err(refusal)) => return Err(refused(state, caller, refusal, now).await),
        None if stopped(caller, &request) => return Err(told_to_stop(state, caller)),
        None => held(state, caller, &request).await?,
    };
    let held = (request.stream_id, head, backed_up);
    if request.proto < PULL_FROM {
        // Whatever its version, what it pushed is taken and signed for; only what it would be given needs a newer app.
        return match carried {
            true => Ok(answer(state, caller, (held, now), outcomes, Pull::default())),
            false => Err(Refusal::new(StatusCode::UPGRADE_REQUIRED, ProblemClass::Refused, "server-upgraded")),
        };
    }
    // A first pull of everything may have to wait its turn: what phones send goes before.
    let place = request.cursor.is_none().then(|| state.admission.pull());
    if matches!(place, Some(None)) {
        let mut answer = answer(state, caller, (held, now), outcomes, Pull::default());
        answer.pacing.next_sync_after_s = wire::spread(15);
        return Ok(answer);
    }
    let ask = feed::Ask {
        cursor: request.cursor.as_ref().map(|cursor| cursor.as_slice()),
        repair: request.repair.as_deref(),
        want_bytes: request.want_bytes,
    };
    let pull = match in_use(caller) {
        true => feed::pull(&mut *state.db.glance().await?, &state.identity, caller.device.unit, ask).await??,
        false => Pull::default(),
    };
    let asked = request.wants_organization_key == Some(true) && in_use(caller);
    let organization_key = asked.then(|| state.identity.organization_key(caller.says_key));
    let mut answer = SyncResponse { organization_key, ..answer(state, caller, (held, now), outcomes, pull) };
    if carried && request.anchor.is_none() && in_use(caller) {
        answer.pacing.next_sync_after_s = UNDATED_NEXT_SYNC_S;
    }
    Ok(answer)
}

fn in_use(caller: &Caller) -> bool {
    caller.device.state == DeviceState::Active
}

/// Whether the phone was stopped and has nothing left to bring. Until then its evidence is taken, and marked as late.
fn stopped(caller: &Caller, request: &SyncRequest) -> bool {
    !in_use(caller) && request.backlog.photos == 0
}

/// The word to stop. It names the life it is said in, and like every answer it is signed for the one request.
fn told_to_stop(state: &Parts, caller: &Caller) -> Refusal {
    let code = format!("device-{}", caller.device.state.word());
    Refusal::new(StatusCode::FORBIDDEN, ProblemClass::Auth, &code).in_epoch(state.identity.epoch)
}

/// Writes down that a push was not taken, so that the office sees a phone that cannot get rid of its work.
async fn refused(state: &Parts, caller: &Caller, refusal: PushRefusal, now: UtcMs) -> Refusal {
    let refusal = Refusal::from(refusal).in_epoch(state.identity.epoch);
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
    let clock_off_ms = request.now.wall.since(now);
    // The phone knows since when by its own clock; how far that is off is known here.
    let oldest = request.backlog.oldest.map(|at| at.plus(-clock_off_ms).min(now));
    Contact {
        at: now,
        ctr: caller.ctr,
        app_version: plain_text(&request.app_version).chars().take(40).collect(),
        backlog: Backlog { oldest, ..request.backlog },
        clock_off_ms,
    }
}

/// What is held of the phone's stream when nothing was pushed, and how much of it is backed up.
async fn held(state: &Parts, caller: &Caller, request: &SyncRequest) -> Result<(Head, u64), Refusal> {
    let genesis = Head { seq: 0, hash: ingest::genesis(request.stream_id, &caller.sender()) };
    let mut conn = state.db.glance().await?;
    match streams::get(&mut conn, request.stream_id).await? {
        Some(stream) if stream.device_id == caller.device.id => {
            Ok((Head { seq: stream.head_seq(), hash: stream.head }, stream.durable_upto))
        }
        Some(_) => Err(ingest::PushRefusal::Fork(genesis).into()),
        None => Ok((genesis, 0)),
    }
}
