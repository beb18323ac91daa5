//! A transaction as the tables' functions see it. SQL text stays in this room.
//!
//! In the unit tests of this crate each statement is explained before it runs, so that `plans.rs` can see that
//! none of the frequent ones walks through a whole table.

use rusqlite::{Params, Row, Transaction};

use crate::StoreError;

/// A transaction; it commits when the closure it was given to returns `Ok`, and leaves nothing behind otherwise.
pub struct Tx<'a>(Transaction<'a>);

impl<'a> Tx<'a> {
    pub(crate) fn new(inner: Transaction<'a>) -> Self {
        Self(inner)
    }

    pub(crate) fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit()?)
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
        crate::plans::note(&self.0, sql);
    }

    /// A count or another single number that is never negative.
    pub(crate) fn count(&self, sql: &str, params: impl Params) -> Result<u64, StoreError> {
        Ok(self.one(sql, params, |row| crate::columns::number(row, 0))?.unwrap_or(0))
    }
}
