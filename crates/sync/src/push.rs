//! Up: the sealed run of records that a request carries, and what a receipt for them moves.

use domain::{
    defect::{self, Defect},
    limits::PUSH_RECORDS_MAX,
    photo::Digest,
    time::TimeBlock,
};
use protocol::{
    Receipt, Record, Seal,
    sync::{Ack, Push, SyncResponse},
};
use store::{
    StoreError, Tx, fork,
    identity::{self, Identity},
    receipts, records,
    stream::{self, Stream},
    uploads,
};

use crate::{Failure, Head};

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

/// Checks that an answer speaks for our server about our stream. Nothing is believed before this.
///
/// # Errors
/// [`Failure::Unreachable`]: whoever answered, it was not our server.
pub(crate) fn check(response: &SyncResponse, identity: &Identity, stream: &Stream) -> Result<(), Failure> {
    let receipt = &response.ack.receipt;
    let ours = (receipt.verify(&identity.server_key).is_ok() || defect::has(Defect::ReceiptUnverified))
        && receipt.stream_id == stream.stream_id
        && receipt.epoch == response.epoch;
    if ours {
        Ok(())
    } else {
        tracing::warn!("an answer whose receipt is not our server's");
        Err(Failure::Unreachable { captive: true })
    }
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
