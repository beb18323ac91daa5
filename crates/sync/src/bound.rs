//! Whether an answer is to the request that was sent, by the server's signature over both; and following the server from
//! one key to the next, which is told beside it.
//!
//! An answer of earlier that is given once more looks like one of now in all but this: its receipt verifies, and its time
//! is long past. One that names another request changes nothing. One that names none is of a server of before this
//! signature, or has lost it on the way: it means what it meant then, but for two things that a phone does not take from a
//! server that is known to sign. These are the time, and the word to stop.

use domain::{
    defect::{self, Defect},
    device_event::{DeviceEvent, DeviceFinding},
    photo::Digest,
};
use protocol::{
    KeyChange, ProblemClass, ServerKeys,
    answer::{AnswerSig, SIGNATURE, Said},
    auth::{self, CONTENT_DIGEST},
    server_keys::KEY_CHANGES,
    sha256, tus,
};
use store::{StoreError, server_keys};

use crate::{Answer, Failure, Method, answer, driver::Parts, notice};

/// What was sent: what its answer has to name, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) digest: Digest,
    pub(crate) method: Method,
}

/// What an answer is worth.
#[derive(Debug)]
pub(crate) struct Heard {
    /// The server's keys as they are known now.
    pub(crate) keys: ServerKeys,
    /// Whether the time in it is believed.
    pub(crate) timely: bool,
}

/// Learns what the answer tells of the server's keys, and looks whether it is to this request.
///
/// # Errors
/// [`Failure::Unreachable`] for one that is to another, and for a word to stop that is to none.
pub(crate) fn judge<T>(parts: &Parts<T>, asked: Asked, answer: &Answer) -> Result<Heard, Failure> {
    let (known, binds) = parts.store.read(|tx| Ok((server_keys::get(tx)?, server_keys::binds_answers(tx)?)))?;
    let mut keys = known.ok_or(Failure::NotEnrolled)?;
    if keys.learn(&changes(answer)) {
        tracing::warn!(key = %keys.newest().id(), "the server signs with another key now");
        parts.store.write(|tx| server_keys::put(tx, &keys))?;
    }
    let names = word(&keys, asked, answer);
    match names {
        Names::This if !binds => parts.store.write(server_keys::note_binding)?,
        Names::Another => tracing::warn!("an answer to another request"),
        _ => {}
    }
    let stops = answer::told(answer).is_some_and(|problem| problem.class == ProblemClass::Auth);
    match names {
        Names::Another | Names::Nothing if stops && (binds || names == Names::Another) => {
            report(parts)?;
            Err(Failure::Unreachable { captive: true })
        }
        Names::Another => Err(Failure::Unreachable { captive: false }),
        Names::This | Names::Nothing => Ok(Heard { keys, timely: names == Names::This || !binds }),
    }
}

/// Which request an answer names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    This,
    Another,
    Nothing,
}

/// Which request an answer names, by a key that is believed.
pub(crate) fn word(keys: &ServerKeys, asked: Asked, answer: &Answer) -> Names {
    let Some(header) = answer.header(SIGNATURE) else { return Names::Nothing };
    let content = answer.header(CONTENT_DIGEST).map(auth::read_content_digest);
    // What is asked by HEAD is answered without the body that the headers speak of.
    let left_out = asked.method == Method::Head && answer.body.is_empty();
    let covered = match content {
        Some(digest) => left_out || digest == Some(sha256(&[&answer.body])),
        None => answer.body.is_empty(),
    };
    let content = content.flatten();
    let said = Said {
        asked: &asked.digest,
        status: answer.status,
        content: content.as_ref(),
        upload_offset: answer.header("upload-offset"),
        epoch: answer.header(tus::EPOCH),
    };
    let signature = AnswerSig::read(header).ok();
    let verifies = signature.is_some_and(|it| keys.believes(it.key_id).is_some_and(|key| it.verify(key, said).is_ok()));
    if covered && verifies || defect::has(Defect::AnswerUnbound) { Names::This } else { Names::Another }
}

/// What an answer tells of the server's keys.
pub(crate) fn changes(answer: &Answer) -> Vec<KeyChange> {
    let told = answer.header(KEY_CHANGES).map(KeyChange::read);
    told.and_then(Result::ok).unwrap_or_default()
}

/// The office hears that somebody told this phone to stop who is not the server.
fn report<T>(parts: &Parts<T>) -> Result<(), StoreError> {
    tracing::error!("a word to stop that is not to this request; it was not believed");
    let event = DeviceEvent::counted(DeviceFinding::OrderNotBelieved, 1);
    parts.store.write(|tx| notice::note_daily(tx, parts.clocks.read(), event))
}
