//! The disk that holds a home folder: a picture is refused while there is still room for records, and never the other way
//! round.
//!
//! Records are small and are what the work is about; a picture is refused first, before its record is begun, and in
//! words. A file of some megabytes is kept as ballast: when other apps fill the disk to the brim it is given up, and
//! records go on.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use domain::Problem;
use serde::Serialize;
use ts_rs::TS;

use crate::Error;

const MB: u64 = 1024 * 1024;
/// With less than this free the pages say so.
const LOW: u64 = 300 * MB;
/// With less than this free no picture is taken in.
const PHOTO_RESERVE: u64 = 48 * MB;
/// With less than this free the ballast is given up.
const RECORD_RESERVE: u64 = 4 * MB;
const BALLAST: u64 = 8 * MB;
const BALLAST_NAME: &str = "ballast";

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// Enough.
    Enough,
    /// Soon there is none for pictures: somebody should make some.
    Low,
    /// None for pictures; records are still saved.
    RecordsOnly,
}

/// The disk that holds the home folder.
#[derive(Debug)]
pub(crate) struct Disk {
    dir: PathBuf,
    ballast: PathBuf,
    /// Free bytes that pictures must leave.
    reserve: AtomicU64,
}

impl Disk {
    /// Looks at a folder, and puts the ballast there when there is plenty of room.
    pub(crate) fn of(dir: &Path) -> Self {
        let space =
            Self { dir: dir.to_owned(), ballast: dir.join(BALLAST_NAME), reserve: AtomicU64::new(PHOTO_RESERVE) };
        if !space.ballast.exists() && space.free().is_some_and(|free| free > PHOTO_RESERVE + BALLAST) {
            // Best effort: without ballast the reserve alone has to do.
            let _kept = fill(&space.ballast);
        }
        space
    }

    /// How much room there is; enough where the system does not say.
    pub(crate) fn room(&self) -> Room {
        let reserve = self.reserve.load(Ordering::Relaxed);
        match self.free() {
            Some(free) if free < reserve => Room::RecordsOnly,
            Some(free) if free < reserve.max(LOW) => Room::Low,
            _ => Room::Enough,
        }
    }

    /// Megabytes left, when that is little.
    pub(crate) fn low_mib(&self) -> Option<u64> {
        (self.room() != Room::Enough).then(|| self.free()).flatten().map(|free| free / MB)
    }

    /// Whether another picture may be taken in.
    pub(crate) fn admit_photo(&self) -> Result<(), Error> {
        match self.room() {
            Room::RecordsOnly => {
                let missing = self.reserve.load(Ordering::Relaxed).saturating_sub(self.free().unwrap_or(0));
                Err(Problem::new("storage-low").with("megabytes", missing.div_ceil(MB)).into())
            }
            Room::Enough | Room::Low => Ok(()),
        }
    }

    /// Gives up the ballast when there is hardly room for a record.
    pub(crate) fn make_room(&self) {
        if self.free().is_some_and(|free| free < RECORD_RESERVE) && fs::remove_file(&self.ballast).is_ok() {
            tracing::warn!("the disk is full; the ballast was given up for records");
        }
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn free(&self) -> Option<u64> {
        let disk = rustix::fs::statvfs(&self.dir).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn free(&self) -> Option<u64> {
        None
    }
}

/// Real bytes: a file with holes takes no room.
fn fill(path: &Path) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    let block = vec![0x5a; 64 * 1024];
    for _ in 0..BALLAST / block.len() as u64 {
        file.write_all(&block)?;
    }
    file.sync_all()
}
