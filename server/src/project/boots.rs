//! What is known of the clocks of boots, and what it makes of one record's time. Each is read once in a transaction, and
//! again when it is taken off the queue of those that are better known.

use std::{collections::HashMap, sync::Arc};

use domain::{
    defect::{self, Defect},
    ids::{BootId, DeviceId},
    time::{Anchor, BEGINNING, Bound, Corrected, Evidence, Run, TimeInterval, correct_by},
};
use protocol::Record;

use super::live_scan;
use crate::{
    db::Conn,
    error::Result,
    tables::{anchors, arrivals, devices::Device, records::StoredRecord},
};

/// What is known of one boot's clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Boot {
    anchors: Vec<Anchor>,
    bounds: Vec<Bound>,
}

/// Boots read so far.
#[derive(Debug, Default)]
pub(crate) struct Boots(HashMap<(DeviceId, BootId), Arc<Boot>>);

impl Boots {
    /// One boot of a phone.
    pub(crate) async fn get(&mut self, conn: &mut Conn, device: DeviceId, boot: BootId) -> Result<Arc<Boot>> {
        if let Some(known) = self.0.get(&(device, boot)) {
            return Ok(known.clone());
        }
        let anchors = anchors::of_boot(conn, device, boot).await?;
        let read = Arc::new(Boot { anchors, bounds: arrivals::of_boot(conn, device, boot).await? });
        self.0.insert((device, boot), read.clone());
        Ok(read)
    }

    /// Forgets one, because more is known of it now.
    pub(crate) fn forget(&mut self, device: DeviceId, boot: BootId) {
        self.0.remove(&(device, boot));
    }

    /// When a record was made, by its own boot alone.
    pub(crate) async fn time(
        &mut self,
        conn: &mut Conn,
        device: &Device,
        (stored, record): (&StoredRecord, &Record),
    ) -> Result<Corrected> {
        let boot = self.get(conn, device.id, record.time.boot_id).await?;
        Ok(boot.time(device, (record, stored.received_at), &Run::default()))
    }
}

impl Boot {
    /// What would be known of it if no live code had been read.
    pub(crate) fn without_codes(&self) -> Self {
        let anchors = self.anchors.iter().filter(|it| !live_scan::is_of_a_code(it)).copied().collect();
        Self { anchors, bounds: self.bounds.clone() }
    }

    /// What was told of this moment of its clock.
    pub(crate) fn anchor(&self, boot_ms: u64) -> Option<&Anchor> {
        self.anchors.iter().find(|it| it.boot_ms == boot_ms)
    }

    /// What arrived and said this moment of its clock.
    pub(crate) fn arrival(&self, boot_ms: u64) -> Option<&Bound> {
        self.bounds.iter().find(|it| it.boot_ms == boot_ms)
    }

    /// When a record was made, by this boot and the records around it.
    pub(crate) fn time(
        &self,
        device: &Device,
        (record, received): (&Record, domain::time::UtcMs),
        run: &Run,
    ) -> Corrected {
        let bounds = [self.bounds.as_slice(), run.bounds()].concat();
        // A stream's genesis holds what only the enrollment's answer told, so its own records are later than that.
        // Copies may have been written first under another enrollment.
        let since = if record.origin.is_none() { device.enrolled } else { BEGINNING };
        let evidence = Evidence { anchors: &self.anchors, bounds: &bounds, between: run.between(), since, received };
        let corrected = correct_by(&record.time, &evidence);
        if defect::has(Defect::WallTrusted) {
            let wall = record.time.wall;
            return Corrected { time: TimeInterval { lo: wall, best: wall, hi: wall, ..corrected.time }, ..corrected };
        }
        corrected
    }
}
