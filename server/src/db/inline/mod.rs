//! SQLite for the connection that writes and for short looks, called on the task that asks instead of on a thread behind
//! a channel.
//!
//! Both do many small statements: handing each statement and each row from thread to thread took nearly half of the
//! processor time of taking records in. Here a statement is a call. What waits for the disk, a commit, leaves the
//! runtime's other work to another thread meanwhile.
//!
//! To the rest of the server they are connections of `sqlx::Any` like others ([`DRIVER`]); why this is ours to write stands
//! in docs/decisions/0032.

mod backend;
mod fault;
mod nothing;
mod prepared;

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use rusqlite::{Connection as Link, OpenFlags};
use sqlx::{ConnectOptions, Error, any::AnyConnectOptions};
use sqlx_core::any::driver::AnyDriver;

use fault::told;
use prepared::Prepared;

/// How `sqlx::Any` comes to it: by an address that begins with [`SCHEME`].
pub(super) const DRIVER: AnyDriver = AnyDriver::without_migrate::<nothing::Inline>();

/// What its addresses begin with, instead of `sqlite`.
pub(super) const SCHEME: &str = "sqlite-inline";

/// Statements that are kept prepared; there are fewer different ones than that.
const STATEMENTS: usize = 512;

/// The connection.
pub(super) struct Inline {
    link: Link,
    prepared: Prepared,
    /// 0 outside of a transaction, 1 inside of one, more inside of savepoints.
    depth: usize,
    /// A beginning that failed is dropped like one that did not, and has nothing to undo.
    failed: bool,
}

impl fmt::Debug for Inline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inline").field("depth", &self.depth).finish_non_exhaustive()
    }
}

/// Which file, and whether it is there to be written.
#[derive(Clone, Debug)]
pub(super) struct File {
    path: PathBuf,
    reads_only: bool,
}

impl File {
    fn open(&self) -> Result<Inline, Error> {
        let purpose = match self.reads_only {
            true => OpenFlags::SQLITE_OPEN_READ_ONLY,
            false => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
        let link = Link::open_with_flags(&self.path, purpose | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(told)?;
        link.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Inline { link, prepared: Prepared::default(), depth: 0, failed: false })
    }
}

impl TryFrom<&AnyConnectOptions> for File {
    type Error = Error;

    fn try_from(options: &AnyConnectOptions) -> Result<Self, Error> {
        Self::from_url(&options.database_url)
    }
}

impl FromStr for File {
    type Err = Error;

    fn from_str(address: &str) -> Result<Self, Error> {
        Self::from_url(&address.parse().map_err(Error::config)?)
    }
}

impl ConnectOptions for File {
    type Connection = Inline;

    fn from_url(url: &url::Url) -> Result<Self, Error> {
        let path = url.to_file_path().map_err(|()| Error::Configuration("an absolute path".into()))?;
        let reads_only = url.query() == Some("mode=ro");
        Ok(Self { path, reads_only })
    }

    async fn connect(&self) -> Result<Inline, Error> {
        self.open()
    }

    fn log_statements(self, _: log::LevelFilter) -> Self {
        self
    }

    fn log_slow_statements(self, _: log::LevelFilter, _: Duration) -> Self {
        self
    }
}

#[cfg(test)]
mod tests;
