//! Computes times anew when more is known about a boot's clock than when its records were projected.

use domain::time::correct;
use protocol::Record;

use super::{Done, Lookup};
use crate::{
    db::Conn,
    error::Result,
    live::Tag,
    tables::{doubts, events, records, retime_queue},
};

/// Boots in one transaction.
const BOOTS: i64 = 32;

/// Takes boots off the queue and moves the times of their records.
pub(crate) async fn run(conn: &mut Conn, lookup: &mut Lookup, done: &mut Done) -> Result<()> {
    let boots = retime_queue::take(conn, BOOTS).await?;
    done.more |= boots.len() == usize::try_from(BOOTS).unwrap_or(usize::MAX);
    for (device, boot) in boots {
        doubts::queue(conn, &[device]).await?;
        let anchors = lookup.anchors(conn, device, boot).await?;
        for timed in events::of_boot(conn, device, boot).await? {
            let Some(record) = records::at(conn, timed.stream_id, timed.seq).await? else { continue };
            let Ok(envelope) = Record::decode(&record.bytes) else { continue };
            let time = correct(&envelope.time, &anchors, record.received_at);
            if time != timed.time {
                events::set_time(conn, timed.record_id, time, timed.stated.unwrap_or(time.best)).await?;
                done.tag(Tag::Duty);
                done.tag(Tag::CheckIns);
            }
        }
    }
    Ok(())
}
