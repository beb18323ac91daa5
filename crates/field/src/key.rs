//! The phone's own key file: 32 random bytes, made once, readable by the owner alone.
//!
//! Database and pictures are encrypted under keys derived from it. On phones the bytes come from the system's keystore
//! instead ([`crate::Home::open_with_key`]). The file is written aside, flushed and renamed, so that a kill leaves
//! either no key or a whole one; a key is never made anew beside a database that an earlier key has locked.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::Path,
};

use zeroize::Zeroizing;

use crate::Error;

const FILE: &str = "device.key";
const UNFINISHED: &str = "device.key.part";
const LOCK: &str = "device.key.lock";

/// The phone's secret.
pub(crate) struct DeviceKey(Zeroizing<[u8; 32]>);

impl DeviceKey {
    pub(crate) fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads the key of `home`, making it on first use; `database` is the file it locks. `None` when that file is there
    /// and its key is gone or damaged: none is made beside it.
    pub(crate) fn open(home: &Path, database: &Path) -> Result<Option<Self>, Error> {
        if let Found::Whole(key) = read(home)? {
            return Ok(Some(key));
        }
        let _one_at_a_time = lock(home)?;
        match read(home)? {
            Found::Whole(key) => Ok(Some(key)),
            Found::Damaged => Ok(None),
            Found::Nothing if database.exists() => Ok(None),
            Found::Nothing => make(home).map(Some),
        }
    }

    /// A key for one purpose. The label keeps purposes apart, so that one derived key tells nothing about another.
    pub(crate) fn derive(&self, label: &str) -> [u8; 32] {
        *protocol::sha256(&[b"huxiao-device-key-1", label.as_bytes(), &*self.0])
    }
}

enum Found {
    Whole(DeviceKey),
    Damaged,
    Nothing,
}

fn read(home: &Path) -> Result<Found, Error> {
    match fs::read(home.join(FILE)).map(Zeroizing::new) {
        Ok(bytes) => {
            Ok(<[u8; 32]>::try_from(bytes.as_slice()).map_or(Found::Damaged, |key| Found::Whole(DeviceKey::new(key))))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Nothing),
        Err(error) => Err(error.into()),
    }
}

/// Two programs that start at once must not make two keys. Where files cannot be locked, one program runs at a time.
fn lock(home: &Path) -> Result<File, Error> {
    let file = File::create(home.join(LOCK))?;
    match file.lock() {
        Err(error) if error.kind() != ErrorKind::Unsupported => Err(error.into()),
        _ => Ok(file),
    }
}

fn make(home: &Path) -> Result<DeviceKey, Error> {
    let mut key = Zeroizing::new([0; 32]);
    getrandom::fill(key.as_mut_slice()).map_err(|error| Error::Io(io::Error::other(error)))?;
    let aside = home.join(UNFINISHED);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside)?;
    file.write_all(key.as_slice())?;
    file.sync_all()?;
    fs::rename(&aside, home.join(FILE))?;
    if cfg!(unix) {
        File::open(home)?.sync_all()?;
    }
    Ok(DeviceKey(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_for_the_owner_alone() {
        let home = tempfile::tempdir().expect("a folder");
        let database = home.path().join("huxiao.db");
        let first = DeviceKey::open(home.path(), &database).expect("made").expect("whole").derive("store");
        let again = DeviceKey::open(home.path(), &database).expect("read").expect("whole");
        assert_eq!(first, again.derive("store"));
        assert_ne!(first, again.derive("vault"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(home.path().join(FILE)).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn no_new_key_is_made_beside_a_locked_database() {
        let home = tempfile::tempdir().expect("a folder");
        let database = home.path().join("huxiao.db");
        fs::write(&database, b"locked with a key that is gone").expect("written");
        assert!(DeviceKey::open(home.path(), &database).expect("looks").is_none());
        assert!(!home.path().join(FILE).exists());
    }
}
