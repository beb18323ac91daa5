//! Computes times anew when more is known about a boot's clock than when its records were projected.

use domain::time::TimeInterval;
use protocol::Record;

use super::{Boots, Done, Envelope, bracket::Touched};
use crate::{
    db::Conn,
    error::Result,
    live::Tag,
    tables::{
        devices, events,
        lines::{self, Written},
        retime_queue,
    },
};

/// Boots in one transaction.
const BOOTS: i64 = 32;

/// Takes boots off the queue and moves the times of their records. Those that the boot itself does not tell are left to
/// their neighbors.
pub(crate) async fn run(conn: &mut Conn, boots: &mut Boots, touched: &mut Touched, done: &mut Done) -> Result<()> {
    let waiting = retime_queue::take(conn, BOOTS).await?;
    done.more |= waiting.len() == usize::try_from(BOOTS).unwrap_or(usize::MAX);
    for (device, boot_id) in waiting {
        let Some(device) = devices::get(conn, device).await? else { continue };
        // It may have been read for this transaction's own records, before another's commit told what it waits for.
        boots.forget(device.id, boot_id);
        let boot = boots.get(conn, device.id, boot_id).await?;
        for Written { envelope, bytes } in lines::of_boot(conn, device.id, boot_id).await? {
            let Ok(record) = Record::decode(&bytes) else { continue };
            let time = boot.time(&device, (&record, envelope.received_at), &domain::time::Run::default());
            let known = time.quality.is_known();
            // One that was told by nothing and still is keeps what its neighbors say of it; one that loses its anchor to
            // what contradicts it does not keep that.
            let told = known || envelope.time.quality.is_known();
            if (told && set(conn, &envelope, time, done).await?) || !known {
                touched.add(&Envelope { time, ..envelope });
            }
        }
    }
    Ok(())
}

/// Writes a projected record's time, if it is another than it has. Whether it is.
pub(super) async fn set(conn: &mut Conn, envelope: &Envelope, time: TimeInterval, done: &mut Done) -> Result<bool> {
    if time == envelope.time {
        return Ok(false);
    }
    events::set_time(conn, envelope.record_id, time, envelope.stated.unwrap_or(time.best)).await?;
    done.retimed.insert(envelope.device_id);
    done.tag(Tag::Duty);
    done.tag(Tag::CheckIns);
    Ok(true)
}
