//! What the phone notes about itself, as records like any other: they reach the office in their place in the stream.

use domain::{
    device_event::{DeviceEvent, DeviceFinding},
    ids::RecordId,
    time::TimeBlock,
};
use protocol::{Body, Kind};

use crate::{
    StoreError, Tx,
    records::{self, NewRecord},
};

/// Something that lasts is noted again after a day, not at every look.
const AGAIN_MS: i64 = 24 * 60 * 60 * 1000;
/// Notes that are looked through for an earlier one.
const LOOKED_AT: usize = 50;

/// Notes it.
///
/// # Errors
/// [`StoreError::NotEnrolled`].
pub fn note(tx: &Tx<'_>, record_id: RecordId, time: TimeBlock, event: DeviceEvent) -> Result<(), StoreError> {
    let body = Body::DeviceEvent(event);
    records::append(tx, NewRecord { record_id, body, actor: None, session: None, time, refs: Vec::new() })?;
    Ok(())
}

/// Notes it unless the same was noted within a day, by the wall clock.
///
/// # Errors
/// [`StoreError::NotEnrolled`].
pub fn note_daily(tx: &Tx<'_>, record_id: RecordId, time: TimeBlock, event: DeviceEvent) -> Result<(), StoreError> {
    for row in records::page(tx, None, &[Kind::DeviceEvent], LOOKED_AT)? {
        let same = finding(&row)?.is_some_and(|it| Some(it) == event.finding);
        if same && time.wall.since(row.recorded_at).abs() < AGAIN_MS {
            return Ok(());
        }
    }
    note(tx, record_id, time, event)
}

fn finding(row: &records::Row) -> Result<Option<DeviceFinding>, StoreError> {
    Ok(match row.record()?.read_body() {
        Ok(Body::DeviceEvent(event)) => event.finding,
        _ => None,
    })
}
