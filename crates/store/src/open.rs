//! Opening the file: one connection that writes and checkpoints, one that only reads.
//!
//! Only the first may ever write or checkpoint: the engine (SQLite 3.50.4) has a rare fault when two connections
//! do so at once. The home folder is locked against a second process for the same reason.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{ErrorKind, Write as _},
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::defect::{self, Defect};
use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{StoreError, StoreKey, check, migrations};

/// Name of the file in the home folder.
pub(crate) const FILE_NAME: &str = "huxiao.db";
/// That file with its log, the index of the log, what the engine writes before there is a log, the mark of a doubt, and its
/// salt.
pub(crate) const FILES: [&str; 6] = [FILE_NAME, LOG, "huxiao.db-shm", "huxiao.db-journal", DOUBT, SALT];
const LOG: &str = "huxiao.db-wal";
/// Left by whoever met a damaged page: the next opening looks closer.
pub(crate) const DOUBT: &str = "huxiao.db-doubt";
const LOCK_NAME: &str = "lock";
/// The cipher's salt, once more: without it no page can be verified, and the file has it in its first bytes only. It is no
/// secret.
const SALT: &str = "huxiao.db-salt";
/// The reader may wait for the moment in which the WAL is reset.
const BUSY: Duration = Duration::from_secs(5);

/// Takes the home folder for this process.
pub(crate) fn lock(home: &Path) -> Result<File, StoreError> {
    fs::create_dir_all(home)?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(home.join(LOCK_NAME))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        // Android gives programs no such lock and needs none: it starts one process of an app at a time.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The connection that writes. Refuses a wrong key and a newer file before it changes a byte.
pub(crate) fn writer(home: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    let doubt = home.join(DOUBT);
    if has_bytes(&home.join(LOG)) {
        // Opening may empty the log, and a kill before the look that follows must not pass for one that was closed in order.
        leave_doubt(&home.join(FILE_NAME));
    }
    let look_closer = has_bytes(&home.join(LOG)) || doubt.exists();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(home.join(FILE_NAME), flags)?;
    // Closing would otherwise move the WAL into a file that is not ours to change.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    unlock(&connection, key)?;
    migrations::check(&connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let wait = if defect::has(Defect::NotFlushed) { "OFF" } else { "FULL" };
    connection.pragma_update(None, "synchronous", wait)?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    migrations::run(&mut connection)?;
    if look_closer {
        check::look_closer(&connection)?;
    }
    if doubt.exists() {
        fs::remove_file(doubt)?;
    }
    // Best effort: it is asked for only when the first page is damaged.
    let _kept: Result<(), StoreError> = keep_salt(home, &connection);
    sync_folder(home)?;
    Ok(connection)
}

/// It is asked of the engine: a file of its that we opened and closed ourselves would lose the engine's locks on it.
fn keep_salt(home: &Path, connection: &Connection) -> Result<(), StoreError> {
    let salt: String = connection.pragma_query_value(None, "cipher_salt", |row| row.get(0))?;
    if fs::read_to_string(home.join(SALT)).is_ok_and(|kept| kept == salt) {
        return Ok(());
    }
    let aside = home.join("huxiao.db-salt.part");
    let mut file = File::create(&aside)?;
    file.write_all(salt.as_bytes())?;
    file.sync_all()?;
    Ok(fs::rename(aside, home.join(SALT))?)
}

/// The salt as it was kept; nothing when it was not.
pub(crate) fn kept_salt(folder: &Path) -> Vec<u8> {
    let text = fs::read_to_string(folder.join(SALT)).unwrap_or_default();
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map_while(byte).collect()
}

/// Whether the file is gone and its log is still there.
pub(crate) fn has_only_a_log(home: &Path) -> bool {
    has_bytes(&home.join(LOG)) && !has_bytes(&home.join(FILE_NAME))
}

fn has_bytes(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|file| file.len() > 0)
}

/// Leaves word for the next opening that a damaged page was met. Best effort: without it the next one meets it again.
pub(crate) fn leave_doubt(file: &Path) {
    let _best_effort = File::create(file.with_file_name(DOUBT)).and_then(|mark| mark.sync_all());
}

/// A copy of a file that was put aside, whatever its version; refuses a wrong key.
pub(crate) fn unlocked(folder: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(folder.join(FILE_NAME), flags)?;
    unlock(&connection, key)?;
    migrations::check(&connection)?;
    Ok(connection)
}

/// The connection that reads.
pub(crate) fn reader(home: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(home.join(FILE_NAME), flags)?;
    unlock(&connection, key)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(connection)
}

fn unlock(connection: &Connection, key: &StoreKey) -> Result<(), StoreError> {
    // The cipher sets itself up at its first use, and two threads that do so at once may see it half done.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _first = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Without it the engine plans a statement anew whenever another number is bound to its LIMIT.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cipher_log_level", "NONE")?; // a wrong key is told by the error, not on stderr
    connection.pragma_update(None, "key", &*key.pragma())?;
    Ok(())
}

/// A new file survives a power cut only when its folder was flushed too.
#[cfg(unix)]
pub(crate) fn sync_folder(home: &Path) -> Result<(), StoreError> {
    Ok(File::open(home)?.sync_all()?)
}

/// Folders cannot be flushed here; the file system's journal keeps the entry.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_home: &Path) -> Result<(), StoreError> {
    Ok(())
}
