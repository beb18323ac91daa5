//! Taking over what can be read of a damaged database, row by row: a page that is gone takes only its own rows along.
//!
//! Works on a copy, so that what was put aside stays as it is. Streams come over frozen, with their records where they
//! were; whoever opens the next stream writes again what no receipt covers ([`crate::fork::branch`]).

use std::{cell::RefCell, collections::BTreeSet, fs, path::Path};

use domain::photo::Digest;
use protocol::{Record, chain};
use rusqlite::{Connection, params_from_iter, types::Value};

use crate::{Store, StoreError, StoreKey, Tx, open, renewal, stream::SEQ_BITS};

/// Tables in the order in which rows may refer to earlier ones. The cursor is not among them: the cache is begun anew.
const BEFORE_RECORDS: [&str; 4] = ["device_key", "identity", "server_keys", "streams"];
const AFTER_RECORDS: [&str; 9] =
    ["photos", "uploads", "entities", "receipts", "anchors", "pins", "drafts", "settings", "session"];

/// Copies what is readable from the database in `folder` into `store`. How many records; `None` when this key opens
/// nothing there.
pub(crate) fn take_over(store: &Store, folder: &Path, key: &StoreKey) -> Result<Option<u64>, StoreError> {
    let copy = folder.join("copy");
    fs::create_dir_all(&copy)?;
    for name in open::FILES.iter().filter(|name| folder.join(name).exists()) {
        fs::copy(folder.join(name), copy.join(name))?;
    }
    let taken = match Old::open(&copy, key) {
        Ok(old) => store.write(|tx| old.copy_all(tx)).map(Some),
        Err(_) => Ok(None),
    };
    fs::remove_dir_all(&copy)?;
    taken
}

/// The damaged database. The cipher refuses everything after the first page it cannot verify, so the file is opened
/// anew after each.
struct Old<'a> {
    folder: &'a Path,
    key: &'a StoreKey,
    connection: RefCell<Connection>,
}

impl<'a> Old<'a> {
    fn open(folder: &'a Path, key: &'a StoreKey) -> Result<Self, StoreError> {
        Ok(Self { folder, key, connection: RefCell::new(open::unlocked(folder, key)?) })
    }

    /// Reads as far as the pages go.
    fn try_read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<Option<T>, StoreError> {
        if let Ok(value) = read(&self.connection.borrow()) {
            return Ok(Some(value));
        }
        self.connection.replace(open::unlocked(self.folder, self.key)?);
        Ok(None)
    }

    fn copy_all(&self, tx: &Tx<'_>) -> Result<u64, StoreError> {
        for table in BEFORE_RECORDS {
            // What came before a damaged page is copied.
            self.try_read(|old| copy_rows(old, tx, table, ""))?;
        }
        let mut records = 0;
        for place in self.places()? {
            let copied = self.try_read(|old| copy_rows(old, tx, "records", &format!("WHERE place = {place}")))?;
            records += copied.unwrap_or(0);
        }
        mend_streams(tx)?;
        for table in AFTER_RECORDS {
            self.try_read(|old| copy_rows(old, tx, table, ""))?;
        }
        renewal::begin(tx)?;
        Ok(records)
    }

    /// The places of all records that any tree of the file still names: each walk ends where a page is damaged.
    fn places(&self) -> Result<BTreeSet<i64>, StoreError> {
        let mut places = BTreeSet::new();
        for sql in [
            "SELECT place FROM records INDEXED BY records_by_id ORDER BY record_id",
            "SELECT place FROM records INDEXED BY records_by_id ORDER BY record_id DESC",
            "SELECT place FROM records INDEXED BY records_by_time ORDER BY kind, recorded_at",
            "SELECT place FROM records INDEXED BY records_by_time ORDER BY kind DESC, recorded_at DESC",
            "SELECT place FROM records NOT INDEXED ORDER BY place",
            "SELECT place FROM records NOT INDEXED ORDER BY place DESC",
        ] {
            self.try_read(|old| {
                let mut statement = old.prepare(sql)?;
                for place in statement.query_map([], |row| row.get::<_, i64>(0))? {
                    places.insert(place?);
                }
                Ok(())
            })?;
        }
        Ok(places)
    }
}

/// Copies the rows of a table that are like this. One that refers to a lost one is passed over.
fn copy_rows(old: &Connection, tx: &Tx<'_>, table: &str, condition: &str) -> rusqlite::Result<u64> {
    let mut statement = old.prepare(&format!("SELECT * FROM {table} {condition}"))?;
    let columns = statement.column_names().join(", ");
    let count = statement.column_count();
    let insert = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({})", vec!["?"; count].join(", "));
    let mut rows = statement.query([])?;
    let mut copied = 0;
    while let Some(row) = rows.next()? {
        let values = (0..count).map(|column| row.get::<_, Value>(column)).collect::<rusqlite::Result<Vec<_>>>()?;
        copied += tx.run(&insert, params_from_iter(values)).unwrap_or(0) as u64;
    }
    Ok(copied)
}

/// Streams whose row was lost, or whose end was, are described anew from the records that are there. Nothing of such a
/// stream counts as signed for.
fn mend_streams(tx: &Tx<'_>) -> Result<(), StoreError> {
    let sql = format!("SELECT place >> {SEQ_BITS}, max(place), hash FROM records GROUP BY place >> {SEQ_BITS}");
    let ends =
        tx.all(&sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, crate::columns::digest(row, 2)?)))?;
    for (number, place, head) in ends {
        let last = place & ((1 << SEQ_BITS) - 1);
        let known =
            tx.one("SELECT next_seq - 1 FROM streams WHERE number = ?1", [number], |row| row.get::<_, i64>(0))?;
        match known {
            Some(known) if known >= last => {}
            Some(_) => {
                let sql = "UPDATE streams SET next_seq = ?2 + 1, head = ?3 WHERE number = ?1";
                tx.run(sql, rusqlite::params![number, last, *head])?;
            }
            None => describe_stream(tx, number, last, &head)?,
        }
    }
    Ok(())
}

fn describe_stream(tx: &Tx<'_>, number: i64, last: i64, head: &Digest) -> Result<(), StoreError> {
    let sql = "SELECT bytes FROM records WHERE place > ?1 ORDER BY place LIMIT 1";
    let bytes = tx.one(sql, [number << SEQ_BITS], |row| row.get::<_, Vec<u8>>(0))?;
    let Some(record) = bytes.and_then(|bytes| Record::decode(&bytes).ok()) else { return Ok(()) };
    let identity = crate::identity::get(tx)?;
    let genesis = identity.map_or(Digest::from([0; 32]), |identity| {
        chain::genesis(record.stream_id, &identity.signing_key().public(), &identity.nonce)
    });
    let sql = "INSERT OR IGNORE INTO streams (number, stream_id, genesis, next_seq, head, acked_upto, acked_head, durable_upto)
               VALUES (?1, ?2, ?3, ?4, ?5, 0, ?3, 0)";
    let id = record.stream_id;
    tx.run(sql, rusqlite::params![number, id.as_bytes(), *genesis, last + 1, **head])?;
    Ok(())
}
