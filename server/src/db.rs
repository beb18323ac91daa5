//! The database behind one door: which engine, one connection that writes, a few that only read.
//!
//! SQLite's rare WAL fault needs two connections that write or checkpoint at once, so exactly one does;
//! the others are opened read-only: some for pages, on threads of their own, some for short looks ([`inline`]).
//! PostgreSQL has no such need and gets one pool for all. All query text is shared by the two engines (`sqlx::Any`),
//! and stands in `tables/`.

mod inline;

use std::{path::Path, sync::Once, time::Duration};

use sqlx::{Any, AnyConnection, AnyPool, Connection as _, Executor as _, Transaction, any::AnyPoolOptions};

use crate::{Error, error::Result, folder::Folder, migrations};

/// A connection inside or outside of a transaction.
pub(crate) type Conn = AnyConnection;
/// A transaction; rolled back when dropped.
pub(crate) type Tx = Transaction<'static, Any>;

/// Which engine holds the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// One file in the data folder.
    Sqlite,
    /// A server of its own.
    Postgres,
}

/// The open database.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) engine: Engine,
    write: AnyPool,
    read: AnyPool,
    /// For what reads a few rows, where handing them from thread to thread would be most of the work.
    glance: AnyPool,
}

const READERS: u32 = 4;
/// Who waits longer for a connection is told to come again.
pub(crate) const ACQUIRE: Duration = Duration::from_secs(10);
/// A transaction waits so long for a row that another holds, and the server for the next statement of one. Each statement
/// is planned for the table as it is now: a plan that was kept from when a table was empty reads all of it once it is full.
const POSTGRES: &str = "SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '120s'; \
                        SET plan_cache_mode = force_custom_plan;";

/// Makes the engines known to `sqlx::Any`, which takes one list for the whole process.
///
/// # Panics
/// When somebody else gave it another list before.
pub fn install_drivers() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let drivers = &[sqlx::sqlite::any::DRIVER, sqlx::postgres::any::DRIVER, inline::DRIVER];
        sqlx::any::install_drivers(drivers).expect("nobody else gives a list");
    });
}

impl Database {
    /// Opens for writing, creates and migrates as needed. The caller holds the folder's lock.
    pub(crate) async fn open(folder: &Folder, url: Option<&str>) -> Result<Self> {
        Self::open_patiently(folder, url, ACQUIRE).await
    }

    /// The same for somebody who waits so long for a connection.
    pub(crate) async fn open_patiently(folder: &Folder, url: Option<&str>, acquire: Duration) -> Result<Self> {
        install_drivers();
        if let Some(url) = postgres_url(url)? {
            let pool = AnyPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(acquire)
                .after_connect(|conn, _| {
                    Box::pin(async move {
                        conn.execute(sqlx::raw_sql(POSTGRES)).await?;
                        Ok(())
                    })
                })
                .connect(url)
                .await?;
            migrations::run(Engine::Postgres, &mut *pool.acquire().await?).await?;
            return Ok(Self { engine: Engine::Postgres, write: pool.clone(), read: pool.clone(), glance: pool });
        }
        let file = folder.database();
        if file.exists() {
            let peek = connect_sqlite(&file, "ro", (1, acquire)).await?;
            let refused = migrations::refuse_newer(Engine::Sqlite, &mut *peek.acquire().await?).await;
            peek.close().await;
            refused?;
        }
        let write = connect_inline(&file, "rwc", (1, acquire)).await?;
        migrations::run(Engine::Sqlite, &mut *write.acquire().await?).await?;
        let read = connect_sqlite(&file, "ro", (READERS, acquire)).await?;
        let glance = connect_inline(&file, "ro", (READERS, acquire)).await?;
        Ok(Self { engine: Engine::Sqlite, write, read, glance })
    }

    /// Opens for reading only, beside a running server or without one.
    pub(crate) async fn open_reader(folder: &Folder, url: Option<&str>) -> Result<Self> {
        install_drivers();
        let (engine, read) = match postgres_url(url)? {
            Some(url) => {
                let pool = AnyPoolOptions::new().max_connections(2).acquire_timeout(ACQUIRE).connect(url).await?;
                (Engine::Postgres, pool)
            }
            None if !folder.database().exists() => return Err(Error::NoData(folder.path().to_owned())),
            None => (Engine::Sqlite, connect_sqlite(&folder.database(), "ro", (2, ACQUIRE)).await?),
        };
        let refused = migrations::refuse_other(engine, &mut *read.acquire().await?).await;
        if refused.is_err() {
            read.close().await;
        }
        refused?;
        Ok(Self { engine, write: read.clone(), read: read.clone(), glance: read })
    }

    /// Opens a copy of an embedded database for reading only.
    pub(crate) async fn open_copy(file: &Path) -> Result<Self> {
        install_drivers();
        let read = connect_sqlite(file, "ro", (1, ACQUIRE)).await?;
        migrations::refuse_newer(Engine::Sqlite, &mut *read.acquire().await?).await?;
        Ok(Self { engine: Engine::Sqlite, write: read.clone(), read: read.clone(), glance: read })
    }

    /// Begins the transaction that writes.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        let pool = self.write.clone();
        match self.engine {
            Engine::Sqlite => Ok(pool.begin_with("BEGIN IMMEDIATE").await?),
            Engine::Postgres => to_its_end(async move { pool.begin().await }).await,
        }
    }

    /// Begins a transaction that only reads: what it reads belongs to one moment.
    pub(crate) async fn snapshot(&self) -> Result<Tx> {
        self.look(&self.read).await
    }

    /// The same for who reads a few rows of what is indexed, and is not to be waited for by anybody: on SQLite nothing
    /// else is done on this thread meanwhile.
    pub(crate) async fn glance(&self) -> Result<Tx> {
        self.look(&self.glance).await
    }

    async fn look(&self, pool: &AnyPool) -> Result<Tx> {
        let pool = pool.clone();
        match self.engine {
            Engine::Sqlite => Ok(pool.begin().await?),
            Engine::Postgres => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
                to_its_end(async move { pool.begin_with(begin).await }).await
            }
        }
    }

    /// Closes all connections; on SQLite the last one folds the write-ahead log into the file.
    pub(crate) async fn close(&self) {
        self.read.close().await;
        self.glance.close().await;
        self.write.close().await;
    }
}

/// Begins on PostgreSQL also when whoever asked gives up meanwhile, as a handler does whose caller hangs up. The driver
/// undoes a transaction that it knows to have begun; one that is dropped between the statement and its answer it would
/// give to the next as a fresh connection, inside a transaction that only reads, at a moment long past.
async fn to_its_end(begin: impl Future<Output = sqlx::Result<Tx>> + Send + 'static) -> Result<Tx> {
    match tokio::spawn(begin).await {
        Ok(begun) => Ok(begun?),
        Err(_the_server_stops) => Err(Error::Busy),
    }
}

/// Copies an embedded database as of one moment, also while others write to it. `to` is overwritten.
pub(crate) async fn copy_sqlite(from: &Path, to: &Path) -> Result<()> {
    install_drivers();
    let _none_or_unfinished = std::fs::remove_file(to);
    let url = format!("sqlite:{}?mode=ro", percent_encode(from));
    let mut conn = AnyConnection::connect(&url).await?;
    conn.execute("PRAGMA busy_timeout = 10000").await?;
    sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy().into_owned()).execute(&mut conn).await?;
    conn.close().await?;
    Ok(())
}

fn postgres_url(url: Option<&str>) -> Result<Option<&str>> {
    match url {
        None => Ok(None),
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => Ok(Some(url)),
        Some(_) => Err(Error::refused(
            "--database takes an address that begins with postgres://; leave it out for the embedded database",
        )),
    }
}

async fn connect_sqlite(file: &Path, mode: &str, size: (u32, Duration)) -> Result<AnyPool> {
    connect("sqlite", file, mode, size).await
}

async fn connect_inline(file: &Path, mode: &str, size: (u32, Duration)) -> Result<AnyPool> {
    connect(inline::SCHEME, &std::path::absolute(file).map_err(sqlx::Error::Io)?, mode, size).await
}

async fn connect(scheme: &str, file: &Path, mode: &str, (connections, acquire): (u32, Duration)) -> Result<AnyPool> {
    let pragmas = match mode {
        "ro" => {
            "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA mmap_size = 268435456;"
        }
        _ => {
            "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864; \
             PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;"
        }
    };
    let url = format!("{scheme}:{}?mode={mode}", percent_encode(file));
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(acquire)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        // After a full disk SQLite has undone the transaction by itself, and the driver still believes in it: such a
        // connection is closed, or nothing would ever be written again.
        .before_acquire(|conn, _| Box::pin(async move { Ok(!conn.is_in_transaction()) }))
        .after_connect(move |conn, _| {
            Box::pin(async move {
                conn.execute(sqlx::raw_sql(pragmas)).await?;
                Ok(())
            })
        })
        .connect(&url)
        .await?;
    Ok(pool)
}

/// A path as sqlx reads it back from an address: every byte that could mean something there is escaped.
fn percent_encode(path: &Path) -> String {
    let mut encoded = String::new();
    for byte in path.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
pub(crate) mod tests;
