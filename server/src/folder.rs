//! The data folder: where its files lie, who may write to it, and the key the server signs with.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
};

use protocol::{SigningKey, server_keys::KEYS_MAX};
use zeroize::Zeroizing;

use crate::{Error, error::Result};

/// What a signing key is made of.
pub(crate) type Seed = Zeroizing<[u8; 32]>;

/// The folder, named but not locked.
#[derive(Clone, Debug)]
pub(crate) struct Folder(PathBuf);

/// The right to write; released when dropped, also by the death of the process.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Folder {
    /// Names a folder. The path is made absolute, so that it stays right wherever the process goes.
    pub(crate) fn new(path: &Path) -> Result<Self> {
        let path = std::path::absolute(path).map_err(Error::io(format!("cannot use the folder {}", path.display())))?;
        Ok(Self(path))
    }

    /// Creates it when it is missing, for the owner alone: it will hold evidence and a key.
    pub(crate) fn create(&self) -> Result<()> {
        let mut options = fs::DirBuilder::new();
        options.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut options, 0o700);
        options.create(&self.0).map_err(Error::io(format!("cannot create the folder {}", self.0.display())))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The embedded database.
    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("huxiao.sqlite")
    }

    /// Where pictures lie unless `--objects` says otherwise.
    pub(crate) fn objects(&self) -> PathBuf {
        self.0.join("objects")
    }

    /// The signed roots, one a line.
    pub(crate) fn roots_log(&self) -> PathBuf {
        self.0.join("roots.log")
    }

    /// Socket on which a running server takes orders from the command line.
    pub(crate) fn control_socket(&self) -> PathBuf {
        self.0.join("control.sock")
    }

    /// Address and secret of the same, where there are no such sockets.
    pub(crate) fn control_address(&self) -> PathBuf {
        self.0.join("control.json")
    }

    /// Takes the right to write, or refuses when a process has it.
    pub(crate) fn lock(&self) -> Result<Lock> {
        self.create()?;
        let path = self.0.join("lock");
        let what = || format!("cannot use {}", path.display());
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(Error::io(what()))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse(self.0.clone())),
            Err(TryLockError::Error(source)) => Err(Error::io(what())(source)),
        }
    }

    /// The file that holds the signing keys.
    pub(crate) fn keys(&self) -> PathBuf {
        self.0.join("server.key")
    }

    /// Reads the seeds of the signing keys, 32 bytes each, the newest first; nothing when there is none yet.
    pub(crate) fn read_keys(&self) -> Result<Option<Vec<Seed>>> {
        let path = self.keys();
        let Some(bytes) = read_if_there(&path)?.map(Zeroizing::new) else { return Ok(None) };
        let (seeds, rest) = bytes.as_chunks::<32>();
        if seeds.is_empty() || seeds.len() > KEYS_MAX || !rest.is_empty() {
            return Err(Error::broken(format!("{} is no key file: 32 bytes for each key", path.display())));
        }
        Ok(Some(seeds.iter().map(|seed| Zeroizing::new(*seed)).collect()))
    }

    /// Puts a new signing key before those that there are; the file is the old one or the new one, whatever happens.
    pub(crate) fn add_key(&self, seed: &Seed) -> Result<()> {
        let kept = read_if_there(&self.keys())?.map(Zeroizing::new).unwrap_or_default();
        replace(&self.keys(), &Zeroizing::new([&seed[..], &kept].concat()))
    }

    /// Makes the signing key: written and flushed before anyone is told of it, readable by the owner alone.
    pub(crate) fn create_key(&self) -> Result<Seed> {
        let path = self.keys();
        let seed = Zeroizing::new(crate::random::bytes::<32>());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(Error::io(format!("cannot create {}", path.display())))?;
        let written = file.write_all(&*seed).and_then(|()| file.sync_all());
        written.map_err(Error::io(format!("cannot write {}", path.display())))?;
        Ok(seed)
    }
}

/// Writes a file in the place of the one before: whoever reads it finds the old bytes or the new ones, also after a
/// crash. Readable by its owner alone.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    });
    written.map_err(Error::io(format!("cannot write {}", path.display())))
}

/// Reads a file that may not be there.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::io(format!("cannot read {}", path.display()))(source)),
    }
}

/// The signing key of a seed.
pub(crate) fn signing_key(seed: &Seed) -> SigningKey {
    SigningKey::from_seed(seed)
}
