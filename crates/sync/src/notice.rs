//! What the sync itself has to report: written as a record, so that it reaches the office in its place.

use domain::{device_event::DeviceEvent, ids::RecordId, time::TimeBlock};
use store::{StoreError, Tx, anchors, findings};
use uuid::Uuid;

use crate::clocks;

/// Notes it, at the moment that `clock` says.
pub(crate) fn note(tx: &Tx<'_>, clock: TimeBlock, event: DeviceEvent) -> Result<(), StoreError> {
    findings::note(tx, RecordId(Uuid::now_v7()), estimated(tx, clock)?, event)
}

/// Notes it unless that was done within a day.
pub(crate) fn note_daily(tx: &Tx<'_>, clock: TimeBlock, event: DeviceEvent) -> Result<(), StoreError> {
    findings::note_daily(tx, RecordId(Uuid::now_v7()), estimated(tx, clock)?, event)
}

fn estimated(tx: &Tx<'_>, clock: TimeBlock) -> Result<TimeBlock, StoreError> {
    let anchor = anchors::best(tx, clock.boot_id, clock.boot_ms)?;
    Ok(clocks::with_estimate(clock, anchor.as_ref()))
}
