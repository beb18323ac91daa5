//! One stream: numbers without a gap, the chain's hashes, what stands in the bytes, and the seals over all of it.

use protocol::{Record, chain};

use super::{Checked, RECORDS, difference, place, projection::Comparison, roots};
use crate::{
    db::Conn,
    error::Result,
    ingest,
    tables::{
        devices,
        records::{self, RecordStatus, StoredRecord},
        seals,
        streams::Stream,
    },
};

pub(crate) async fn check(
    conn: &mut Conn,
    stream: &Stream,
    projection: &mut Comparison,
    checked: &mut Checked,
) -> Result<()> {
    let id = stream.stream_id;
    let device = devices::get(conn, stream.device_id).await?;
    let device = device.ok_or_else(|| difference(format!("the phone of stream {id} is missing")))?;
    let mut head = ingest::genesis_of(id, &device);
    let mut hashes = Vec::new();
    projection.stream(conn, stream).await?;
    loop {
        let page = records::after(conn, id, hashes.len() as u64, RECORDS).await?;
        if page.is_empty() {
            break;
        }
        for record in &page {
            let seq = hashes.len() as u64 + 1;
            if record.seq != seq {
                return Err(difference(format!("{} is missing", place(id, seq))));
            }
            head = chain::next(&head, &record.bytes);
            if head != record.hash {
                return Err(difference(format!("{} is not the one that was chained", place(id, seq))));
            }
            hashes.push(head);
            check_columns(record)?;
            projection.record(conn, record, &device).await?;
        }
    }
    if stream.head_seq() != hashes.len() as u64 || stream.head != head {
        return Err(difference(format!("the head of stream {id} is not its last record")));
    }
    roots::check_stream(conn, id, &hashes).await?;
    let mut covered = 0;
    for seal in seals::of_stream(conn, id).await? {
        let at = usize::try_from(seal.last).ok().and_then(|last| hashes.get(last.checked_sub(1)?));
        let holds = at.is_some_and(|head| seal.verify(&device.public_key, id, head).is_ok());
        if !holds {
            return Err(difference(format!(
                "the seal over {} to {} of stream {id} does not hold",
                seal.first, seal.last
            )));
        }
        if seal.first <= covered + 1 {
            covered = covered.max(seal.last);
        }
        checked.seals += 1;
    }
    if covered != hashes.len() as u64 {
        return Err(difference(format!("{} is under no seal", place(id, covered + 1))));
    }
    checked.streams += 1;
    checked.records += hashes.len() as u64;
    Ok(())
}

/// What stands beside the bytes must be what stands in them.
fn check_columns(record: &StoredRecord) -> Result<()> {
    let where_ = || place(record.stream_id, record.seq);
    let envelope = match Record::decode(&record.bytes) {
        Ok(envelope) => envelope,
        // It came as opaque bytes.
        Err(_) if record.status == RecordStatus::Quarantined => return check_opaque(record),
        Err(e) => return Err(difference(format!("{} cannot be read: {e}", where_()))),
    };
    let same = envelope.stream_id == record.stream_id
        && envelope.seq == record.seq
        && envelope.record_id == record.record_id
        && envelope.kind.number() == record.kind;
    if !same && record.status == RecordStatus::Quarantined {
        return check_opaque(record);
    }
    if same { Ok(()) } else { Err(difference(format!("the columns of {} are not what its bytes say", where_()))) }
}

fn check_opaque(record: &StoredRecord) -> Result<()> {
    let same = record.record_id == ingest::opaque_name(&record.bytes) && record.kind == 0;
    let what =
        || format!("the columns of {} are not those of an unreadable record", place(record.stream_id, record.seq));
    if same { Ok(()) } else { Err(difference(what())) }
}
