//! The connection's work: statements, transactions and savepoints.

use futures_util::{
    FutureExt as _, StreamExt as _, TryStreamExt as _,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Any, Describe, Either, Error, SqlStr,
    any::{AnyArguments, AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo},
};
use sqlx_core::{
    any::AnyConnectionBackend,
    transaction::{begin_ansi_transaction_sql, commit_ansi_transaction_sql, rollback_ansi_transaction_sql},
};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    task::{block_in_place, coop::consume_budget},
};

use super::{
    Inline,
    fault::{told, undone},
};

/// Rows, and how many a statement changed.
type Outcome = Vec<Result<Either<AnyQueryResult, AnyRow>, Error>>;

impl Inline {
    /// Does what `sql` says, up to so many rows. Without arguments it may be several statements, and nobody reads rows of
    /// them: they set the connection or make tables.
    fn run(&mut self, sql: &str, arguments: Option<AnyArguments>, rows: usize) -> Result<Outcome, Error> {
        if self.depth > 0 && self.link.is_autocommit() {
            return Err(undone());
        }
        match arguments {
            Some(arguments) => self.run_one(sql, &arguments, rows).map_err(told),
            None => {
                waiting(|| self.link.execute_batch(sql)).map_err(told)?;
                Ok(vec![Ok(Either::Left(AnyQueryResult::default()))])
            }
        }
    }

    fn run_one(&mut self, sql: &str, arguments: &AnyArguments, limit: usize) -> rusqlite::Result<Outcome> {
        let mut statement = self.link.prepare_cached(sql)?;
        let shape = self.prepared.shape(sql, &statement);
        shape.bind(&mut statement, &arguments.values.0)?;
        let mut outcome = Outcome::new();
        let mut rows = statement.raw_query();
        while outcome.len() < limit
            && let Some(row) = rows.next()?
        {
            outcome.push(Ok(Either::Right(shape.row(row)?)));
        }
        drop(rows);
        // Values are let go with the statement at its next use; bytes of a push need not wait for that.
        statement.clear_bindings();
        let rows_affected = if shape.reads_only { 0 } else { self.link.changes() };
        outcome.push(Ok(Either::Left(AnyQueryResult { rows_affected, last_insert_id: None })));
        Ok(outcome)
    }

    fn begin_now(&mut self, statement: Option<SqlStr>) -> Result<(), Error> {
        if self.depth > 0 && statement.is_some() {
            return Err(Error::InvalidSavePointStatement);
        }
        if self.depth > 0 && self.link.is_autocommit() {
            return Err(undone());
        }
        let sql = statement.unwrap_or_else(|| begin_ansi_transaction_sql(self.depth));
        self.link.execute_batch(sql.as_str()).map_err(told)?;
        self.depth += 1;
        Ok(())
    }

    fn commit_now(&mut self) -> Result<(), Error> {
        if self.depth == 0 || self.link.is_autocommit() {
            return Err(undone());
        }
        let sql = commit_ansi_transaction_sql(self.depth);
        let commit = || self.link.execute_batch(sql.as_str());
        let committed = if self.depth == 1 { waiting(commit) } else { commit() };
        committed.map_err(told)?;
        self.depth -= 1;
        Ok(())
    }

    fn roll_back_now(&mut self) -> Result<(), Error> {
        if self.depth == 0 {
            return Ok(());
        }
        // SQLite may have undone all of it by itself.
        if !self.link.is_autocommit() {
            let sql = rollback_ansi_transaction_sql(self.depth);
            self.link.execute_batch(sql.as_str()).map_err(told)?;
        }
        self.depth -= 1;
        Ok(())
    }
}

/// Statements are prepared when they are run, and never described.
fn not_asked(sql: &SqlStr) -> Error {
    Error::Protocol(format!("this is only run: {}", sql.as_str()))
}

/// Waits for the disk, while another thread does what else the runtime has to do. A runtime of one thread has no other.
fn waiting<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current() {
        Ok(handle) if handle.runtime_flavor() == RuntimeFlavor::MultiThread => block_in_place(work),
        _ => work(),
    }
}

impl AnyConnectionBackend for Inline {
    fn name(&self) -> &str {
        "SQLite"
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, Result<(), Error>> {
        let closed = waiting(|| self.link.close().map_err(|(_, error)| told(error)));
        std::future::ready(closed).boxed()
    }

    fn close_hard(self: Box<Self>) -> BoxFuture<'static, Result<(), Error>> {
        self.close()
    }

    fn ping(&mut self) -> BoxFuture<'_, Result<(), Error>> {
        std::future::ready(Ok(())).boxed()
    }

    fn begin(&mut self, statement: Option<SqlStr>) -> BoxFuture<'_, Result<(), Error>> {
        async move {
            let begun = self.begin_now(statement);
            self.failed = begun.is_err();
            begun
        }
        .boxed()
    }

    fn commit(&mut self) -> BoxFuture<'_, Result<(), Error>> {
        async move { self.commit_now() }.boxed()
    }

    fn rollback(&mut self) -> BoxFuture<'_, Result<(), Error>> {
        async move { self.roll_back_now() }.boxed()
    }

    fn start_rollback(&mut self) {
        if std::mem::take(&mut self.failed) {
            return;
        }
        if let Err(error) = self.roll_back_now() {
            tracing::error!(%error, "a transaction was not undone; its connection is given up");
        }
    }

    fn get_transaction_depth(&self) -> usize {
        self.depth
    }

    fn shrink_buffers(&mut self) {}

    fn flush(&mut self) -> BoxFuture<'_, Result<(), Error>> {
        std::future::ready(Ok(())).boxed()
    }

    fn should_flush(&self) -> bool {
        false
    }

    fn fetch_many(
        &mut self,
        query: SqlStr,
        _persistent: bool,
        arguments: Option<AnyArguments>,
    ) -> BoxStream<'_, Result<Either<AnyQueryResult, AnyRow>, Error>> {
        let outcome = async move {
            // Nothing here ever waits, so others would never come to their turn.
            consume_budget().await;
            self.run(query.as_str(), arguments, usize::MAX).map(stream::iter)
        };
        outcome.into_stream().try_flatten().boxed()
    }

    fn fetch_optional(
        &mut self,
        query: SqlStr,
        _persistent: bool,
        arguments: Option<AnyArguments>,
    ) -> BoxFuture<'_, Result<Option<AnyRow>, Error>> {
        async move {
            consume_budget().await;
            let first = self.run(query.as_str(), arguments, 1)?.into_iter().next();
            Ok(first.transpose()?.and_then(Either::right))
        }
        .boxed()
    }

    fn prepare_with<'c, 'q: 'c>(
        &'c mut self,
        sql: SqlStr,
        _parameters: &[AnyTypeInfo],
    ) -> BoxFuture<'c, Result<AnyStatement, Error>> {
        std::future::ready(Err(not_asked(&sql))).boxed()
    }

    fn describe(&mut self, sql: SqlStr) -> BoxFuture<'_, Result<Describe<Any>, Error>> {
        std::future::ready(Err(not_asked(&sql))).boxed()
    }
}
