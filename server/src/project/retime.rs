//! Computes times anew when more is known about a boot's clock than when its records were projected.
//!
//! A boot may last for months, with an anchor or two each hour. One more of them is worth least far away from its moment,
//! so it changes the records around it and no others: those that nothing told as well before. Which they are is asked of
//! the table ([`lines::anchored_anew`], [`lines::bounded_anew`]), so that what one costs does not grow with the boot.

use domain::time::Run;
use protocol::Record;

use super::{Boots, Done, Envelope, boots::Boot, bracket::Touched, interpret};
use crate::{
    db::Conn,
    error::Result,
    live::Tag,
    tables::{
        devices::{self, Device},
        events,
        lines::{self, Written},
        retime_queue::{self, News, Waiting},
    },
};

/// Pieces of news in one transaction.
const NEWS: i64 = 64;

/// Takes news off the queue and moves the times of the records that it is about. Those that the boot itself does not tell
/// are left to their neighbors.
pub(crate) async fn run(conn: &mut Conn, boots: &mut Boots, touched: &mut Touched, done: &mut Done) -> Result<()> {
    let waiting = retime_queue::take(conn, NEWS).await?;
    done.more |= waiting.len() == usize::try_from(NEWS).unwrap_or(usize::MAX);
    for it in &waiting {
        // It may have been read for this transaction's own records, before another's commit told what it waits for.
        boots.forget(it.device, it.boot);
    }
    for it in waiting {
        let Some(device) = devices::get(conn, it.device).await? else { continue };
        let boot = boots.get(conn, device.id, it.boot).await?;
        for written in changed(conn, &it, &boot).await? {
            look_again(conn, (&device, &boot), written, touched, done).await?;
        }
    }
    Ok(())
}

/// The records whose times may be others by a piece of news.
async fn changed(conn: &mut Conn, it: &Waiting, boot: &Boot) -> Result<Vec<Written>> {
    match (it.news, boot.anchor(it.boot_ms), boot.arrival(it.boot_ms)) {
        (News::Anchor, Some(anchor), _) => lines::anchored_anew(conn, it.device, anchor).await,
        (News::Arrival, _, Some(arrival)) => lines::bounded_anew(conn, it.device, arrival).await,
        _ => lines::of_boot(conn, it.device, it.boot).await,
    }
}

async fn look_again(
    conn: &mut Conn,
    (device, boot): (&Device, &Boot),
    Written { envelope, bytes }: Written,
    touched: &mut Touched,
    done: &mut Done,
) -> Result<()> {
    let Ok(record) = Record::decode(&bytes) else { return Ok(()) };
    let told = boot.time(device, (&record, envelope.received_at), &Run::default());
    let was_known = envelope.time.quality.is_known();
    let known = told.time.quality.is_known();
    let again = Envelope {
        boot_ms: interpret::boot_ms(&record),
        time: told.time,
        anchor_err_ms: told.anchor_err_ms,
        ..envelope.clone()
    };
    // One that was told by nothing and still is keeps what its neighbors say of it; one that loses its anchor to what
    // contradicts it does not keep that.
    let moved = (known || was_known) && set(conn, &envelope, &again, done).await?;
    if moved || !known {
        touched.add(&again);
    }
    Ok(())
}

/// Writes a projected record's time, if it is another than it has or told by something else. Whether it is another.
pub(super) async fn set(conn: &mut Conn, envelope: &Envelope, again: &Envelope, done: &mut Done) -> Result<bool> {
    if again != envelope {
        events::set_time(conn, again).await?;
    }
    if again.time == envelope.time {
        return Ok(false);
    }
    done.retimed.insert(envelope.device_id);
    done.tag(Tag::Duty);
    done.tag(Tag::CheckIns);
    Ok(true)
}
