//! When a record was made: as it was known then, and as it is known by now.

use domain::time::{BEGINNING, ClockQuality, Evidence, TimeBlock, TimeInterval, UtcMs, correct};
use protocol::Record;
use store::{Tx, anchors};

use crate::Error;

/// When a record was made, by the phone's best estimate at that moment.
pub(crate) fn made_at(record: &Record) -> UtcMs {
    record.time.estimate.unwrap_or(record.time.wall)
}

/// When a record was made, with the doubt of that moment; a time that was put right since has none.
pub(crate) fn interval(record: &Record, put_right: Option<UtcMs>) -> TimeInterval {
    let best = put_right.unwrap_or_else(|| made_at(record));
    let err_ms = i64::from(record.time.estimate_err_ms.filter(|_| put_right.is_none()).unwrap_or(0));
    let quality = if record.time.estimate.is_some() { ClockQuality::A } else { ClockQuality::D };
    TimeInterval { lo: best.plus(-err_ms), best, hi: best.plus(err_ms), quality }
}

/// When a record was made, as it is known by now: a contact with the server after it says more than was known then.
pub(crate) fn known_at(tx: &Tx<'_>, block: &TimeBlock) -> Result<TimeInterval, Error> {
    let anchor = anchors::best(tx, block.boot_id, block.boot_ms)?;
    let (anchors, bounds) = (anchor.as_slice(), &[][..]);
    // Nothing was received yet: what lies ahead bounds nothing here.
    let evidence = Evidence { anchors, bounds, between: None, since: BEGINNING, received: UtcMs(i64::MAX / 2) };
    Ok(correct(block, &evidence))
}
