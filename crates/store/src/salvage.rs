//! Taking over what can be read of a damaged database, row by row: a page that is gone takes only its own rows along.
//!
//! Works on a copy, so that what was put aside stays as it is, and reads it twice: as the engine does, which gives what its
//! trees still lead to, and page by page ([`crate::pages`]), which gives the rows that no tree leads to any more. Into an
//! empty database streams come over frozen, with their records where they were; whoever opens the next stream writes again
//! what no receipt covers ([`crate::fork::branch`]). One that has a stream of its own gets only what was never signed for,
//! at the end of it ([`join`]).

mod join;

use std::{
    cell::RefCell,
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use domain::photo::Digest;
use protocol::{Record, chain};
use rusqlite::{Connection, ErrorCode, params_from_iter, types::Value};

use crate::{
    Store, StoreError, StoreKey, Tx, open, pages, renewal,
    stream::{self, SEQ_BITS},
};

/// Tables in the order in which rows may refer to earlier ones. The cursor is not among them: the cache is begun anew.
const BEFORE_RECORDS: [&str; 5] = ["device_key", "identity", "server_keys", "organization_key", "streams"];
const AFTER_RECORDS: [&str; 9] =
    ["photos", "uploads", "entities", "receipts", "anchors", "pins", "drafts", "settings", "session"];

/// What came over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// How many records.
    pub(crate) records: u64,
    /// At the end of the stream that was here.
    pub(crate) joined: bool,
    /// All of it was here already, perhaps because an earlier start did not live to say so.
    pub(crate) known: bool,
}

/// Copies what is readable from the database in `folder` into `store`, in one transaction with `then`. `None` when this key
/// opens nothing there.
pub(crate) fn take_over<T>(
    store: &Store,
    folder: &Path,
    key: &StoreKey,
    then: impl FnOnce(&Tx<'_>, Taken) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let copy = folder.join("copy");
    if copy.exists() {
        fs::remove_dir_all(&copy)?; // left by a start that was killed
    }
    fs::create_dir_all(&copy)?;
    for name in open::FILES.iter().filter(|name| folder.join(name).exists()) {
        fs::copy(folder.join(name), copy.join(name))?;
    }
    let taken = match readings(&copy, key)? {
        readings if readings.is_empty() => None,
        readings => Some(store.write(|tx| then(tx, take(&readings, tx)?))?),
    };
    fs::remove_dir_all(&copy)?;
    Ok(taken)
}

/// The ways in which a damaged database can be read under this key.
fn readings<'a>(copy: &Path, key: &'a StoreKey) -> Result<Vec<Reading<'a>>, StoreError> {
    // Closing it moves the log into the file, whose pages are looked at next.
    let opens = open::unlocked(copy, key).is_ok();
    let gathered = pages::gather(copy, key)?;
    let folders = gathered.into_iter().chain(opens.then(|| copy.to_owned()));
    folders.map(|folder| Reading::open(folder, key)).collect()
}

fn take(readings: &[Reading<'_>], tx: &Tx<'_>) -> Result<Taken, StoreError> {
    let places: Vec<BTreeSet<i64>> = readings.iter().map(Reading::places).collect::<Result<_, _>>()?;
    let of_each = || readings.iter().zip(&places);
    let known: Vec<Option<bool>> =
        of_each().map(|(reading, places)| reading.is_known(tx, places)).collect::<Result<_, _>>()?;
    if known.contains(&Some(true)) && !known.contains(&Some(false)) {
        let records = places.iter().map(BTreeSet::len).max().unwrap_or(0) as u64;
        return Ok(Taken { records, known: true, joined: false });
    }
    if stream::get(tx)?.is_some() {
        let mut records = 0;
        for (reading, places) in of_each() {
            records += join::append(reading, tx, places)?;
        }
        return Ok(Taken { records, joined: true, known: records == 0 });
    }
    for reading in readings {
        for table in BEFORE_RECORDS {
            reading.copy(tx, table)?;
        }
    }
    for (reading, places) in of_each() {
        reading.copy_records(tx, places)?;
    }
    mend_streams(tx)?;
    for reading in readings {
        for table in AFTER_RECORDS {
            reading.copy(tx, table)?;
        }
    }
    renewal::begin(tx)?;
    Ok(Taken { records: tx.count("SELECT count(*) FROM records", [])?, ..Taken::default() })
}

/// Why copying ended: the old file at a page of it, or the new one.
enum Fault {
    Page,
    Ours(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(_: rusqlite::Error) -> Self {
        Self::Page
    }
}

/// A way to read the damaged database. The cipher refuses everything after the first page it cannot verify, so the file is
/// opened anew after each.
struct Reading<'a> {
    folder: PathBuf,
    key: &'a StoreKey,
    connection: RefCell<Connection>,
}

impl<'a> Reading<'a> {
    fn open(folder: PathBuf, key: &'a StoreKey) -> Result<Self, StoreError> {
        let connection = RefCell::new(open::unlocked(&folder, key)?);
        Ok(Self { folder, key, connection })
    }

    /// Reads as far as the pages go.
    fn try_read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<Option<T>, StoreError> {
        match read(&self.connection.borrow()) {
            Ok(value) => return Ok(Some(value)),
            Err(Fault::Ours(error)) => return Err(error),
            Err(Fault::Page) => {}
        }
        self.connection.replace(open::unlocked(&self.folder, self.key)?);
        Ok(None)
    }

    /// Whether all that it gives is here: its streams, and every record by its name. `None` when it gives nothing.
    fn is_known(&self, tx: &Tx<'_>, places: &BTreeSet<i64>) -> Result<Option<bool>, StoreError> {
        let streams = self.try_read(|old| {
            let mut statement = old.prepare("SELECT stream_id FROM streams")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<[u8; 16]>>>()?)
        })?;
        let streams = streams.unwrap_or_default();
        for id in &streams {
            if tx.count("SELECT count(*) FROM streams WHERE stream_id = ?1", [id])? == 0 {
                return Ok(Some(false));
            }
        }
        for place in places {
            let sql = "SELECT record_id FROM records WHERE place = ?1";
            let id = self.try_read(|old| Ok(old.query_row(sql, [place], |row| row.get::<_, [u8; 16]>(0))?))?;
            if let Some(id) = id
                && !is_here(tx, id)?
            {
                return Ok(Some(false));
            }
        }
        Ok((!streams.is_empty() || !places.is_empty()).then_some(true))
    }

    /// The rows of a table. A walk ends where a page is damaged, so there are two.
    fn copy(&self, tx: &Tx<'_>, table: &str) -> Result<(), StoreError> {
        if self.try_read(|old| copy_rows(old, tx, table, ""))?.is_none() {
            self.try_read(|old| copy_rows(old, tx, table, &format!("ORDER BY {} DESC", key_of(table))))?;
        }
        Ok(())
    }

    /// The records: all at once as far as that goes, then each that is still missing.
    fn copy_records(&self, tx: &Tx<'_>, places: &BTreeSet<i64>) -> Result<(), StoreError> {
        self.copy(tx, "records")?;
        for place in places {
            if tx.count("SELECT count(*) FROM records WHERE place = ?1", [place])? == 0 {
                self.try_read(|old| copy_rows(old, tx, "records", &format!("WHERE place = {place}")))?;
            }
        }
        Ok(())
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

/// The columns a table is kept in the order of.
fn key_of(table: &str) -> &'static str {
    match table {
        "photos" => "photo_id",
        "uploads" => "file_id",
        "entities" => "kind DESC, id DESC, scope",
        "receipts" => "stream_id DESC, epoch_number",
        "anchors" => "boot_id DESC, boot_ms",
        "pins" => "staff_id",
        "drafts" => "key",
        "records" | "server_keys" => "place",
        "streams" => "number",
        _ => "one",
    }
}

fn is_here(tx: &Tx<'_>, record: [u8; 16]) -> Result<bool, StoreError> {
    Ok(tx.count("SELECT count(*) FROM records WHERE record_id = ?1", [record])? > 0)
}

/// Copies the rows of a table that are like this. One that refers to a lost one is passed over.
fn copy_rows(old: &Connection, tx: &Tx<'_>, table: &str, condition: &str) -> Result<(), Fault> {
    let mut statement = old.prepare(&format!("SELECT * FROM {table} {condition}"))?;
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..columns.len()).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>()?;
        put_row(tx, table, &columns, values).map_err(Fault::Ours)?;
    }
    Ok(())
}

/// Puts a row where there is none yet. One that refers to a lost one is passed over.
fn put_row(tx: &Tx<'_>, table: &str, columns: &[String], values: Vec<Value>) -> Result<(), StoreError> {
    let places = vec!["?"; columns.len()].join(", ");
    let insert = format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({places})", columns.join(", "));
    match tx.run(&insert, params_from_iter(values)) {
        Err(StoreError::Sql(error)) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(()),
        done => done.map(drop),
    }
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
