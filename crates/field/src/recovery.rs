//! Beginning again when the phone's own storage failed: the database is damaged, or the key that opens it is gone.
//!
//! What was there is put aside and kept; what can be read goes on under a new stream; the person is told once. A guard
//! must be able to record within seconds, whatever happened.

use std::{fs, path::Path};

use domain::{
    Problem,
    device_event::{DeviceEvent, DeviceFinding},
    ids::{RecordId, StreamId},
    time::TimeBlock,
};
use photos::vault::Vault;
use store::{SetAside, Store, findings, fork, identity, stream};
use uuid::Uuid;

use crate::Error;

/// Files and folders of a home that are of no use without its key.
pub(crate) const LOCKED: [&str; 2] = ["photos", "device.key"];

/// What was taken over goes on: its unsent records under a new stream, with a word to the office.
pub(crate) fn go_on(store: &Store, aside: &SetAside, now: TimeBlock) -> Result<(), Error> {
    store.try_write(|tx| {
        let (Some(_), Some(stream)) = (identity::get(tx)?, stream::get(tx)?) else { return Ok(()) };
        fork::branch(tx, StreamId(Uuid::new_v4()), stream.acked_upto)?;
        let mut event = DeviceEvent::counted(DeviceFinding::DatabaseSetAside, 1);
        event.detail = aside.why.chars().take(200).collect();
        findings::note(tx, RecordId(Uuid::now_v7()), now, event)?;
        let salvaged = DeviceEvent::counted(DeviceFinding::RecordsSalvaged, aside.records);
        Ok(findings::note(tx, RecordId(Uuid::now_v7()), now, salvaged)?)
    })
}

/// Pictures whose rows were lost go aside with the database, sealed as they are.
pub(crate) fn keep_pictures(vault: &Vault, orphans: Vec<[u8; 32]>, aside: &SetAside) -> Result<(), Error> {
    if orphans.is_empty() {
        return Ok(());
    }
    let folder = aside.folder.join("photos");
    fs::create_dir_all(&folder)?;
    for orphan in orphans {
        vault.move_to(orphan, &folder)?;
    }
    Ok(())
}

/// What the person is told: how many records came over, and where the rest lies.
pub(crate) fn told(folder: &Path, records: u64) -> Problem {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    Problem::new("database-set-aside").with("records", records).with("folder", name)
}
