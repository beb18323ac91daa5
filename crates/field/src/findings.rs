//! What the phone notices about itself: a clock that was set, storage that runs out. Noted as records, told to nobody
//! on this phone; the office sees them with the phone.

use domain::{
    clock_event::{ClockEvent, ClockFinding},
    device_event::{DeviceEvent, DeviceFinding},
    ids::RecordId,
    time::TimeBlock,
};
use store::findings;
use uuid::Uuid;

use crate::{Error, Home, clocks::Reading};

/// What this look at the clocks says about them, by the record before.
pub(crate) fn of_clocks(now: &Reading, before: &TimeBlock) -> Option<ClockEvent> {
    let finding = if now.jumped_since(before) {
        ClockFinding::Jumped
    } else if now.boot_id != before.boot_id && now.wall < before.wall {
        ClockFinding::RanBackward
    } else {
        return None;
    };
    let passed = match finding {
        // How long it was off nobody knows; the clock should have moved forward.
        ClockFinding::RanBackward => 0,
        ClockFinding::Jumped => i64::try_from(now.boot_ms.saturating_sub(before.boot_ms)).unwrap_or(i64::MAX),
    };
    let moved_ms = now.wall.since(before.wall).saturating_sub(passed);
    Some(ClockEvent { finding: Some(finding), wall_before: before.wall, moved_ms })
}

/// Notes that little room is left, once a day: as soon as the pages of this phone say so too.
pub(crate) fn of_storage(home: &Home) -> Result<(), Error> {
    let Some(free) = home.space().low_mib() else { return Ok(()) };
    home.write(&[], |tx, moment| {
        if store::stream::get(tx)?.is_none() {
            return Ok(());
        }
        let event = DeviceEvent::counted(DeviceFinding::StorageLow, free);
        Ok(findings::note_daily(tx, RecordId(Uuid::now_v7()), moment.block(), event)?)
    })
}
