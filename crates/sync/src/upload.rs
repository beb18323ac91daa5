//! Pictures by tus 1.0: each step is one request for one piece of the most urgent file, and one commit.
//!
//! The server's word on the offset is always taken; the phone's own file is checked against its digest each time it
//! is read, so a torn one is never sent on. Whatever is interrupted goes on from what the server has: it keeps what
//! came before a break, so after a request without an answer the phone asks before it sends.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{
    device_event::{DeviceEvent, DeviceFinding},
    ids::PhotoId,
    photo::PhotoRole,
};
use photos::vault::VaultError;
use protocol::{
    ServerEpoch, sha256,
    tus::{self, UploadMetadata},
};
use store::{
    StoreError, Tx,
    identity::{self, Identity},
    uploads::{self, Upload},
};

use crate::{
    Answer, Exchange, Failure, Method, Step, Transport, UploadOutcome, answer,
    bound::{self, Asked},
    driver::Parts,
    notice, push, request,
};

/// Which pictures may be sent now. Records always may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sendable {
    /// All of them.
    #[default]
    All,
    /// Thumbnails; the pictures wait for a network that costs nothing.
    Thumbnails,
    /// None; they wait for a network that costs nothing.
    Nothing,
}

/// Asked before each piece.
type Rule = Arc<dyn Fn() -> Sendable + Send + Sync>;

/// What sending remembers between pieces, and the rule it asks.
#[derive(Default)]
pub(crate) struct Sending {
    doubt: Mutex<Doubt>,
    rule: Mutex<Option<Rule>>,
}

/// Of which files the server may have more than this phone knows.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Doubt {
    /// Of any: the program has just started.
    #[default]
    All,
    /// Of one, whose last request got no answer.
    Of(PhotoId),
    /// Of none.
    Nothing,
}

impl Sending {
    pub(crate) fn set_rule(&self, rule: Rule) {
        *held(&self.rule) = Some(rule);
    }

    fn sendable(&self) -> Sendable {
        let rule = held(&self.rule).clone();
        rule.map_or(Sendable::All, |rule| rule())
    }

    fn doubts(&self, upload: &Upload) -> bool {
        match *held(&self.doubt) {
            Doubt::All => upload.attempt > 0,
            Doubt::Of(photo_id) => photo_id == upload.photo_id,
            Doubt::Nothing => false,
        }
    }

    fn set_doubt(&self, doubt: Doubt) {
        *held(&self.doubt) = doubt;
    }
}

fn held<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether there is a piece to send now.
pub(crate) fn is_waiting<T>(parts: &Parts<T>) -> Result<bool, StoreError> {
    let sendable = parts.sending.sendable();
    parts.store.read(|tx| Ok(next(tx, sendable)?.is_some()))
}

fn next(tx: &Tx<'_>, sendable: Sendable) -> Result<Option<Upload>, StoreError> {
    match sendable {
        Sendable::All => uploads::next_upload(tx),
        Sendable::Thumbnails => uploads::next_thumb(tx),
        Sendable::Nothing => Ok(None),
    }
}

/// What an answer means for the file.
enum Verdict {
    /// The server has so much of this attempt.
    At { offset: u64, attempt: u32 },
    /// The place is gone, or what lies there is damaged: begin again.
    Anew,
    /// The piece was damaged on the way: send it again.
    Again,
    /// This file will never be taken, by the word of this code.
    Never { code: String },
}

/// Sends one piece of at most `max_bytes`, or asks where the file stands.
pub(crate) async fn step<T: Transport>(parts: &Parts<T>, max_bytes: usize) -> Result<UploadOutcome, Failure> {
    let sendable = parts.sending.sendable();
    let prepared = parts.store.write(|tx| {
        let identity = identity::get(tx)?.ok_or(StoreError::NotEnrolled)?;
        let Some(upload) = next(tx, sendable)? else { return Ok(None) };
        Ok(Some((identity, upload, identity::next_ctr(tx)?)))
    })?;
    let Some((identity, upload, ctr)) = prepared else { return outcome(parts, Step::Finished) };
    let Some(file) = own_file(parts, &upload)? else { return outcome(parts, Step::Finished) };
    let exchange = match (upload.attempt, parts.sending.doubts(&upload)) {
        (0, false) => create(&upload, &file, max_bytes),
        (0, true) => create(&upload, &file, 0),
        (_, false) => patch(&upload, &file, max_bytes),
        (_, true) => tus_request(Method::Head, tus::upload_path(upload.photo_id, upload.attempt), &[]),
    };
    let sent_bytes = exchange.body.len();
    let begun = parts.clocks.read().boot_ms;
    parts.sending.set_doubt(Doubt::Of(upload.photo_id));
    let (exchange, digest) = request::sign(&identity, ctr, exchange);
    let asked = Asked { digest, method: exchange.method };
    let answer = parts.transport.send(&identity.server_url, exchange).await?;
    let took_ms = parts.clocks.read().boot_ms.saturating_sub(begun);
    bound::judge(parts, asked, &answer)?;
    if let Some(theirs) = epoch_of(&answer).filter(|it| push::is_behind(*it, identity.epoch)) {
        return Err(push::epoch_behind(theirs, identity.epoch));
    }
    let verdict = judge(&upload, &answer)?;
    parts.sending.set_doubt(Doubt::Nothing);
    let step = keep(parts, &identity, &upload, &verdict)?;
    let stored = step == Step::Finished && matches!(verdict, Verdict::At { .. });
    let stored_picture = stored && upload.role == PhotoRole::Picture;
    Ok(UploadOutcome { sent_bytes, took_ms, stored_picture, ..outcome(parts, step)? })
}

/// The phone's own file; `None` when it is gone or torn, which is noted so that others go on.
fn own_file<T>(parts: &Parts<T>, upload: &Upload) -> Result<Option<Vec<u8>>, Failure> {
    match parts.vault.get(*upload.sha256) {
        Ok(file) if file.len() as u64 == upload.bytes => Ok(Some(file)),
        Ok(_) | Err(VaultError::Missing | VaultError::Torn) => {
            tracing::error!(photo = %upload.photo_id, seq = upload.seq, "the picture is gone from this phone");
            parts.store.write(|tx| {
                uploads::lost(tx, upload.photo_id)?;
                let event = DeviceEvent::counted(DeviceFinding::PhotoLost, 1).about(upload.photo_id.as_bytes());
                notice::note(tx, parts.clocks.read(), event)
            })?;
            Ok(None)
        }
        Err(error) => Err(Failure::Phone(domain::Problem::new("internal").with("detail", error))),
    }
}

/// Asks for a place, with the whole file along when it is small enough.
fn create(upload: &Upload, file: &[u8], max_bytes: usize) -> Exchange {
    let metadata = UploadMetadata {
        photo_id: upload.photo_id,
        stream_id: upload.stream_id,
        seq: upload.seq,
        sha256: upload.sha256,
        role: upload.role,
    };
    let body = if file.len() <= max_bytes { file } else { &[] };
    let mut exchange = tus_request(Method::Post, tus::PATH.to_owned(), body);
    exchange.headers.insert("upload-length", file.len().to_string());
    exchange.headers.insert("upload-metadata", metadata.header());
    exchange
}

/// Sends the piece after what the server has.
fn patch(upload: &Upload, file: &[u8], max_bytes: usize) -> Exchange {
    let from = usize::try_from(upload.offset).unwrap_or(usize::MAX).min(file.len());
    let to = from.saturating_add(max_bytes).min(file.len());
    let path = tus::upload_path(upload.photo_id, upload.attempt);
    let mut exchange = tus_request(Method::Patch, path, &file[from..to]);
    exchange.headers.insert("upload-offset", from.to_string());
    exchange
}

fn tus_request(method: Method, path: String, body: &[u8]) -> Exchange {
    let mut exchange =
        Exchange { method, path, headers: [("tus-resumable", tus::VERSION.to_owned())].into(), body: body.to_vec() };
    if !body.is_empty() {
        exchange.headers.insert("content-type", tus::OFFSET_MEDIA_TYPE.to_owned());
        exchange.headers.insert("upload-checksum", tus::upload_checksum(&sha256(&[body])));
    }
    exchange
}

/// In which life of its storage the server answered; servers of earlier releases do not say.
fn epoch_of(answer: &Answer) -> Option<ServerEpoch> {
    answer.header(tus::EPOCH).and_then(tus::read_epoch)
}

/// Refusals that speak of the picture itself, so that asking again changes nothing. Any other may be made by what stands
/// between (a header that got lost on the way) or by another version of the server: the picture waits.
const OF_THE_PICTURE: [&str; 5] = ["photo-too-large", "photo-not-named", "photo-mismatch", "photo-empty", "not-yours"];

/// What the server says about the file.
///
/// # Errors
/// What it says about the phone or itself, or that it is not our server.
fn judge(upload: &Upload, answer: &Answer) -> Result<Verdict, Failure> {
    let offset = answer.header("upload-offset").and_then(|it| it.trim().parse::<u64>().ok());
    let at = |attempt| offset.filter(|it| *it <= upload.bytes).map(|offset| Verdict::At { offset, attempt });
    let creating = upload.attempt == 0;
    match answer.status {
        200..=299 => {
            answer::photo(answer)?;
            let attempt = if creating { location(upload, answer) } else { Some(upload.attempt) };
            attempt.and_then(at).ok_or(Failure::Unreachable { captive: false })
        }
        _ if !answer::is_ours(answer) => Err(answer::refusal(answer)),
        409 if !creating && offset.is_some() => Ok(at(upload.attempt).unwrap_or(Verdict::Anew)),
        404 | 410 | 422 => Ok(Verdict::Anew),
        460 => Ok(Verdict::Again),
        _ => match answer::refusal(answer) {
            Failure::Refused { code } if OF_THE_PICTURE.contains(&code.as_str()) => {
                tracing::error!(photo = %upload.photo_id, code, "the server will not take a picture");
                Ok(Verdict::Never { code })
            }
            failure => Err(failure),
        },
    }
}

/// The attempt that the server gave this file.
fn location(upload: &Upload, answer: &Answer) -> Option<u32> {
    let (_, name) = answer.header("location")?.rsplit_once('/')?;
    let (photo_id, attempt) = tus::read_upload_name(name)?;
    (photo_id == upload.photo_id && attempt > 0).then_some(attempt)
}

/// Notes what the server said.
fn keep<T>(parts: &Parts<T>, identity: &Identity, upload: &Upload, verdict: &Verdict) -> Result<Step, StoreError> {
    let id = upload.photo_id;
    parts.store.write(|tx| {
        // A server restored meanwhile, or a fork of the history that was found, has made all of this void.
        let same_server = identity::get(tx)?.is_some_and(|now| now.epoch == identity.epoch);
        if !same_server || uploads::get(tx, id)?.as_ref() != Some(upload) {
            return Ok(Step::Stuck);
        }
        Ok(match *verdict {
            Verdict::At { offset, .. } if offset == upload.bytes => {
                uploads::stored(tx, id)?;
                Step::Finished
            }
            Verdict::At { offset, attempt } => {
                uploads::progress(tx, id, offset, attempt)?;
                if offset > upload.offset { Step::Moved } else { Step::Stuck }
            }
            Verdict::Anew => {
                uploads::restart(tx, id)?;
                Step::Restarted
            }
            Verdict::Again => Step::Stuck,
            Verdict::Never { ref code } => {
                uploads::refused(tx, id, code)?;
                // Whoever refused it knows; but the office looks at what the phone says, and a server that was put back
                // does not remember.
                let event = DeviceEvent::counted(DeviceFinding::PhotoRefused, 1).about(id.as_bytes()).saying(code);
                notice::note(tx, parts.clocks.read(), event)?;
                Step::Finished
            }
        })
    })
}

fn outcome<T>(parts: &Parts<T>, step: Step) -> Result<UploadOutcome, Failure> {
    let photos_waiting = is_waiting(parts)?;
    Ok(UploadOutcome { sent_bytes: 0, step, stored_picture: false, photos_waiting, took_ms: 0 })
}
