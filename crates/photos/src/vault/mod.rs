//! Encrypted photos at rest on the phone: one file for each digest, whole or not there at all.
//!
//! A file is written aside, flushed, renamed and its folder flushed, so after `put` returned the photo survives a power cut,
//! and before that nothing of it is seen. What a kill leaves behind is swept at the next start. Every read checks the digest
//! again, so a torn or swapped file is told from a good one and said so.

mod seal;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

/// Ending of finished files; the name before it is the digest in lower-case hex.
const ENDING: &str = ".photo";
/// Ending of files still being written.
const UNFINISHED: &str = ".part";

/// Why a photo could not be stored or read.
#[derive(Debug, Error)]
pub enum VaultError {
    /// No photo of this digest is here.
    #[error("this photo is not on this device")]
    Missing,
    /// The file is here but damaged, or was sealed with another key.
    #[error("the stored photo is damaged")]
    Torn,
    /// The storage has no room; nothing of the photo was kept.
    #[error("the storage is full; free some space and save again")]
    Full,
    /// The bytes to be stored do not have the digest they are to be stored under.
    #[error("the photo does not match its digest")]
    WrongDigest,
    /// Any other fault of the storage.
    #[error("the storage failed: {0}")]
    Io(#[source] io::Error),
}

impl From<io::Error> for VaultError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

/// A folder of sealed photos and the key to them.
#[derive(Debug)]
pub struct Vault {
    dir: PathBuf,
    key: Zeroizing<[u8; 32]>,
}

impl Vault {
    /// Opens the folder, making it (for the owner only) when it is not there.
    pub fn open(dir: impl AsRef<Path>, key: [u8; 32]) -> Result<Self, VaultError> {
        let dir = dir.as_ref().to_owned();
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&dir).map_err(VaultError::Io)?;
        Ok(Self { dir, key: Zeroizing::new(key) })
    }

    /// Stores a photo under its digest. Once this returns, the photo is on the disk. Storing the same photo again is no
    /// error, and mends a torn file.
    pub fn put(&self, sha256: [u8; 32], bytes: &[u8]) -> Result<(), VaultError> {
        if <[u8; 32]>::from(Sha256::digest(bytes)) != sha256 {
            return Err(VaultError::WrongDigest);
        }
        if self.get(sha256).is_ok() {
            // An earlier call may have been killed between the renaming and the flushing.
            return Ok(self.flush_folder()?);
        }
        let sealed = seal::seal(&self.key, &sha256, bytes)?;
        let aside =
            self.dir.join(format!("{}-{}{UNFINISHED}", HEXLOWER.encode(&sha256), HEXLOWER.encode(&random::<8>()?)));
        let stored = write_through(&aside, &sealed).and_then(|()| fs::rename(&aside, self.path(sha256)));
        if let Err(error) = stored {
            // Best effort: what stays is swept at the next start.
            let _ = fs::remove_file(&aside);
            return Err(error.into());
        }
        Ok(self.flush_folder()?)
    }

    /// The photo of this digest, checked against it.
    pub fn get(&self, sha256: [u8; 32]) -> Result<Vec<u8>, VaultError> {
        let sealed = fs::read(self.path(sha256)).map_err(|error| match error.kind() {
            ErrorKind::NotFound => VaultError::Missing,
            _ => error.into(),
        })?;
        let bytes = seal::unseal(&self.key, &sha256, &sealed).ok_or(VaultError::Torn)?;
        // The seal covers the digest as well; this holds even if a wrong file was once sealed under it.
        if <[u8; 32]>::from(Sha256::digest(&bytes)) != sha256 {
            return Err(VaultError::Torn);
        }
        Ok(bytes)
    }

    /// Removes a photo; no error when it is gone already.
    pub fn remove(&self, sha256: [u8; 32]) -> Result<(), VaultError> {
        match fs::remove_file(self.path(sha256)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
            Ok(()) => Ok(self.flush_folder()?),
        }
    }

    /// Moves a photo out of here into a folder, sealed as it is; no error when it is gone already.
    pub fn move_to(&self, sha256: [u8; 32], folder: &Path) -> Result<(), VaultError> {
        let from = self.path(sha256);
        let Some(name) = from.file_name() else { return Ok(()) };
        match fs::rename(&from, folder.join(name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
            Ok(()) => Ok(self.flush_folder()?),
        }
    }

    /// Removes what interrupted writes left behind, and says how many files that were. For the start, before the first `put`.
    pub fn sweep_temp(&self) -> Result<usize, VaultError> {
        let mut swept = 0;
        for name in self.names()? {
            if name.ends_with(UNFINISHED) {
                fs::remove_file(self.dir.join(name))?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// The digests of all photos here, in rising order. Their content is not checked; `get` does that.
    pub fn list(&self) -> Result<Vec<[u8; 32]>, VaultError> {
        let digest = |name: String| HEXLOWER.decode(name.strip_suffix(ENDING)?.as_bytes()).ok()?.try_into().ok();
        let mut digests: Vec<[u8; 32]> = self.names()?.into_iter().filter_map(digest).collect();
        digests.sort_unstable();
        Ok(digests)
    }

    fn path(&self, sha256: [u8; 32]) -> PathBuf {
        self.dir.join(HEXLOWER.encode(&sha256) + ENDING)
    }

    fn names(&self) -> Result<Vec<String>, VaultError> {
        let entries = fs::read_dir(&self.dir).map_err(VaultError::Io)?;
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    /// A new name is durable only once its folder is. Windows has no such call and needs none.
    fn flush_folder(&self) -> io::Result<()> {
        if cfg!(unix) { File::open(&self.dir)?.sync_all() } else { Ok(()) }
    }
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    fill(&mut options.open(path)?, bytes)
}

fn fill(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| VaultError::Io(io::Error::other(error)))?;
    Ok(bytes)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::File;

    use super::{VaultError, fill};

    #[test]
    fn a_full_storage_is_told_from_a_broken_one() {
        let mut full = File::options().write(true).open("/dev/full").unwrap();
        let error = fill(&mut full, b"a photo").unwrap_err();
        assert!(matches!(VaultError::from(error), VaultError::Full));
    }
}
