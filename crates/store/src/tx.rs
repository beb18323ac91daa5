//! A transaction as the tables' functions see it. SQL text stays in this room.
//!
//! In the unit tests of this crate each statement is explained before it runs, so that `plans.rs` can see that
//! none of the frequent ones walks through a whole table.

use std::ops::ControlFlow;

use rusqlite::{Connection, Params, Row};

use crate::StoreError;

/// A transaction; it commits when the closure it was given to returns `Ok`, and leaves nothing behind otherwise.
///
/// Its beginning and its end are prepared once for each connection: a look at one row costs no more than they do.
pub struct Tx<'a>(&'a Connection);

impl<'a> Tx<'a> {
    /// One that only reads: its state is the one of its first look.
    pub(crate) fn reading(connection: &'a mut Connection) -> Result<Self, StoreError> {
        Self::begin(connection, "BEGIN DEFERRED")
    }

    /// One that may write, and waits here until nobody else does.
    pub(crate) fn writing(connection: &'a mut Connection) -> Result<Self, StoreError> {
        Self::begin(connection, "BEGIN IMMEDIATE")
    }

    fn begin(connection: &'a mut Connection, sql: &str) -> Result<Self, StoreError> {
        connection.prepare_cached(sql)?.execute([])?;
        Ok(Self(connection))
    }

    pub(crate) fn commit(self) -> Result<(), StoreError> {
        self.0.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    /// Runs a statement; the number of rows it changed.
    pub(crate) fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.explain(sql);
        Ok(self.0.prepare_cached(sql)?.execute(params)?)
    }

    /// The first row, if there is one.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.explain(sql);
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        Ok(rows.next()?.map(read).transpose()?)
    }

    /// Row after row, until `look` has seen enough.
    pub(crate) fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut look: impl FnMut(&Row<'_>) -> rusqlite::Result<ControlFlow<()>>,
    ) -> Result<(), StoreError> {
        self.explain(sql);
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            if look(row)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Every row.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.explain(sql);
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "the unit tests look at the plan here")]
    fn explain(&self, _sql: &str) {}

    #[cfg(test)]
    fn explain(&self, sql: &str) {
        crate::plans::note(self.0, sql);
    }

    /// A count or another single number that is never negative.
    pub(crate) fn count(&self, sql: &str, params: impl Params) -> Result<u64, StoreError> {
        Ok(self.one(sql, params, |row| crate::columns::number(row, 0))?.unwrap_or(0))
    }
}

/// What did not commit is undone; an engine that met a fault may have done so itself.
impl Drop for Tx<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit() {
            let _undone = self.0.prepare_cached("ROLLBACK").and_then(|mut statement| statement.execute([]));
        }
    }
}
