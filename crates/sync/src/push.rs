//! Up: the sealed run of records that a request carries, and what a receipt for them moves.

use domain::{
    defect::{self, Defect},
    limits::PUSH_RECORDS_MAX,
    photo::Digest,
    time::TimeBlock,
};
use protocol::{
    Receipt, Record, Seal, ServerEpoch, ServerKeys,
    sync::{Ack, Push, SyncResponse},
};
use store::{
    StoreError, Tx, fork,
    identity::{self, Identity},
    receipts, records,
    stream::{self, Stream},
    uploads,
};

use crate::{Failure, Head, failure::EPOCH_BEHIND};

/// A server of an earlier life is asked again after so long, as it would ask for itself.
const EPOCH_BEHIND_S: u32 = 60;

/// A run of records, sealed.
pub(crate) struct Run {
    pub(crate) push: Push,
    pub(crate) records: u64,
    pub(crate) bytes: usize,
}

/// How much goes into one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// At most so many bytes of records, but one record at least.
    Bytes(usize),
    /// One record.
    One,
}

/// The records after the last receipt, as many as `size` allows; `None` when there are none.
pub(crate) fn next_run(
    tx: &Tx<'_>,
    identity: &Identity,
    stream: &Stream,
    time: TimeBlock,
    size: Size,
) -> Result<Option<Run>, StoreError> {
    let (max_records, max_bytes) = match size {
        Size::Bytes(bytes) => (PUSH_RECORDS_MAX, bytes),
        Size::One => (1, 0),
    };
    let batch = records::batch(tx, stream.acked_upto + 1, max_records, max_bytes)?;
    let (Some(first), Some(last)) = (batch.first(), batch.last()) else { return Ok(None) };
    let seal = Seal::sign(&identity.signing_key(), stream.stream_id, first.seq, last.seq, &last.hash, time);
    let bytes = batch.iter().map(|it| it.bytes.len()).sum();
    let records = batch.len() as u64;
    let push = Push { records: batch.into_iter().map(|it| as_sent(it.bytes).into()).collect(), seal };
    Ok(Some(Run { push, records, bytes }))
}

/// The bytes that were chained; written anew only on purpose.
fn as_sent(bytes: Vec<u8>) -> Vec<u8> {
    if !defect::has(Defect::Reserialized) {
        return bytes;
    }
    match Record::decode(&bytes) {
        Ok(mut record) => {
            record.time.wall.0 -= record.time.wall.0 % 1000;
            record.encode()
        }
        Err(_) => bytes,
    }
}

/// Checks that an answer speaks for our server, as it lives now, about our stream. Nothing is believed before this.
///
/// # Errors
/// [`Failure::Unreachable`]: whoever answered, it was not our server. [`epoch_behind`]: it was, in a life that is over.
pub(crate) fn check(
    response: &SyncResponse,
    keys: &ServerKeys,
    identity: &Identity,
    stream: &Stream,
) -> Result<(), Failure> {
    let receipt = &response.ack.receipt;
    let signed = keys.believes(receipt.key_id).is_some_and(|key| receipt.verify(key).is_ok());
    let ours = (signed || defect::has(Defect::ReceiptUnverified))
        && receipt.stream_id == stream.stream_id
        && receipt.epoch == response.epoch;
    if !ours {
        tracing::warn!("an answer whose receipt is not our server's");
        return Err(Failure::Unreachable { captive: true });
    }
    if is_behind(response.epoch, identity.epoch) {
        return Err(epoch_behind(response.epoch, identity.epoch));
    }
    Ok(())
}

/// Whether a life of the server's storage is one that this phone has seen end, or another of the same number, so that
/// nobody can tell which of the two came later. Lives that begin have higher numbers than any before.
pub(crate) fn is_behind(theirs: ServerEpoch, known: ServerEpoch) -> bool {
    theirs.number < known.number || theirs.number == known.number && theirs != known
}

/// What is said by a life that is over tells nothing about the one that goes on: a node that was cut off and replaced
/// takes what it is given, and its word would tick what the living one lacks. The phone waits, with every mark where it
/// was, until that node is gone or its operator has raised its epoch.
pub(crate) fn epoch_behind(theirs: ServerEpoch, known: ServerEpoch) -> Failure {
    tracing::error!(theirs = theirs.number, known = known.number, "a server of an earlier life answered");
    Failure::Retryable { after_s: Some(EPOCH_BEHIND_S), code: EPOCH_BEHIND.to_owned() }
}

/// Moves the marks to what a checked answer states, and keeps the receipt. How many records became acknowledged.
///
/// # Errors
/// [`Failure::Fork`] when the server holds another history than this phone; nothing has moved then.
pub(crate) fn apply(tx: &Tx<'_>, ack: &Ack, identity: &Identity) -> Result<u64, Failure> {
    let receipt = &ack.receipt;
    let before = stream::current(tx)?;
    compare(tx, &before, receipt.acked_upto, Some(receipt.head))?;
    let restored = receipt.epoch != identity.epoch || receipt.acked_upto < before.acked_upto;
    if restored && !defect::has(Defect::NeverRewinds) {
        recover(tx, receipt, &before)?;
    }
    let after = stream::acknowledge(tx, receipt, ack.durable_upto)?;
    receipts::put(tx, receipt)?;
    for outcome in &ack.outcomes {
        records::remark(tx, outcome.seq, &outcome.code)?;
    }
    Ok(after.acked_upto.saturating_sub(before.acked_upto))
}

/// The server began a new life, perhaps with less than it had: what it lost is sent again, pictures are asked about.
fn recover(tx: &Tx<'_>, receipt: &Receipt, before: &Stream) -> Result<(), StoreError> {
    tracing::warn!(
        epoch = receipt.epoch.number,
        from = before.acked_upto,
        to = receipt.acked_upto,
        "the server was restored; sending again from there"
    );
    identity::set_epoch(tx, receipt.epoch)?;
    stream::rewind(tx, receipt.acked_upto)?;
    fork::gather(tx)?;
    uploads::ask_again(tx)?;
    Ok(())
}

/// A refusal that names the server's head: moves back to it when it is behind what this phone has sent.
///
/// # Errors
/// [`Failure::Fork`] when the head is not of this phone's chain.
pub(crate) fn resync(tx: &Tx<'_>, head: Head) -> Result<(), Failure> {
    let stream = stream::current(tx)?;
    agrees(tx, head)?;
    if head.seq < stream.acked_upto {
        stream::rewind(tx, head.seq)?;
        uploads::ask_again(tx)?;
    }
    Ok(())
}

/// Whether a head that a refusal named lies on this phone's own chain.
///
/// # Errors
/// [`Failure::Fork`] when it does not.
pub(crate) fn agrees(tx: &Tx<'_>, head: Head) -> Result<(), Failure> {
    compare(tx, &stream::current(tx)?, head.seq, head.hash)
}

/// Whether the server's head lies on this phone's own chain.
fn compare(tx: &Tx<'_>, stream: &Stream, seq: u64, theirs: Option<Digest>) -> Result<(), Failure> {
    let own = records::hash_at(tx, seq)?;
    let agrees =
        own.is_some() && theirs.is_none_or(|theirs| own == Some(theirs)) || defect::has(Defect::ReceiptUncompared);
    if agrees {
        return Ok(());
    }
    tracing::error!(stream = %stream.stream_id, seq, last = stream.last_seq(), "the server holds another history");
    Err(Failure::Fork)
}
