//! The limit: one plain SQLite file, as safe against a power cut as the phone's own, and nothing else to it. The same
//! file encrypted stands beside it, to tell what the cipher costs from what the phone does.

use std::path::Path;

use rusqlite::{Connection, config::DbConfig, params};

/// The columns a list and a push read.
const TABLE: &str = "CREATE TABLE records (place INTEGER PRIMARY KEY, record_id BLOB NOT NULL, kind INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE stored (count INTEGER NOT NULL) STRICT; INSERT INTO stored VALUES (0);";
const INSERT: &str = "INSERT INTO records VALUES (?1, ?2, 0, 0, ?3, ?4)";

/// How the bytes lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lies {
    /// As they are: this is the limit.
    Plain,
    /// Encrypted with a raw key, as the phone's are.
    Sealed,
}

/// The file.
pub(crate) struct Raw(Connection);

impl Raw {
    /// A new one in a folder. The engine as it comes plans a statement anew whenever its LIMIT is bound; with `steady`
    /// it is told to keep its plans, as the phone's database tells it.
    pub(crate) fn open(folder: &Path, lies: Lies, steady: bool) -> Self {
        let connection = Connection::open(folder.join(format!("{lies:?}.db"))).expect("opens");
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, steady).expect("a planner");
        if lies == Lies::Sealed {
            connection.pragma_update(None, "key", format!("x'{}'", "07".repeat(32))).expect("a key");
        }
        connection.pragma_update(None, "journal_mode", "WAL").expect("a log");
        connection.pragma_update(None, "synchronous", "FULL").expect("flushes");
        connection.execute_batch(TABLE).expect("a table");
        Self(connection)
    }

    /// One row in one flushed commit.
    pub(crate) fn commit(&self, bytes: &[u8]) {
        self.insert(bytes);
    }

    /// So many rows in one commit.
    pub(crate) fn fill(&self, count: u64, bytes: &[u8]) {
        self.0.execute_batch("BEGIN").expect("begins");
        (0..count).for_each(|_| self.insert(bytes));
        self.0.execute("UPDATE stored SET count = count + ?1", [i64::try_from(count).expect("few")]).expect("counted");
        self.0.execute_batch("COMMIT").expect("commits");
    }

    /// The newest rows.
    pub(crate) fn newest(&self, limit: usize) -> usize {
        self.rows(
            "SELECT place, record_id, kind, recorded_at, hash, bytes FROM records ORDER BY place DESC LIMIT ?1",
            limit,
        )
    }

    /// The rows at the beginning.
    pub(crate) fn oldest(&self, limit: usize) -> usize {
        self.rows("SELECT place, record_id, kind, recorded_at, hash, bytes FROM records ORDER BY place LIMIT ?1", limit)
    }

    /// The stored count.
    pub(crate) fn count(&self) -> i64 {
        let mut statement = self.0.prepare_cached("SELECT count FROM stored").expect("a statement");
        statement.query_row([], |row| row.get(0)).expect("a row")
    }

    fn insert(&self, bytes: &[u8]) {
        let mut statement = self.0.prepare_cached(INSERT).expect("a statement");
        statement.execute(params![None::<i64>, [0_u8; 16], [0_u8; 32], bytes]).expect("a row");
    }

    fn rows(&self, sql: &str, limit: usize) -> usize {
        let mut statement = self.0.prepare_cached(sql).expect("a statement");
        let rows = statement.query_map([i64::try_from(limit).expect("few")], |row| {
            let read: (i64, [u8; 16], i64, i64, [u8; 32], Vec<u8>) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
            Ok(read)
        });
        rows.expect("rows").map(|row| row.expect("a row")).collect::<Vec<_>>().len()
    }
}
