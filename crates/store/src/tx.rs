//! A transaction as the tables' functions see it. SQL text stays in this room.
//!
//! In the unit tests of this crate each statement is explained before it runs, so that `plans.rs` can see that
//! none of the frequent ones walks through a whole table.

use std::{cell::Cell, ops::ControlFlow};

use rusqlite::{Connection, Params, Row};

use crate::{StoreError, error::is_damage};

/// A transaction; it commits when the closure it was given to returns `Ok`, and leaves nothing behind otherwise.
///
/// Its beginning and its end are prepared once for each connection: a look at one row costs no more than they do.
pub struct Tx<'a> {
    connection: &'a Connection,
    doubt: &'a Doubt,
}

/// Whether a transaction met a damaged page.
#[derive(Debug, Default)]
pub(crate) struct Doubt(Cell<bool>);

impl Doubt {
    pub(crate) fn is_raised(&self) -> bool {
        self.0.get()
    }

    fn over(&self, error: rusqlite::Error) -> StoreError {
        self.0.set(self.0.get() || is_damage(&error));
        error.into()
    }
}

impl<'a> Tx<'a> {
    /// One that only reads: its state is the one of its first look.
    pub(crate) fn reading(connection: &'a mut Connection, doubt: &'a Doubt) -> Result<Self, StoreError> {
        Self::begin(connection, doubt, "BEGIN DEFERRED")
    }

    /// One that may write, and waits here until nobody else does.
    pub(crate) fn writing(connection: &'a mut Connection, doubt: &'a Doubt) -> Result<Self, StoreError> {
        Self::begin(connection, doubt, "BEGIN IMMEDIATE")
    }

    fn begin(connection: &'a mut Connection, doubt: &'a Doubt, sql: &str) -> Result<Self, StoreError> {
        let tx = Self { connection, doubt };
        tx.noting(|| tx.connection.prepare_cached(sql)?.execute([]))?;
        Ok(tx)
    }

    pub(crate) fn commit(self) -> Result<(), StoreError> {
        self.noting(|| self.connection.prepare_cached("COMMIT")?.execute([]))?;
        Ok(())
    }

    /// Whatever is done with the database is done through here: a damaged page that it meets is remembered.
    fn noting<T>(&self, work: impl FnOnce() -> rusqlite::Result<T>) -> Result<T, StoreError> {
        work().map_err(|error| self.doubt.over(error))
    }

    /// Runs a statement; the number of rows it changed.
    pub(crate) fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.explain(sql);
        self.noting(|| self.connection.prepare_cached(sql)?.execute(params))
    }

    /// The first row, if there is one.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.explain(sql);
        self.noting(|| {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params)?;
            rows.next()?.map(read).transpose()
        })
    }

    /// Row after row, until `look` has seen enough.
    pub(crate) fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut look: impl FnMut(&Row<'_>) -> rusqlite::Result<ControlFlow<()>>,
    ) -> Result<(), StoreError> {
        self.explain(sql);
        self.noting(|| {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params)?;
            while let Some(row) = rows.next()? {
                if look(row)?.is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Every row.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.explain(sql);
        self.noting(|| {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map(params, read)?.collect()
        })
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "the unit tests look at the plan here")]
    fn explain(&self, _sql: &str) {}

    #[cfg(test)]
    fn explain(&self, sql: &str) {
        crate::plans::note(self.connection, sql);
    }

    /// A count or another single number that is never negative.
    pub(crate) fn count(&self, sql: &str, params: impl Params) -> Result<u64, StoreError> {
        Ok(self.one(sql, params, |row| crate::columns::number(row, 0))?.unwrap_or(0))
    }
}

/// What did not commit is undone; an engine that met a fault may have done so itself.
impl Drop for Tx<'_> {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            let _undone = self.connection.prepare_cached("ROLLBACK").and_then(|mut statement| statement.execute([]));
        }
    }
}
