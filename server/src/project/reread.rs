//! After an upgrade: records that an earlier build could not read are read again, and those that this one understands
//! are projected like any other; and visits it did understand are asked what it did not ask.

use protocol::Record;

use super::{Done, Lookup, bracket, read_fact, write};
use crate::{
    db::Database,
    error::Result,
    points::position_in,
    tables::{
        check_ins, counters,
        records::{self, RecordStatus, StoredRecord},
    },
};

/// Records in one transaction.
const RECORDS: i64 = 200;

/// Looks at every record that was not understood.
pub(super) async fn run(db: &Database) -> Result<()> {
    let mut after = None;
    loop {
        let mut tx = db.begin().await?;
        counters::hold(&mut tx, counters::EVENT_NO).await?;
        let unread = records::unread(&mut tx, after, RECORDS).await?;
        let Some(last) = unread.last() else { return Ok(()) };
        after = Some((last.stream_id, last.seq));
        let (mut lookup, mut facts) = (Lookup::default(), Vec::new());
        for record in unread {
            let Some(record) = understood(record) else { continue };
            if let Some(fact) = read_fact(&mut tx, &record, &mut lookup).await? {
                records::set_read(&mut tx, &record).await?;
                facts.push(fact);
            }
        }
        let mut done = Done::default();
        let touched = write(&mut tx, facts, &mut done).await?;
        bracket::run(&mut tx, &touched, &mut lookup.boots, &mut done).await?;
        tx.commit().await?;
    }
}

/// Looks at every visit of which nobody asked whether it places its point.
pub(super) async fn proposals(db: &Database) -> Result<()> {
    loop {
        let mut tx = db.begin().await?;
        let visits = check_ins::not_asked(&mut tx, RECORDS).await?;
        if visits.is_empty() {
            return Ok(());
        }
        for (id, bytes) in visits {
            let places = position_in(&bytes).is_some_and(|(_, places)| places);
            check_ins::set_places_point(&mut tx, id, places).await?;
        }
        tx.commit().await?;
    }
}

/// The record with what its envelope says now; one that came as opaque bytes gets its own name and kind.
fn understood(record: StoredRecord) -> Option<StoredRecord> {
    let envelope = Record::decode(&record.bytes).ok()?;
    let here = (envelope.stream_id, envelope.seq) == (record.stream_id, record.seq);
    here.then(|| StoredRecord {
        record_id: envelope.record_id,
        kind: envelope.kind.number(),
        status: RecordStatus::Ok,
        ..record
    })
}
