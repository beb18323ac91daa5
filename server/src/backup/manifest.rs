//! What a backup folder says about itself: written last, so that a folder without it, or one whose database has other
//! bytes, is no backup.

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{Error, error::Result, folder};

const NAME: &str = "backup.json";

/// The contents of `backup.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// When it began, in milliseconds since 1970.
    pub(crate) began_ms: i64,
    /// The file of the database in the folder.
    pub(crate) database: String,
    /// Its length.
    pub(crate) bytes: u64,
    /// Its SHA-256, in hex.
    pub(crate) sha256: String,
    pub(crate) streams: u64,
    pub(crate) records: u64,
    pub(crate) photos: u64,
}

impl Manifest {
    /// Writes it into the folder, in one step.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        folder::replace(&folder.join(NAME), &text)
    }

    /// Reads it, and compares the database with what it says.
    ///
    /// # Errors
    /// [`Error::Refused`] when the folder holds no finished backup, or a damaged one.
    pub(crate) fn read_checked(folder: &Path) -> Result<(Self, PathBuf)> {
        let manifest = Self::read(folder)?
            .ok_or_else(|| Error::refused(format!("there is no finished backup in {}", folder.display())))?;
        let file = folder.join(&manifest.database);
        let (bytes, sha256) = digest_of(&file)?;
        if (bytes, &sha256) != (manifest.bytes, &manifest.sha256) {
            return Err(Error::refused(format!(
                "{} is not what {NAME} beside it says; this backup is damaged, take another",
                file.display()
            )));
        }
        Ok((manifest, file))
    }

    /// Reads it when it is there.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>> {
        let Some(bytes) = folder::read_if_there(&folder.join(NAME))? else { return Ok(None) };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|e| Error::refused(format!("{} cannot be read: {e}", folder.join(NAME).display())))
    }
}

/// Length and SHA-256 of a file.
pub(crate) fn digest_of(path: &Path) -> Result<(u64, String)> {
    let what = || Error::io(format!("cannot read {}", path.display()));
    let mut file = File::open(path).map_err(what())?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 20]);
    loop {
        match file.read(&mut buffer).map_err(what())? {
            0 => return Ok((bytes, HEXLOWER.encode(&hash.finalize()))),
            read => {
                hash.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
}

/// Removes databases of earlier backups in the folder.
pub(crate) fn drop_earlier(folder: &Path, manifest: &Manifest) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("huxiao-") && name.ends_with(".sqlite") && name != manifest.database {
            let _stays = fs::remove_file(entry.path());
        }
    }
}
